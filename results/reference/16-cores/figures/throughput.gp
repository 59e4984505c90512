# throughput.gp DATA OUTPUT svg|pdf|png: units a second, a bar per cell, one panel per job, in clusters by kernel.
DATA = ARG1; OUT = ARG2; TERM = ARG3; FIG = 'throughput'
load ARG0[1:strlen(ARG0) - strlen('throughput.gp')].'style.gp'

stats DATA index 'axes;' using (N = column(1), NE = column(2), ROTATE = column(3), LEGEND_ROWS = column(4), \
    LEGEND_X = column(5), LEGEND_Y = column(6)) nooutput
array NAME[NE]; array FILL[NE]
do for [k = 1 : NE] {
    stats DATA index 'executors;' every ::(k - 1)::(k - 1) using (a = strcol(1), b = column(2)) nooutput
    NAME[k] = a; FILL[k] = b
}

set multiplot
do for [p = 1 : N] {
    # `stats` leaves out what is outside the ranges: none may be set when it reads
    unset logscale; set xrange [*:*]; set yrange [*:*]
    stats DATA index 'panels;' every ::(p - 1)::(p - 1) using (TITLE_P = strcol(1), UNIT = strcol(2), LOG = column(3), \
        XLOW = column(4), XHIGH = column(5), YLOW = column(6), YHIGH = column(7), YTICS = strcol(8), L = column(9), \
        R = column(10), B = column(11), T = column(12)) nooutput
    if (LOG) { set logscale y 10 }
    set xrange [XLOW:XHIGH]; set yrange [YLOW:YHIGH]
    set margins at screen L, at screen R, at screen B, at screen T
    unset xtics
    set ytics ('' YHIGH * 2)
    do for [i = 1 : words(YTICS) / 2] { set ytics add (word(YTICS, 2 * i - 1) (word(YTICS, 2 * i) + 0)) }
    set label 4 TITLE_P at graph 0, graph 1 offset 0, char 0.8 font ',8.5' tc rgb INK noenhanced
    set label 5 UNIT at graph 1, graph 1 right offset 0, char 0.75 font ',7' tc rgb SOFT noenhanced
    BARS = sprintf('panel %d bars;', p)
    plot DATA index BARS using 1:2:3:4:5:2:10 with boxxyerror fs solid noborder lc rgb variable notitle, \
        '' index BARS using 1:2:3:4:5:2:11 with boxxyerror fs empty border lw 0.5 lc rgb variable notitle, \
        '' index BARS using 1:6:(0):7 with vectors nohead lc rgb INK lw 0.8 notitle, \
        '' index BARS using 1:9:(ROTATE == 1 ? ' ' : strcol(8)) with labels center offset 0, char 0.55 font ',6' tc rgb INK \
            noenhanced notitle, \
        '' index BARS using 1:9:(ROTATE == 1 ? strcol(8) : ' ') with labels left rotate by 90 offset 0, char 0.3 font ',6' \
            tc rgb INK noenhanced notitle, \
        '' index sprintf('panel %d missing;', p) using 1:2:3 with labels left rotate by 90 offset 0, char 0.4 font ',6.5' \
            tc rgb FAINT noenhanced notitle, \
        '' index sprintf('panel %d workers;', p) using 1:2:3 with labels center offset 0, char -0.65 font ',6.5' \
            tc rgb SOFT noenhanced notitle, \
        '' index sprintf('panel %d kernels;', p) using 1:2:3 with labels center offset 0, char -1.75 font ',6.5' \
            tc rgb INK noenhanced notitle
}
eval PAGE
set key at screen LEGEND_X, screen LEGEND_Y left top vertical maxrows LEGEND_ROWS Left reverse noenhanced \
    font ',7.5' tc rgb INK samplen 1.2 spacing 1.0
plot for [k = 1 : NE] keyentry with boxes fs solid noborder lc rgb FILL[k] title NAME[k], NaN notitle
unset multiplot
