# speedup.gp DATA OUTPUT svg|pdf|png: speed-up over serial against workers, one panel per job, each with its own axes.
DATA = ARG1; OUT = ARG2; TERM = ARG3; FIG = 'speedup'
load ARG0[1:strlen(ARG0) - strlen('speedup.gp')].'style.gp'

stats DATA index 'axes;' using (N = column(1), NS = column(2), CEIL = column(3), LEGEND_ROWS = column(4), \
    LEGEND_X = column(5), LEGEND_Y = column(6)) nooutput
array SERIES[NS]; array ID[NS]
do for [k = 1 : NS] {
    stats DATA index 'series;' every ::(k - 1)::(k - 1) using (a = strcol(1), b = column(2)) nooutput
    SERIES[k] = a; ID[k] = b
}

set multiplot
do for [p = 1 : N] {
    # `stats` leaves out what is outside the ranges: none may be set when it reads
    unset logscale; set xrange [*:*]; set yrange [*:*]
    stats DATA index 'panels;' every ::(p - 1)::(p - 1) using (NAME = strcol(1), CLASS = strcol(2), HAVE = strcol(3), \
        WORKERS = column(4), LOG = column(5), XLOW = column(6), XHIGH = column(7), XTICS = strcol(8), \
        YLOW = column(9), YHIGH = column(10), YTICS = strcol(11), YLAB = column(12), CORES = column(13), \
        CORES_TEXT = strcol(14), IDEAL_X = column(15), IDEAL_Y = column(16), L = column(17), R = column(18), \
        B = column(19), T = column(20)) nooutput
    if (LOG) { set logscale xy 2 }
    set xrange [XLOW:XHIGH]; set yrange [YLOW:YHIGH]
    set margins at screen L, at screen R, at screen B, at screen T
    set xtics (''  1); set ytics ('' 1)
    do for [t in XTICS] { set xtics add (sprintf('%s', t) (t + 0)) }
    do for [t in YTICS] { set ytics add ((YLAB == 1 ? t : '') (t + 0)) }
    set object 1 rectangle from CORES, graph 0 to graph 1, graph 1 behind fc rgb SHADE fs noborder
    set label 1 CORES_TEXT at CORES, graph 0 left offset char 0.4, char 0.5 font ',6.5' tc rgb SOFT noenhanced
    set label 2 (p == 1 ? 'ideal' : '') at IDEAL_X, IDEAL_Y right font ',6.5' tc rgb SOFT
    set label 4 NAME at graph 0, graph 1 offset 0, char 0.75 font ',8.5' tc rgb INK noenhanced
    set label 5 CLASS at graph 1, graph 1 offset 0, char 0.7 right font ',7' tc rgb SOFT noenhanced
    set arrow 1 from 1, 1 to WORKERS, WORKERS nohead back lc rgb FAINT lw 0.7 dt (4, 4)
    set arrow 2 from 1, 1 to WORKERS, 1 nohead back lc rgb FAINT lw 0.8
    set ylabel (p == 1 ? 'speed-up over serial' : '') offset char 1.2, 0 font ',8' tc rgb INK
    set xlabel 'workers' offset 0, char 0.4 font ',8' tc rgb INK
    plot DATA index sprintf('panel %d ceiling;', p) using 1:2:3:4 with vectors nohead lc rgb CEILING lw 2.6 notitle, \
        for [s in HAVE] '' index sprintf('panel %d line %s;', p, s) using 1:2 with lines ls ID[s + 0] notitle, \
        for [s in HAVE] '' index sprintf('panel %d series %s;', p, s) using 1:2 with points ls 99 notitle, \
        for [s in HAVE] '' index sprintf('panel %d series %s;', p, s) using 1:2:3:4 \
            with yerrorbars ls ID[s + 0] dt 1 lw 0.8 notitle, \
        '' index sprintf('panel %d values;', p) using 1:2:3:4 \
            with labels left offset char 0.5, 0 font ',6.5' tc rgb variable noenhanced notitle
}
eval PAGE
set key at screen LEGEND_X, screen LEGEND_Y left top vertical maxrows LEGEND_ROWS Left reverse noenhanced \
    font ',7.5' tc rgb INK samplen 2.6 spacing 1.0
if (CEIL) {
    plot for [k = 1 : NS] keyentry with linespoints ls ID[k] pi -1 title SERIES[k], \
        keyentry with lines lc rgb FAINT lw 0.8 title 'serial', \
        keyentry with lines lc rgb CEILING lw 2.6 title 'plain C processes', \
        DATA index 'fits;' using 1:2:3:4 with labels left font ',6' tc rgb variable noenhanced notitle
} else {
    plot for [k = 1 : NS] keyentry with linespoints ls ID[k] pi -1 title SERIES[k], \
        keyentry with lines lc rgb FAINT lw 0.8 title 'serial', \
        DATA index 'fits;' using 1:2:3:4 with labels left font ',6' tc rgb variable noenhanced notitle
}
unset multiplot
