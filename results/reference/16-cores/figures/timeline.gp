# timeline.gp DATA OUTPUT svg|pdf|png: who held the GIL and who waited, one lane per thread.
# Every lane is two closed polygons, whatever the number of intervals.
DATA = ARG1; OUT = ARG2; TERM = ARG3; FIG = 'timeline'
load ARG0[1:strlen(ARG0) - strlen('timeline.gp')].'style.gp'

stats DATA index 'axes;' using (N = column(1), XHIGH = column(2), XSTEP = column(3), YLOW = column(4), \
    YHIGH = column(5), L = column(6), R = column(7), B = column(8), T = column(9), LEGEND_ROWS = column(10), \
    LEGEND_X = column(11), LEGEND_Y = column(12)) nooutput

set multiplot
set margins at screen L, at screen R, at screen B, at screen T
set xrange [0:XHIGH]; set yrange [YLOW:YHIGH]
set border 0
set grid noytics
set xtics 0, XSTEP
set xlabel 'time in the timed region, ms' offset 0, char 0.4 font ',8' tc rgb INK
unset ytics
set label 1 'held' at graph 1, graph 1 offset char 5, char 0.3 right font ',7' tc rgb SOFT
set label 2 'waited' at graph 1, graph 1 offset char 10.5, char 0.3 right font ',7' tc rgb SOFT
plot DATA index 'lanes;' using (0):3:(XHIGH):(0) with vectors nohead lc rgb FAINT lw 0.4 notitle, \
    '' index 'lanes;' using (0):2:1 with labels right offset char -0.7, 0 font ',7' tc rgb INK noenhanced notitle, \
    for [i = 1 : N] '' index sprintf('lane %02d wait;', i) using 1:2 with filledcurves closed ls 92 notitle, \
    for [i = 1 : N] '' index sprintf('lane %02d hold;', i) using 1:2 with filledcurves closed ls 91 notitle, \
    '' index 'any;' using 1:2 with filledcurves closed ls 95 notitle, \
    '' index 'lanes;' using (XHIGH):2:4 with labels right offset char 5, 0 font ',7' tc rgb INK noenhanced notitle, \
    '' index 'lanes;' using (XHIGH):2:5 with labels right offset char 10.5, 0 font ',7' tc rgb INK noenhanced notitle
eval PAGE
set key at screen LEGEND_X, screen LEGEND_Y left top vertical maxrows LEGEND_ROWS Left reverse noenhanced \
    font ',7.5' tc rgb INK samplen 1.2 spacing 1.0
plot keyentry with boxxyerror ls 91 title 'holds the GIL', \
    keyentry with boxxyerror ls 92 title 'waits for it', \
    keyentry with lines lc rgb FAINT lw 0.4 title 'outside', \
    keyentry with boxxyerror ls 95 title 'held by any thread', NaN notitle
unset multiplot
