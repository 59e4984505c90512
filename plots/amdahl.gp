# amdahl.gp DATA OUTPUT svg|pdf|png: the control gil-fraction, measured points on calculated curves.
DATA = ARG1; OUT = ARG2; TERM = ARG3; FIG = 'amdahl'
load ARG0[1:strlen(ARG0) - strlen('amdahl.gp')].'style.gp'

stats DATA index 'axes;' using (N = column(1), ALL = strcol(2), LEGEND_X = column(3), LEGEND_Y = column(4), \
    LEGEND_ROWS = column(5), WORKERS = strcol(6)) nooutput
# hue: the kernel; form: the number of workers
array FORM[8] = [7, 5, 9, 13, 11, 15, 3, 1]
form(k, n) = FORM[n] - (k eq 'native' && FORM[n] > 3)
SYMBOLS = words(WORKERS) > 1 ? words(WORKERS) : 0

set multiplot
do for [p = 1 : N] {
    # `stats` leaves out what is outside the ranges: none may be set when it reads
    unset logscale; set xrange [*:*]; set yrange [*:*]
    stats DATA index 'panels;' every ::(p - 1)::(p - 1) using (NAME = strcol(1), CURVES = column(2), \
        KERNELS = strcol(3), LOG = column(4), YLOW = column(5), YHIGH = column(6), YTICS = strcol(7), L = column(8), \
        R = column(9), B = column(10), T = column(11)) nooutput
    if (LOG) {
        set logscale y 2; set ytics ('' 1)
        do for [t in YTICS] { set ytics add (sprintf('%s', t) (t + 0)) }
    }
    set xrange [-0.03:1.03]; set yrange [YLOW:YHIGH]
    set margins at screen L, at screen R, at screen B, at screen T
    set xtics 0, 0.25, 1
    set label 4 NAME at graph 0, graph 1 offset 0, char 0.75 font ',8' tc rgb INK noenhanced
    set ylabel (p == 1 ? 'speed-up over serial' : '') offset char 1.2, 0 font ',8' tc rgb INK
    set xlabel 'fraction p with the GIL held' offset 0, char 0.4 font ',8' tc rgb INK
    plot for [k = 1 : CURVES] DATA index sprintf('panel %d curve %d;', p, k) using 1:2 \
            with lines lc rgb FAINT lw 0.9 dt 1 notitle, \
        for [k in KERNELS] '' index sprintf('panel %d kernel %s;', p, k) using 1:2 with points ls 99 notitle, \
        for [k in KERNELS] '' index sprintf('panel %d kernel %s;', p, k) using 1:2:3:4 \
            with yerrorbars ls (k eq 'python' ? 11 : 12) dt 1 lw 0.8 pt -1 notitle, \
        for [k in KERNELS] '' index sprintf('panel %d kernel %s;', p, k) using 1:2:(form(k, $7)) \
            with points ls (k eq 'python' ? 11 : 12) pt variable notitle, \
        '' index sprintf('panel %d names;', p) using 1:2:3 \
            with labels left offset char 0.3, char 0.5 font ',6.5' tc rgb SOFT noenhanced notitle
}
eval PAGE
set key at screen LEGEND_X, screen LEGEND_Y left top vertical maxrows LEGEND_ROWS Left reverse noenhanced \
    font ',7.5' tc rgb INK samplen 2.6 spacing 1.0
plot for [k in ALL] keyentry with points ls (k eq 'python' ? 11 : 12) title k, \
    for [i = 1 : SYMBOLS] keyentry with points pt form('native', i) ps 0.5 * POINT lc rgb SOFT \
        title word(WORKERS, i).(word(WORKERS, i) eq '1' ? ' thread' : ' threads'), \
    keyentry with lines lc rgb FAINT lw 0.9 title 'calculated', NaN notitle
unset multiplot
