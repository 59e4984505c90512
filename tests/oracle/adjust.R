# The answers that tests/unit/test_adjust.c compares with, by R itself:
#   Rscript tests/oracle/adjust.R > tests/oracle/adjust.csv
set.seed(20871)

cases <- list(one = .03, two = c(.04, .01), equal = rep(.02, 6),
              ties = c(.01, .02, .02, .02, .03, .5, .5, 1),
              ends = c(0, 1, 0, 1e-300), rising = (1:12) / 200,
              uniform = runif(26), small = runif(60)^6)

shown <- function(x) paste(sprintf("%.17g", x), collapse = " ")

cat("name,p,holm,bh\n")
for (name in names(cases)) {
  p <- cases[[name]]
  cat(name, shown(p), shown(p.adjust(p, "holm")), shown(p.adjust(p, "BH")),
      sep = ",")
  cat("\n")
}
