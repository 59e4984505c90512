# breakeven.gp DATA OUTPUT svg|pdf|png: wall time with start-up against job size, and where one choice overtakes others.
DATA = ARG1; OUT = ARG2; TERM = ARG3; FIG = 'breakeven'
load ARG0[1:strlen(ARG0) - strlen('breakeven.gp')].'style.gp'

stats DATA index 'axes;' using (N = column(1), NS = column(2), LEGEND_ROWS = column(3), LEGEND_X = column(4), \
    LEGEND_Y = column(5)) nooutput
array SERIES[NS]; array ID[NS]
do for [k = 1 : NS] {
    stats DATA index 'series;' every ::(k - 1)::(k - 1) using (a = strcol(1), b = column(2)) nooutput
    SERIES[k] = a; ID[k] = b
}
# serial is drawn last, thin: threads that gain nothing lie below it
set style line 1 lc rgb INK lw 0.8 dt (4, 2) pt 1 ps 0.5 * POINT

set multiplot
do for [p = 1 : N] {
    # `stats` leaves out what is outside the ranges: none may be set when it reads
    unset logscale; set xrange [*:*]; set yrange [*:*]
    stats DATA index 'panels;' every ::(p - 1)::(p - 1) using (BELOW = column(1), NAME = strcol(2), WORKERS = strcol(3), \
        AXIS = strcol(4), HAVE = strcol(5), XLOW = column(6), XHIGH = column(7), XTICS = strcol(8), YLOW = column(9), \
        YHIGH = column(10), YTICS = strcol(11), L = column(12), R = column(13), B = column(14), T = column(15)) nooutput
    set logscale xy 10
    set xrange [XLOW:XHIGH]; set yrange [YLOW:YHIGH]
    set margins at screen L, at screen R, at screen B, at screen T
    set xtics ('' XLOW); set ytics ('' YLOW)
    do for [i = 1 : words(XTICS) / 2] { set xtics add (word(XTICS, 2 * i - 1) (word(XTICS, 2 * i) + 0)) }
    do for [i = 1 : words(YTICS) / 2] { set ytics add (word(YTICS, 2 * i - 1) (word(YTICS, 2 * i) + 0)) }
    set label 4 NAME at graph 0, graph 1 offset 0, char 0.75 font ',8.5' tc rgb INK noenhanced
    if (BELOW) { set label 5 WORKERS at graph 0, graph 1 offset char 0.6, char -0.5 left font ',7' tc rgb SOFT noenhanced
    } else { set label 5 WORKERS at graph 1, graph 1 offset 0, char 0.7 right font ',7' tc rgb SOFT noenhanced }
    set xlabel AXIS offset 0, char 0.4 font ',8' tc rgb INK noenhanced
    CROSSINGS = sprintf('panel %d crossings;', p)
    plot DATA index CROSSINGS using 1:4:(0):5 with vectors nohead lc rgb FAINT lw 0.7 dt (2, 2) notitle, \
        for [i = words(HAVE) : 1 : -1] '' index sprintf('panel %d line %s;', p, word(HAVE, i)) using 1:2 \
            with lines ls ID[word(HAVE, i) + 0] notitle, \
        for [i = words(HAVE) : 1 : -1] '' index sprintf('panel %d measured %s;', p, word(HAVE, i)) using 1:2 \
            with points ls 99 notitle, \
        for [i = words(HAVE) : 1 : -1] '' index sprintf('panel %d measured %s;', p, word(HAVE, i)) using 1:2:3:4 \
            with yerrorbars ls ID[word(HAVE, i) + 0] dt 1 lw 0.8 notitle, \
        '' index CROSSINGS using 1:6:2:3:9 with xerrorbars pt 7 ps 0.4 * POINT lc rgb variable lw 0.9 notitle, \
        '' index CROSSINGS using 1:7:8:9 with labels left offset char 0.4, 0 font ',7' tc rgb variable noenhanced notitle
}
eval PAGE
set key at screen LEGEND_X, screen LEGEND_Y left top vertical maxrows LEGEND_ROWS Left reverse noenhanced \
    font ',7.5' tc rgb INK samplen 2.6 spacing 1.0
plot for [k = 1 : NS] keyentry with linespoints ls ID[k] pi -1 title SERIES[k], NaN notitle
unset multiplot
