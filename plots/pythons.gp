# pythons.gp DATA OUTPUT svg|pdf|png: speed-up by interpreter; drawn by the template of lines or that of dots beside it.
if (ARG1[1:1] eq '<') { exit error 'gnuplot would run this file name as a command' }
stats ARG1 index 'kind;' using (KIND = strcol(1), 0) nooutput
DIR = ARG0[1:strlen(ARG0) - strlen('pythons.gp')]
if (KIND eq 'speedup') { call DIR.'speedup.gp' ARG1 ARG2 ARG3 } else { call DIR.'speedup-dots.gp' ARG1 ARG2 ARG3 }
