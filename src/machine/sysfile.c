/* See sysfile.h. */
#include "machine/sysfile.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/units.h"

static FILE *open_below(const char *root, const char *path)
{
	char *whole = alloc_printf("%s%s", root, path);
	FILE *file = fopen(whole, "re");

	free(whole);
	return file;
}

static char *first_line(const char *root, const char *format, va_list args)
{
	char path[512], *line = NULL;
	size_t size = 0;

	vsnprintf(path, sizeof(path), format, args);
	FILE *file = open_below(root, path);

	if (file && getline(&line, &size, file) > 0) {
		line[strcspn(line, "\n")] = '\0';
	} else {
		free(line);
		line = NULL;
	}
	if (file)
		fclose(file);
	return line;
}

char *sysfile_line(const char *root, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	char *line = first_line(root, format, args);

	va_end(args);
	return line;
}

double sysfile_number(const char *root, const char *format, ...)
{
	va_list args;
	double value;

	va_start(args, format);
	char *line = first_line(root, format, args);

	va_end(args);
	if (!line || !units_scan_real(line, &value))
		value = NAN;
	free(line);
	return value;
}

char *sysfile_value(const char *root, const char *path, const char *key,
		    char separator)
{
	FILE *file = open_below(root, path);
	char *line = NULL, *value = NULL;
	size_t size = 0, n = strlen(key);

	while (file && !value && getline(&line, &size, file) > 0) {
		char *p = strchr(line, separator);

		if (!p || strncmp(line, key, n) ||
		    strspn(line + n, " \t") != (size_t)(p - line) - n)
			continue;
		p += 1 + strspn(p + 1, " \t\"");
		p[strcspn(p, "\"\n")] = '\0';
		value = alloc_copy(p);
	}
	free(line);
	if (file)
		fclose(file);
	return value;
}
