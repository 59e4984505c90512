# heatmap.gp DATA OUTPUT svg|pdf|png: speed-up over serial, workload by executor and kernel, number in every cell.
DATA = ARG1; OUT = ARG2; TERM = ARG3; FIG = 'heatmap'
load ARG0[1:strlen(ARG0) - strlen('heatmap.gp')].'style.gp'

stats DATA index 'axes;' using (L = column(1), R = column(2), B = column(3), T = column(4), XHIGH = column(5), \
    YLOW = column(6)) nooutput

set multiplot
set margins at screen L, at screen R, at screen B, at screen T
set xrange [0:XHIGH]; set yrange [YLOW:0]
set border 0
set grid noytics
unset tics
plot DATA index 'cells;' using 1:2:3:4:5:6:7 with boxxyerror lc rgb variable fs solid 1.0 noborder notitle, \
    '' index 'slower;' using 1:2 with points pt 11 ps 0.36 * POINT lc rgb '#8A3200' lw 0.5 notitle, \
    '' index 'hatch;' using 1:2:3:4 with vectors nohead lc rgb '#B8B8B8' lw 0.4 notitle, \
    '' index 'rows;' using (0):2:1 with labels right offset char -0.7, 0 font ',7.5' tc rgb INK noenhanced notitle, \
    '' index 'texts;' using 1:2:3:4 with labels center font ',7' tc rgb variable noenhanced notitle, \
    '' index 'codes;' using 1:2:3:4:5:6 with boxxyerror lc rgb '#FFFFFF' fs solid 1.0 noborder notitle, \
    '' index 'codes;' using 1:2:7 with labels center font ',7' tc rgb INK noenhanced notitle, \
    '' index 'columns;' using 3:(0):1 with labels center offset 0, char 0.6 font ',7' tc rgb INK noenhanced notitle, \
    '' index 'columns;' using 3:(0):2 with labels left rotate by 90 offset 0, char 0.4 font ',7' tc rgb INK noenhanced \
        notitle, \
    '' index 'executors;' using 2:(0):1 with labels center offset 0, char 1.9 font ',8' tc rgb INK noenhanced notitle
eval PAGE
plot DATA index 'scale;' using 1:2:3:4:5:6:7 with boxxyerror lc rgb variable fs solid 1.0 noborder notitle, \
    '' index 'scale texts;' using 1:2:3 with labels center offset 0, char -0.7 font ',6.5' tc rgb SOFT noenhanced notitle, \
    '' index 'heads;' using 1:2:3 with labels left font ',8' tc rgb INK noenhanced notitle, \
    '' index 'reasons;' using 1:2:3 with labels left font ',6.5' tc rgb SOFT noenhanced notitle
unset multiplot
