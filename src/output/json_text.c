/* jansson takes no broken UTF-8: it makes no string of it at all. */
#include "output/json_text.h"

#include <math.h>
#include <stdlib.h>

#include "output/utf8.h"

json_t *json_text(const char *text)
{
	json_t *string = json_string(text);

	if (string)
		return string;
	char *line = utf8_line(text);

	string = json_string(line);
	free(line);
	return string;
}

json_t *json_number(double x)
{
	return isfinite(x) ? json_real(x) : json_null();
}
