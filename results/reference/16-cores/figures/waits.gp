# waits.gp DATA OUTPUT svg|pdf|png: share of GIL acquisitions that waited longer, a curve per job.
DATA = ARG1; OUT = ARG2; TERM = ARG3; FIG = 'waits'
load ARG0[1:strlen(ARG0) - strlen('waits.gp')].'style.gp'

stats DATA index 'axes;' using (N = column(1), XLOW = column(2), XHIGH = column(3), SWITCH = column(4), \
    SWITCH_TEXT = strcol(5), SWITCH_AT = column(6), L = column(7), R = column(8), B = column(9), T = column(10), \
    LEGEND_X = column(11), LEGEND_Y = column(12)) nooutput
array NAME[N]
do for [k = 1 : N] {
    stats DATA index 'curves;' every ::(k - 1)::(k - 1) using (a = strcol(1), 0) nooutput
    NAME[k] = a
}
array COLOUR[8] = ['#D55E00', '#0072B2', '#009E73', '#CC79A7', '#8A3D00', '#56B4E9', '#00503B', '#777777']
set style line 101 dt 1; set style line 102 dt (8, 3); set style line 103 dt (2, 2); set style line 104 dt (8, 2, 2, 2)
set style line 105 dt (14, 3); set style line 106 dt (4, 3); set style line 107 dt (1, 3); set style line 108 dt (12, 2, 2, 2, 2, 2)
do for [k = 1 : 8] { set style line 100 + k lc rgb COLOUR[k] lw 1.3 }

set multiplot
set margins at screen L, at screen R, at screen B, at screen T
set logscale x 10
set xrange [XLOW:XHIGH]; set yrange [0:100]
set ytics 0, 25
set xtics add ('1 µs' 0.001, '10 µs' 0.01, '100 µs' 0.1, '1 ms' 1, '10 ms' 10, '100 ms' 100, '1 s' 1000)
set ylabel 'waited longer, %' offset char 1.4, 0 font ',8' tc rgb INK
set xlabel 'wait for the GIL' offset 0, char 0.4 font ',8' tc rgb INK
set arrow 1 from SWITCH, graph 0 to SWITCH, graph 1 nohead back lc rgb FAINT lw 0.7 dt (4, 4)
set label 1 SWITCH_TEXT at graph SWITCH_AT, graph 1 center offset 0, char 0.5 font ',6.5' tc rgb SOFT noenhanced
plot for [k = 1 : N] DATA index sprintf('curve %d;', k) using 1:2 with steps ls 100 + k notitle
eval PAGE
set key at screen LEGEND_X, screen LEGEND_Y left top vertical maxrows N Left reverse noenhanced \
    font ',7.5' tc rgb INK samplen 2.2 spacing 1.0
plot for [k = 1 : N] keyentry with lines ls 100 + k title NAME[k], NaN notitle
unset multiplot
