# latency.gp DATA OUTPUT svg|pdf|png: latency of requests; y is 1/(1 - q) on a log scale, so each nine has equal room.
DATA = ARG1; OUT = ARG2; TERM = ARG3; FIG = 'latency'
load ARG0[1:strlen(ARG0) - strlen('latency.gp')].'style.gp'

stats DATA index 'axes;' using (N = column(1), NS = column(2), LEGEND_ROWS = column(3), LEGEND_X = column(4), \
    LEGEND_Y = column(5)) nooutput
array SERIES[NS]; array ID[NS]
do for [k = 1 : NS] {
    stats DATA index 'series;' every ::(k - 1)::(k - 1) using (a = strcol(1), b = column(2)) nooutput
    SERIES[k] = a; ID[k] = b
}
# serial: black, tones told apart as elsewhere
set style line 1 lc rgb INK lw 1.0 dt 1 pt 2 ps 0.45 * POINT
set style line 2 lc rgb SOFT lw 1.0 dt (8, 3) pt 1 ps 0.45 * POINT
set style line 3 lc rgb FAINT lw 0.9 dt (2, 2) pt 1 ps 0.45 * POINT
set style line 4 lc rgb INK lw 1.0 dt (6, 2, 2, 2) pt 2 ps 0.45 * POINT
set style line 5 lc rgb SOFT lw 0.9 dt (2, 2) pt 2 ps 0.45 * POINT

set multiplot
do for [p = 1 : N] {
    # `stats` leaves out what is outside the ranges: none may be set when it reads
    unset logscale; set xrange [*:*]; set yrange [*:*]
    stats DATA index 'panels;' every ::(p - 1)::(p - 1) using (NAME = strcol(1), HAVE = strcol(2), XLOW = column(3), \
        XHIGH = column(4), XTICS = strcol(5), YHIGH = column(6), L = column(7), R = column(8), B = column(9), \
        T = column(10)) nooutput
    set logscale xy 10
    set xrange [XLOW:XHIGH]; set yrange [1:YHIGH]
    set margins at screen L, at screen R, at screen B, at screen T
    set xtics ('' XHIGH * 2)
    do for [i = 1 : words(XTICS) / 2] { set xtics add (word(XTICS, 2 * i - 1) (word(XTICS, 2 * i) + 0)) }
    set ytics ('0' 1, '50' 2, '90' 10, '99' 100, '99.9' 1000, '99.99' 10000, '99.999' 100000)
    set label 4 NAME at graph 0, graph 1 offset 0, char 0.75 font ',8.5' tc rgb INK noenhanced
    set xlabel 'latency' offset 0, char 0.4 font ',8' tc rgb INK
    set ylabel (p == 1 ? 'percentile' : '') offset char 0.2, 0 font ',8' tc rgb INK
    plot for [s in HAVE] DATA index sprintf('panel %d curve %s;', p, s) using 1:2 with lines ls ID[s + 0] notitle, \
        for [s in HAVE] '' index sprintf('panel %d marks %s;', p, s) using 1:2 with points ls 99 notitle, \
        for [s in HAVE] '' index sprintf('panel %d marks %s;', p, s) using 1:2 with points ls ID[s + 0] notitle
}
eval PAGE
set key at screen LEGEND_X, screen LEGEND_Y left top vertical maxrows LEGEND_ROWS Left reverse noenhanced \
    font ',7.5' tc rgb INK samplen 2.6 spacing 1.0
plot for [k = 1 : NS] keyentry with linespoints ls ID[k] pi -1 title SERIES[k], NaN notitle
unset multiplot
