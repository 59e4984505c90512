# startup.gp DATA OUTPUT svg|pdf|png: time until all workers are ready, and to hand one a job, a row per executor.
DATA = ARG1; OUT = ARG2; TERM = ARG3; FIG = 'startup'
load ARG0[1:strlen(ARG0) - strlen('startup.gp')].'style.gp'

stats DATA index 'axes;' using (L = column(1), R = column(2), B = column(3), T = column(4), YLOW = column(5), \
    XLOW = column(6), XHIGH = column(7), XTICS = strcol(8), HEAD_1 = column(9), HEAD_2 = column(10), \
    HEAD_Y = column(11), LEGEND_X = column(12), LEGEND_Y = column(13), DISPATCHES = column(14)) nooutput

set multiplot
set margins at screen L, at screen R, at screen B, at screen T
set logscale x 10
set xrange [XLOW:XHIGH]; set yrange [YLOW:0]
set border 1
unset ytics
set xtics ('' XHIGH * 2)
do for [i = 1 : words(XTICS) / 2] { set xtics add (word(XTICS, 2 * i - 1) (word(XTICS, 2 * i) + 0)) }
set grid noytics
set label 1 'start' at screen HEAD_1, screen HEAD_Y right font ',7' tc rgb SOFT
if (DISPATCHES) { set label 2 'dispatch' at screen HEAD_2, screen HEAD_Y right font ',7' tc rgb SOFT }
plot DATA index 'dispatches;' using 2:1:3:(0):4 with vectors nohead lw 0.5 dt (2, 2) lc rgb variable notitle, \
    '' index 'dispatches;' using 2:1 with points ls 99 notitle, \
    '' index 'dispatches;' using 2:1:4 with points pt 6 ps 0.5 * POINT lw 1 lc rgb variable notitle, \
    '' index 'rows;' using 2:1 with points ls 99 notitle, \
    '' index 'rows;' using 2:1:4 with points pt 7 ps 0.5 * POINT lc rgb variable notitle, \
    '' index 'rows;' using (XLOW):1:3 with labels right offset char -0.7, 0 font ',7' tc rgb INK noenhanced notitle
eval PAGE
set key at screen LEGEND_X, screen LEGEND_Y left top vertical maxrows 1 Left reverse noenhanced \
    font ',7.5' tc rgb INK samplen 1.2 spacing 1.0
plot keyentry with points pt 7 ps 0.5 * POINT lc rgb SOFT title 'all workers ready', \
    for [i = 1 : DISPATCHES] keyentry with points pt 6 ps 0.5 * POINT lw 1 lc rgb SOFT title 'one empty job dispatched', \
    DATA index 'values;' using 1:3:4 with labels right font ',7' tc rgb INK noenhanced notitle, \
    '' index 'values;' using 2:3:5 with labels right font ',7' tc rgb INK noenhanced notitle, \
    '' index 'groups;' using 2:3:1 with labels left font ',8' tc rgb INK noenhanced notitle
unset multiplot
