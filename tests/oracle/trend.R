# The answers that tests/unit/test_trend.c compares with, by R itself:
#   Rscript tests/oracle/trend.R > tests/oracle/trend.csv
set.seed(20871)

# P(T <= q) of Kendall's count of concordant pairs among n values.
pkendall <- function(q, n) .Call(stats:::C_pKendall, q, n)

trend <- function(t, y) {
  n <- length(y)
  pairs <- which(upper.tri(diag(n)), arr.ind = TRUE)
  slopes <- sort((y[pairs[, 2]] - y[pairs[, 1]]) /
                 (t[pairs[, 2]] - t[pairs[, 1]]))
  N <- length(slopes)
  if (n > 100) {
    k <- floor(N / 2 - qnorm(.975) * sqrt(n * (n - 1) * (2 * n + 5) / 72))
  } else {
    k <- 0
    while (k < N && pkendall(k, n) <= .025) k <- k + 1
  }
  c(median(slopes), if (k < 1) c(NA, NA) else slopes[c(k, N + 1 - k)])
}

shown <- function(x) ifelse(is.na(x), "", sprintf("%.17g", x))

cases <- list(two = c(1, 3), four = c(1, 2, 4, 3), equal = rep(2, 7),
              line = 1 + (0:8) / 4, outlying = c(1:9 / 10, 50),
              ties = c(1, 1, 2, 2, 1, 2, 3, 3))
for (n in c(5, 6, 7, 9, 12, 15, 30, 60, 100, 101, 150)) {
  cases[[paste0("walk", n)]] <- cumsum(rnorm(n, .1))
  cases[[paste0("cauchy", n)]] <- rcauchy(n)
}

cat("name,t,y,slope,low,high\n")
for (name in names(cases)) {
  y <- cases[[name]]
  # blocks, some of which were lost
  t <- cumsum(sample(1:3, length(y), replace = TRUE))
  cat(name, paste(t, collapse = " "), paste(sprintf("%.17g", y), collapse = " "),
      paste(shown(trend(t, y)), collapse = ","), sep = ",")
  cat("\n")
}
