# memory.gp DATA OUTPUT svg|pdf|png: memory of the process tree, a bar per executor and number of workers.
DATA = ARG1; OUT = ARG2; TERM = ARG3; FIG = 'memory'
load ARG0[1:strlen(ARG0) - strlen('memory.gp')].'style.gp'

stats DATA index 'axes;' using (L = column(1), R = column(2), B = column(3), T = column(4), YLOW = column(5), \
    XHIGH = column(6), XTICS = strcol(7), HEAD_1 = column(8), HEAD_2 = column(9), HEAD_Y = column(10)) nooutput

set multiplot
set margins at screen L, at screen R, at screen B, at screen T
set xrange [0:XHIGH]; set yrange [YLOW:0]
set border 0
unset ytics
set xtics ('' 0)
do for [i = 1 : words(XTICS) / 2] { set xtics add (word(XTICS, 2 * i - 1) (word(XTICS, 2 * i) + 0)) }
set grid noytics
set xlabel 'MiB' offset 0, char 0.4 font ',8' tc rgb INK
set label 1 'all' at screen HEAD_1, screen HEAD_Y right font ',7' tc rgb SOFT
set label 2 'each' at screen HEAD_2, screen HEAD_Y right font ',7' tc rgb SOFT
plot DATA index 'rows;' using (0):1:(0):4:2:3:6 with boxxyerror fs solid noborder lc rgb variable notitle, \
    '' index 'parts;' using 1:2:3:4 with vectors nohead lc rgb '#FFFFFF' lw 0.7 notitle, \
    '' index 'rows;' using (0):1:5 with labels right offset char -0.7, 0 font ',7' tc rgb INK noenhanced notitle
eval PAGE
plot DATA index 'values;' using 1:3:4 with labels right font ',7' tc rgb INK noenhanced notitle, \
    '' index 'values;' using 2:3:5 with labels right font ',7' tc rgb INK noenhanced notitle, \
    '' index 'groups;' using 2:3:1 with labels left font ',8' tc rgb INK noenhanced notitle
unset multiplot
