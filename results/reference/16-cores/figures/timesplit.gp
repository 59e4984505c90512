# timesplit.gp DATA OUTPUT svg|pdf|png: where the workers' time went, one stacked bar per cell.
DATA = ARG1; OUT = ARG2; TERM = ARG3; FIG = 'timesplit'
load ARG0[1:strlen(ARG0) - strlen('timesplit.gp')].'style.gp'

stats DATA index 'axes;' using (L = column(1), R = column(2), B = column(3), T = column(4), YLOW = column(5), \
    YHIGH = column(6), LEGEND_ROWS = column(7), LEGEND_X = column(8), LEGEND_Y = column(9)) nooutput

set multiplot
set margins at screen L, at screen R, at screen B, at screen T
set xrange [0:100]; set yrange [YLOW:YHIGH]
set border 0
set grid noytics
set xtics 0, 25 format '%g'
unset ytics
plot DATA index 'cells;' using 4:1:4:5:2:3 with boxxyerror ls 91 notitle, \
    '' index 'cells;' using 5:1:5:6:2:3 with boxxyerror ls 92 notitle, \
    '' index 'cells;' using 6:1:6:7:2:3 with boxxyerror ls 93 notitle, \
    '' index 'cells;' using 7:1:7:8:2:3 with boxxyerror ls 94 notitle, \
    '' index 'cells;' using 4:1:9 with labels right offset char -0.7, 0 font ',7' tc rgb INK noenhanced notitle, \
    '' index 'numbers;' using 1:2:3:4 with labels center font ',6' tc rgb variable noenhanced notitle
eval PAGE
set key at screen LEGEND_X, screen LEGEND_Y left top vertical maxrows LEGEND_ROWS Left reverse noenhanced \
    font ',7.5' tc rgb INK samplen 1.2 spacing 1.0
plot keyentry with boxxyerror ls 91 title 'running', \
    keyentry with boxxyerror ls 92 title 'waiting for the GIL', \
    keyentry with boxxyerror ls 93 title 'runnable, not running', \
    keyentry with boxxyerror ls 94 title 'blocked', \
    DATA index 'groups;' using 2:3:1 with labels left font ',8' tc rgb INK noenhanced notitle
unset multiplot
