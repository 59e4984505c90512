# The answers that tests/unit/test_fit.c compares with, by R itself:
#   Rscript tests/oracle/fits.R > tests/oracle/fits.csv
# Least squares of relative errors: n / S - 1 is linear in the parameters, its
# weights are those that make the errors of n / S relative.
set.seed(20871)

usl <- function(n, sigma, kappa) {
  n / (1 + sigma * (n - 1) + kappa * n * (n - 1))
}

noisy <- function(n, sigma, kappa, sd) usl(n, sigma, kappa) * exp(rnorm(n, 0, sd))

powers <- c(1, 2, 4, 8, 16, 32)
cases <- list()
for (sd in c(0, .02, .2)) {
  for (n in list(c(2, 3, 4), 1:8, powers, c(2, 2, 4, 4, 8, 12, 16, 24, 48))) {
    cases[[length(cases) + 1]] <- list(n = n, s = noisy(n, .05, 0, sd))
    cases[[length(cases) + 1]] <- list(n = n, s = noisy(n, .02, .001, sd))
  }
}
# speed-ups above n, and none at all
cases[[length(cases) + 1]] <- list(n = powers, s = powers * 1.1)
cases[[length(cases) + 1]] <- list(n = powers, s = rep(1, 6))

shown <- function(x) paste(sprintf("%.17g", x), collapse = " ")

cat("workers,speedups,amdahl,sigma,kappa\n")
for (case in cases) {
  n <- case$n[case$n > 1]
  s <- case$s[case$n > 1]
  y <- n / s - 1
  amdahl <- coef(lm(y ~ 0 + I(n - 1), weights = (s / n)^2))
  both <- c(NA, NA)
  if (length(unique(c(1, n))) >= 6) {
    both <- coef(lm(y ~ 0 + I(n - 1) + I(n * (n - 1)), weights = (s / n)^2))
  }
  cat(shown(case$n), shown(case$s), shown(amdahl),
      ifelse(is.na(both[1]), ",", paste(sprintf("%.17g", both), collapse = ",")),
      sep = ",")
  cat("\n")
}
