/* Tics and their labels; see the header. */
#include "output/figure_tics.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const prefixes[] = { "", "k", "M", "G" };
static const char *const seconds_units[] = { "ns", "µs", "ms", "s" };

const char *tics_number(double x, char *text, unsigned n)
{
	unsigned k = 0;

	if (x < .0995) {
		snprintf(text, n, "%.2g", x);
		return text;
	}
	while (x >= (k ? 999.5 : 9999.5) && k < 3) {
		x /= 1000;
		k++;
	}
	snprintf(text, n, "%.*f%s",
		 x < 9.995        ? 2
		 : x < 99.95 && k ? 1
				  : 0,
		 x, prefixes[k]);
	return text;
}

const char *tics_seconds(double seconds, int n_digits, char *text, unsigned n)
{
	unsigned k = 3;

	while (k > 0 && seconds < .9995) {
		seconds *= 1000;
		k--;
	}
	int whole = seconds < 9.95 ? 1 : seconds < 99.5 ? 2 : 3;

	snprintf(text, n, "%.*f %s", n_digits > whole ? n_digits - whole : 0,
		 seconds, seconds_units[k]);
	return text;
}

void tics_write_binary(struct dat *dat, double low, double high, unsigned n)
{
	char text[512] = "", one[24];
	double factor = 2, x = 1;

	while (log(high / low) / log(factor) > n - 1)
		factor *= 2;
	while (x / factor >= low)
		x /= factor;
	for (; x <= high; x *= factor) {
		snprintf(one, sizeof(one), "%s%g", *text ? " " : "", x);
		strcat(text, one);
	}
	dat_text(dat, text);
}

double tics_step(double high, double n)
{
	double rough = high / n;
	double decade = pow(10, floor(log10(rough)));
	double digit = rough / decade;

	return decade * (digit < 1.5   ? 1
			 : digit < 3.5 ? 2
			 : digit < 7.5 ? 5
				       : 10);
}

void tics_write(struct dat *dat, double low, double high, double step)
{
	char *text = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&text, &n_bytes);

	for (double y = low; y <= high * (1 + 1e-9);
	     y = step > 0 ? y + step : y * 10) {
		unsigned k = 0;
		double shown = y;

		for (; shown > 999.5 && k < 3; k++)
			shown /= 1000;
		fprintf(file, "%s%.4g%s %.6f", y > low ? " " : "", shown,
			prefixes[k], y);
	}
	fclose(file);
	dat_text(dat, text);
	free(text);
}

/* How far apart decades must be labelled. */
static int decades_apart(double n_decades, double inches)
{
	double label = dat_width("100 µs", 7) + .06;
	int apart = 1;

	while (apart < 9 && apart * inches < label * n_decades)
		apart++;
	return apart;
}

void tics_write_seconds(struct dat *dat, double low, double high, double inches)
{
	int first = (int)ceil(log10(low) - 1e-9);
	int last = (int)floor(log10(high) + 1e-9);
	int apart = decades_apart(log10(high / low), inches);
	char *text = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&text, &n_bytes);

	for (int e = first; e <= last; e++) {
		/* from 1000 s on, plain seconds */
		int k = e >= 0 ? 3 : e < -9 ? 0 : (e + 9) / 3;

		if ((last - e) % apart) {
			fprintf(file, "%s\302\240 %.9f", ftell(file) ? " " : "",
				pow(10, e));
			continue;
		}
		fprintf(file, "%s%.0f\302\240%s %.9f", ftell(file) ? " " : "",
			pow(10, e - 3 * (k - 3)), seconds_units[k], pow(10, e));
	}
	fclose(file);
	dat_text(dat, text);
	free(text);
}

/* "20 ms 0.02", with all digits that tell it from its neighbours. */
static void put_time(FILE *file, double seconds)
{
	unsigned k = 3;
	double shown = seconds;

	while (k > 0 && shown < .9995) {
		shown *= 1000;
		k--;
	}
	fprintf(file, "%s%.4g\302\240%s %.9f", ftell(file) ? " " : "", shown,
		seconds_units[k], seconds);
}

void tics_write_times(struct dat *dat, double low, double high, double inches)
{
	static const double digits[] = { 1, 2, 5 };
	double most = inches / .5, step = tics_step(high - low, most);
	char *text = NULL;
	size_t n_bytes = 0;
	FILE *file;

	if (3 * log10(high / low) > most) {
		tics_write_seconds(dat, low, high, inches);
		return;
	}
	/* the axis is logarithmic: the last two are the closest */
	while (most > 1 &&
	       inches * log(high / (high - step)) < .36 * log(high / low)) {
		most -= .5;
		step = tics_step(high - low, most);
	}
	file = open_memstream(&text, &n_bytes);
	if (high / low < 5)
		for (double x = ceil(low / step) * step; x <= high; x += step)
			put_time(file, x);
	else
		for (double e = floor(log10(low)); pow(10, e) <= high; e++)
			for (int i = 0; i < 3; i++) {
				double x = digits[i] * pow(10, e);

				if (x >= low && x <= high)
					put_time(file, x);
			}
	fclose(file);
	dat_text(dat, text);
	free(text);
}
