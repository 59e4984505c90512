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
  if (n <= 100) {
    q <- max(1, qsignrank(.025, n))
  } else {
    q <- floor(n * (n + 1) / 4 -
      qnorm(.975) * sqrt(n * (n + 1) * (2 * n + 1) / 24))
  }
  c(median(walsh), walsh[c(q, length(walsh) + 1 - q)])
}

# Wilcoxon's signed rank test against 0. R's exact distribution knows no ties:
# there all signs are tried.
signed_rank_p <- function(x) {
  x <- x[x != 0]
  n <- length(x)
  if (n == 0) return(1)
  ranks <- rank(abs(x))
  if (n > 100) {
    return(wilcox.test(x, exact = FALSE, correct = TRUE)$p.value)
  }
  if (!anyDuplicated(abs(x))) return(wilcox.test(x, exact = TRUE)$p.value)
  signs <- as.matrix(expand.grid(rep(list(0:1), n)))
  sums <- signs %*% ranks
  w <- sum(ranks[x > 0])
  min(1, 2 * min(mean(sums <= w), mean(sums >= w)))
}

shown <- function(x) ifelse(is.na(x), "", sprintf("%.17g", x))

cases <- list(one = 3, two = c(2, 1), five = c(5, 3, 9, 1, 7),
              ties = rep(c(1, 2, 2, 2, 3), 3), equal = rep(4, 8),
              negative = -(1:12) / 8, outlying = c(1:20, 400, -300),
              six = c(1, 2, 4, 8, 16, 32), zeros = rep(0, 6),
              signs = c(-1, -1, 1, 2, 2, -2, 3, 0, 0, 3, -5),
              even_signs = c(-1, 1, -1, 1, 2, -2),
              many = c(1:150, -(1:60) - .5))
for (n in c(6:12, 15, 18, 25, 30, 60, 100, 333)) {
  cases[[paste0("lognormal", n)]] <- exp(rnorm(n, 0, .2))
  cases[[paste0("cauchy", n)]] <- rcauchy(n)
}

cat("name,values,n,median,q05,q25,q99,low,high,outliers,centre,centre_low,centre_high,signed_rank_p\n")
for (name in names(cases)) {
  x <- cases[[name]]
  q <- quantile(x, c(.05, .25, .99), type = 7, names = FALSE)
  cat(name, paste(sprintf("%.17g", x), collapse = " "), length(x),
      shown(median(x)), paste(shown(q), collapse = ","),
      paste(shown(sign_interval(x)), collapse = ","), outliers(x),
      paste(shown(centre(x)), collapse = ","), shown(signed_rank_p(x)),
      sep = ",")
  cat("\n")
}
