# term.gp DATA OUTPUT mono|ansi256: speed-up over serial against workers, on a terminal.
# A letter per measured point, the names at the line ends, `*` where several share a character, `:` the ideal.
DATA = ARG1; OUT = ARG2; HOW = ARG3
if (DATA[1:1] eq '<' || OUT[1:1] eq '|') { exit error 'gnuplot would run this file name as a command' }
set encoding utf8
set datafile separator "\t"
set datafile missing 'NaN'
stats DATA index 'figure;' using (TITLE = strcol(1), PROVENANCE = strcol(2), COLUMNS = column(3), ROWS = column(4)) nooutput
stats DATA index 'axes;' using (LOG = column(1), XLOW = column(2), XHIGH = column(3), XTICS = strcol(4), \
    YLOW = column(5), YHIGH = column(6), YTICS = strcol(7), ROOM = column(8), HAVE = strcol(9)) nooutput

if (HOW eq 'ansi256') { set terminal dumb noenhanced size COLUMNS, ROWS aspect 1 ansi256 }
if (HOW ne 'ansi256') { set terminal dumb noenhanced size COLUMNS, ROWS aspect 1 mono }
set output OUT
if (LOG) { set logscale xy 2 }
set xrange [XLOW:XHIGH]; set yrange [YLOW:YHIGH]
set tics nomirror out
set xtics ('' 1); set ytics ('' 1)
do for [t in XTICS] { set xtics add (sprintf('%s', t) (t + 0)) }
do for [t in YTICS] { set ytics add (sprintf('%s', t) (t + 0)) }
set border 3
set margins 6, ROOM, 3, 2
set label 1 TITLE at screen 0, screen 1 offset 0, -0.5
set label 2 PROVENANCE at screen 0, screen 0 offset 0, 0.5
unset key
plot DATA index 'ideal;' using 1:2:3 with labels center, \
    for [s in HAVE] '' index sprintf('series %s;', s) using 1:2 with lines lt 0, \
    '' index 'letters;' using 1:2:3:4 with labels center tc rgb variable, \
    '' index 'names;' using 1:2:3:4 with labels left offset 2, 0 tc rgb variable
