# hosts.gp DATA OUTPUT svg|pdf|png: speed-up of every cell on each host, a circle each, and their median.
DATA = ARG1; OUT = ARG2; TERM = ARG3; FIG = 'hosts'
load ARG0[1:strlen(ARG0) - strlen('hosts.gp')].'style.gp'

stats DATA index 'axes;' using (L = column(1), R = column(2), B = column(3), T = column(4), YLOW = column(5), \
    XHIGH = column(6), XTICS = strcol(7), HEAD_1 = column(8), HEAD_2 = column(9), HEAD_3 = column(10), \
    ANY_OUT = column(11), HEAD_Y = column(12), LEGEND_X = column(13), LEGEND_Y = column(14)) nooutput

set multiplot
set margins at screen L, at screen R, at screen B, at screen T
set xrange [0:XHIGH]; set yrange [YLOW:0]
set border 1
unset ytics
set xtics ('' XHIGH * 2)
do for [i = 1 : words(XTICS) / 2] { set xtics add (word(XTICS, 2 * i - 1) (word(XTICS, 2 * i) + 0)) }
set grid noytics
set arrow 1 from first 1, graph 0 to first 1, graph 1 nohead lc rgb FAINT lw 0.5 dt (4, 3)
set label 1 'median' at screen HEAD_1, screen HEAD_Y right font ',7' tc rgb SOFT
set label 2 'range' at screen HEAD_2, screen HEAD_Y right font ',7' tc rgb SOFT
if (ANY_OUT) { set label 3 'stands out' at screen HEAD_3, screen HEAD_Y left font ',7' tc rgb SOFT }
plot DATA index 'rows;' using 4:2:(0):(column(3) - column(2)) with vectors nohead lw 1.2 lc rgb INK notitle, \
    '' index 'hosts;' using 2:1:3 with points pt 6 ps 0.55 * POINT lw 0.8 lc rgb variable notitle, \
    '' index 'out;' using 2:1:3 with points pt 7 ps 0.6 * POINT lc rgb variable notitle, \
    '' index 'rows;' using (0):1:5 with labels right offset char -0.7, 0 font ',7' tc rgb INK noenhanced notitle
eval PAGE
set key at screen LEGEND_X, screen LEGEND_Y left top vertical maxrows 1 Left reverse noenhanced \
    font ',7.5' tc rgb INK samplen 1.2 spacing 1.0
plot keyentry with points pt 6 ps 0.55 * POINT lw 0.8 lc rgb SOFT title 'a host', \
    keyentry with points pt 7 ps 0.6 * POINT lc rgb SOFT title 'a host that stands out', \
    keyentry with lines lw 1.2 lc rgb INK title 'their median', \
    DATA index 'values;' using 1:4:5 with labels right font ',7' tc rgb INK noenhanced notitle, \
    '' index 'values;' using 2:4:6 with labels right font ',7' tc rgb INK noenhanced notitle, \
    '' index 'values;' using 3:4:7 with labels left font ',7' tc rgb INK noenhanced notitle, \
    '' index 'groups;' using 2:3:1 with labels left font ',8' tc rgb INK noenhanced notitle
unset multiplot
