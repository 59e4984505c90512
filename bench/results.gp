# results.gp DATA OUTPUT svg|png PLOTS: a dot and interval for each ratio of `make bench`, a tick at its goal.
DATA = ARG1; OUT = ARG2; TERM = ARG3; FIG = 'results'
load ARG4.'/style.gp'

stats DATA index 'axes;' using (N = column(1), XLOW = column(2), XHIGH = column(3), TICS = strcol(4), B = column(5), \
    T = 1 - column(6)) nooutput
set logscale x
set xrange [XLOW:XHIGH]; set yrange [0.4:N + 0.6]
set margins at screen 0.47, at screen 0.975, at screen B, at screen T
set border 1
set xtics (1 1)
do for [t in TICS] { set xtics add (sprintf('%s', t) (t + 0)) }
set grid noytics xtics
unset ytics
set arrow from 1, graph 0 to 1, graph 1 nohead back lc rgb FAINT lw 0.8
eval WORDS
# goal: a bar, and a short arm into the side that keeps it
GOAL(x, side) = side == 0 ? NaN : x
SPAN = (XHIGH / XLOW) ** 0.012
plot DATA index 'rows;' using (GOAL($6, $7)):($1 - 0.32):(0):(0.64) with vectors nohead lc rgb INK lw 1.0 notitle, \
    '' index 'rows;' using (GOAL($6, $7)):1:(GOAL($6, $7) * (SPAN ** $7 - 1)):(0) with vectors nohead lc rgb INK lw 1.0 notitle, \
    '' index 'rows;' using ($8 == 0 ? $2 : NaN):1:3:4 with xerrorbars pt 7 ps 0.45 * POINT lc rgb FAINT lw 1.0 notitle, \
    '' index 'rows;' using ($8 == 1 ? $2 : NaN):1:3:4 with xerrorbars pt 7 ps 0.55 * POINT lc rgb HUE[2] lw 1.2 notitle, \
    '' index 'rows;' using ($8 == 2 ? $2 : NaN):1:3:4 with xerrorbars pt 6 ps 0.6 * POINT lc rgb HUE[1] lw 1.2 notitle, \
    '' index 'rows;' using (XLOW):1:5 with labels right offset char -0.8, 0 font ',7' tc rgb INK noenhanced notitle
unset output
