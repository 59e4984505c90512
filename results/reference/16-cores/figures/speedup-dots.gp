# speedup-dots.gp DATA OUTPUT svg|pdf|png: speed-up at each job's largest number of workers, a dot and interval per series.
DATA = ARG1; OUT = ARG2; TERM = ARG3; FIG = 'speedup_dots'
load ARG0[1:strlen(ARG0) - strlen('speedup-dots.gp')].'style.gp'

stats DATA index 'axes;' using (N = column(1), NS = column(2), Y0 = column(3), Y1 = column(4)) nooutput
array ID[NS]; array SERIES[NS]; array ROW[NS]
do for [k = 1 : NS] {
    stats DATA index 'series;' every ::(k - 1)::(k - 1) using (a = strcol(1), b = column(2), c = column(3)) nooutput
    SERIES[k] = a; ID[k] = b; ROW[k] = c
}

set multiplot
do for [p = 1 : N] {
    # `stats` leaves out what is outside the ranges: none may be set when it reads
    unset logscale; set xrange [*:*]; set yrange [*:*]
    stats DATA index 'panels;' every ::(p - 1)::(p - 1) using (NAME = strcol(1), WORKERS = strcol(2), \
        HAVE = strcol(3), LOG = column(4), XLOW = column(5), XHIGH = column(6), TICS = strcol(7), \
        IDEAL = column(8), CEIL = column(9), NAMES = column(10), L = column(11), R = column(12), B = column(13), \
        T = column(14)) nooutput
    if (LOG) { set logscale x 2 }
    set xrange [XLOW:XHIGH]; set yrange [Y0:Y1]
    set margins at screen L, at screen R, at screen B, at screen T
    set border 1
    unset ytics
    set grid noytics noxtics
    set xtics ('' 1)
    do for [t in TICS] { set xtics add (sprintf('%s', t) (t + 0)) }
    unset arrow; unset label
    do for [k = 1 : NS] {
        set arrow from XLOW, ROW[k] to IDEAL, ROW[k] nohead back lc rgb RULE lw 0.4
        if (NAMES == 1) {
            set label SERIES[k] at graph 0, first ROW[k] right offset char -0.9, 0 font ',7.5' tc rgb INK noenhanced
        }
    }
    if (CEIL > 0) { set arrow from CEIL, graph 0 to CEIL, graph 1 nohead back lc rgb CEILING lw 2.6 }
    set arrow from 1, graph 0 to 1, graph 1 nohead back lc rgb FAINT lw 0.8
    set arrow from IDEAL, graph 0 to IDEAL, graph 1 nohead back lc rgb FAINT lw 0.7 dt (4, 4)
    set label NAME at graph 0, graph 1 offset 0, char 0.8 font ',8.5' tc rgb INK noenhanced
    set label WORKERS at graph 1, graph 1 right offset 0, char 0.75 font ',7' tc rgb SOFT noenhanced
    plot for [s in HAVE] DATA index sprintf('panel %d series %s;', p, s) using 1:2 with points ls 99 notitle, \
        for [s in HAVE] '' index sprintf('panel %d series %s;', p, s) using 1:2:3:4 \
            with xerrorbars ls ID[s + 0] dt 1 lw 0.9 ps 0.6 * POINT notitle, \
        '' index sprintf('panel %d values;', p) using 1:2:3 with labels right font ',7' tc rgb SOFT noenhanced notitle
}
eval PAGE
plot NaN notitle
unset multiplot
