# The answers that tests/unit/test_variance.c compares with, by R itself:
#   Rscript tests/oracle/variance.R > tests/oracle/variance.csv
# Components of variance by the mean squares of anova(), which with groups of
# one size are those of lme4; Searle, Casella and McCulloch, Variance
# Components, 1992, 3.6 has the size for unequal groups.
set.seed(20871)

invocations <- function(sizes, between, within, mean = 0) {
  lapply(sizes, function(n) mean + rnorm(1, 0, between) + rnorm(n, 0, within))
}

components <- function(groups) {
  n <- lengths(groups)
  k <- length(n)
  x <- unlist(groups)
  group <- factor(rep(seq_along(groups), n))
  if (sum(n) == k) return(c(NA, NA))
  if (k == 1) return(c(NA, var(x)))
  squares <- suppressWarnings(anova(lm(x ~ group)))$"Mean Sq"
  size <- (sum(n) - sum(n^2) / sum(n)) / (k - 1)
  c(max(0, (squares[1] - squares[2]) / size), squares[2])
}

cases <- list(one = list(3), two = list(c(1, 2)), single = list(1, 2, 4),
              equal = rep(list(c(5, 5, 5)), 6),
              pairs = list(c(1, 2), c(4, 6)),
              ties = list(c(1, 1, 2), c(2, 2, 2), c(1, 2, 2)),
              negative = list(c(1, 9), c(2, 8), c(3, 7)),
              fifteen = invocations(rep(3, 15), .02, .01),
              within = invocations(rep(3, 30), 0, .05),
              uneven = invocations(c(1:6, 3, 3, 1), .1, .2),
              far = invocations(rep(3, 15), 1e-3, 1e-3, 20))

shown <- function(x) ifelse(is.na(x), "", sprintf("%.17g", x))

cat("name,groups,between,within\n")
for (name in names(cases)) {
  groups <- cases[[name]]
  text <- sapply(groups, function(x) paste(sprintf("%.17g", x), collapse = " "))
  cat(name, paste(text, collapse = ";"), shown(components(groups)), sep = ",")
  cat("\n")
}
