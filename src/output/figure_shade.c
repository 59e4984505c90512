/* A diverging scale; see the header. */
#include "output/figure_shade.h"

#include <math.h>

#define NEUTRAL 0xf5f5f5

static unsigned mix(unsigned a, unsigned b, double share)
{
	unsigned rgb = 0;

	for (int shift = 16; shift >= 0; shift -= 8) {
		double from = a >> shift & 255, to = b >> shift & 255;

		rgb |= (unsigned)lround(from + (to - from) * share) << shift;
	}
	return rgb;
}

unsigned shade_rgb(double ratio, double limit)
{
	double t = log(ratio) / log(limit), u = fmin(1, fabs(t));
	unsigned middle = t < 0 ? 0xf4a04a : 0x6baed6;
	unsigned end = t < 0 ? 0xa33b00 : 0x084a8c;

	return u < .5 ? mix(NEUTRAL, middle, 2 * u)
		      : mix(middle, end, 2 * u - 1);
}

unsigned shade_ink(unsigned fill)
{
	double light = .299 * (fill >> 16 & 255) + .587 * (fill >> 8 & 255) +
		       .114 * (fill & 255);

	return light < 140 ? 0xffffff : 0;
}
