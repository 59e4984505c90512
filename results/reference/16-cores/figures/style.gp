# style.gp: what every figure shares. Loaded by a figure after it has set DATA, OUT, TERM and FIG.
# Reads title, note, provenance and page size from the block `figure;` of the data and opens the output.
# Text from data is never code and never markup: every terminal is set `noenhanced`.

if (DATA[1:1] eq '<' || OUT[1:1] eq '|') { exit error 'gnuplot would run this file name as a command' }
set encoding utf8
set decimalsign '.'
set datafile separator "\t"
set datafile missing 'NaN'
stats DATA index 'figure;' using (TITLE = strcol(1), NOTE = strcol(2), PROVENANCE = strcol(3), \
    WIDTH = column(4), HEIGHT = column(5)) nooutput

# --- terminals: sizes in inches, text in points, lines in points; the same picture from all three
POINT = 1.5
if (TERM eq 'svg') {
    set terminal svg noenhanced size WIDTH * 96, HEIGHT * 96 fixed name FIG background rgb 'white' \
        font 'Liberation Sans,Arial,Helvetica,sans-serif,8' fontscale 4. / 3 linewidth 4. / 3
}
if (TERM eq 'pdf') {
    POINT = 0.95
    set terminal pdfcairo noenhanced size WIDTH in, HEIGHT in font 'Liberation Sans,8' fontscale 0.75 linewidth 2 \
        dashlength 1.8
}
if (TERM eq 'png') {
    POINT = 1.22
    set terminal pngcairo noenhanced size WIDTH * 300, HEIGHT * 300 background rgb 'white' \
        font 'Liberation Sans,8' fontscale 3.125 linewidth 300. / 72 pointscale 3.125 dashlength 1.8
}
set output OUT

# --- ink: black for data, greys for the rest
INK = 0x000000; SOFT = 0x555555; FAINT = 0x7A7A7A; RULE = 0xE3E3E3; SHADE = 0xF4F4F4; CEILING = 0xBDBDBD

# --- series: hue = executor, tone, dash and filled or open = kernel (Okabe and Ito 2008)
#     10 threads  20 processes  30 interpreters  40 asyncio  50 others
#     +1 python  +2 native  +3 native, GIL held (the control: grey)  +4 numpy  +5 others
array HUE[5] = ['#D55E00', '#0072B2', '#CC79A7', '#009E73', '#8B6F3E']
array PALE[5] = ['#E69F00', '#56B4E9', '#E6A6CC', '#7FCEB9', '#C9B78F']
array DEEP[5] = ['#8A3D00', '#00466E', '#6F3957', '#00503B', '#4A3A1E']
array FULL[5] = [7, 5, 9, 13, 11]
array OPEN[5] = [6, 4, 8, 12, 10]
array SIZE[5] = [0.50, 0.46, 0.54, 0.58, 0.54]
do for [e = 1 : 5] {
    set style line 10 * e + 1 lc rgb HUE[e] lw 1.1 dt 1 pt FULL[e] ps SIZE[e] * POINT
    set style line 10 * e + 2 lc rgb PALE[e] lw 1.1 dt (8, 3) pt OPEN[e] ps SIZE[e] * POINT
    set style line 10 * e + 3 lc rgb '#777777' lw 0.9 dt (2, 2) pt e == 1 ? 2 : 1 ps 0.45 * POINT
    set style line 10 * e + 4 lc rgb DEEP[e] lw 1.1 dt (6, 2, 2, 2) pt FULL[e] ps SIZE[e] * POINT
    set style line 10 * e + 5 lc rgb DEEP[e] lw 0.9 dt (2, 2) pt OPEN[e] ps SIZE[e] * POINT
}
# --- states, for the time split and the timeline: lightness 46, 71, 21, 90: they differ in grey too
set style line 91 lc rgb '#0072B2' lw 0.4    # running, holds the GIL
set style line 92 lc rgb '#E69F00' lw 0.4    # waits for the GIL
set style line 93 lc rgb '#222222' lw 0.4    # runnable, not running
set style line 94 lc rgb '#E3E3E3' lw 0.4    # blocked
set style line 95 lc rgb '#555555' lw 0.4    # held by any thread
set style line 99 lc rgb '#FFFFFF' lw 0.5 pt 7 ps 0.72 * POINT   # a white halo under a symbol: the line stops short of it
set pointintervalbox 0.7                                           # the same, for `pi -1` in legends

# --- frame: two thin axes, short tics outside, a faint horizontal grid behind the data
set border 3 lc rgb SOFT lw 0.5
set format '%g'                              # the default, '% h', puts a space before the number
set tics nomirror out scale 0.5, 0.25 tc rgb SOFT font ',7'
set grid ytics back lt 1 lc rgb RULE lw 0.4 dt solid
set errorbars 0
set style fill solid 1.0 noborder
unset key

# --- words that every figure carries. `eval WORDS` before a single plot; `eval PAGE` after the panels of a
#     multiplot turns the whole page into one empty plot for them and for the legend. Both strings are constant.
WORDS = "set label 1001 TITLE at screen 0, screen 1 offset char 1, char -1.1 font ',9.5' tc rgb INK noenhanced; \
    set label 1002 NOTE at screen 0, screen 1 offset char 1.2, char -2.5 font ',7' tc rgb SOFT noenhanced; \
    set label 1003 PROVENANCE at screen 0, screen 0 offset char 1.4, char 0.7 font ',6' tc rgb FAINT noenhanced"
PAGE = "unset label; unset arrow; unset object; unset border; unset tics; unset grid; unset xlabel; unset ylabel; \
    unset logscale; set xrange [0:1]; set yrange [0:1]; \
    set margins at screen 0, at screen 1, at screen 0, at screen 1; ".WORDS
