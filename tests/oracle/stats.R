# The answers that tests/unit/test_stats.c compares with, by R itself:
#   Rscript tests/oracle/stats.R > tests/oracle/stats.csv
set.seed(20871)

sign_interval <- function(x) {
  n <- length(x)
  # the largest k with P(X < k) <= .025; qbinom gives the least q with
  # P(X <= q) >= .025, so P(X <= q - 1) < .025
  k <- qbinom(.025, n, .5)
  if (pbinom(k, n, .5) <= .025) k <- k + 1
  if (k < 1) return(c(NA, NA))
  sort(x)[c(k, n + 1 - k)]
}

outliers <- function(x) {
  m <- mad(x, constant = 1)
  if (m == 0) 0 else sum(abs(x - median(x)) * 0.6745 / m > 3.5)
}

# As wilcox.test(x, conf.int = TRUE) does, which refuses ties.
centre <- function(x) {
  n <- length(x)
  walsh <- outer(x, x, "+") / 2
  walsh <- sort(walsh[!lower.tri(walsh)])
  if (n < 6) return(c(median(walsh), NA, NA))
  q <- max(1, qsignrank(.025, n))
  if (n > 100) {
    q <- floor(n * (n + 1) / 4 -
      qnorm(.975) * sqrt(n * (n + 1) * (2 * n + 1) / 24))
  }
  c(median(walsh), walsh[c(q, length(walsh) + 1 - q)])
}

shown <- function(x) ifelse(is.na(x), "", sprintf("%.17g", x))

cases <- list(one = 3, two = c(2, 1), five = c(5, 3, 9, 1, 7),
              ties = rep(c(1, 2, 2, 2, 3), 3), equal = rep(4, 8),
              negative = -(1:12) / 8, outlying = c(1:20, 400, -300))
for (n in c(6:12, 15, 18, 25, 30, 60, 100, 333)) {
  cases[[paste0("lognormal", n)]] <- exp(rnorm(n, 0, .2))
  cases[[paste0("cauchy", n)]] <- rcauchy(n)
}

cat("name,values,n,median,q05,q25,q99,low,high,outliers,centre,centre_low,centre_high\n")
for (name in names(cases)) {
  x <- cases[[name]]
  q <- quantile(x, c(.05, .25, .99), type = 7, names = FALSE)
  cat(name, paste(sprintf("%.17g", x), collapse = " "), length(x),
      shown(median(x)), paste(shown(q), collapse = ","),
      paste(shown(sign_interval(x)), collapse = ","), outliers(x),
      paste(shown(centre(x)), collapse = ","), sep = ",")
  cat("\n")
}
