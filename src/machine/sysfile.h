/*
 * Small files of /proc and /sys, below `root`: "" is this machine, anything
 * else one that was copied or imagined. What is missing is no error: kernels
 * and containers differ.
 */
#ifndef GILBENCH_MACHINE_SYSFILE_H
#define GILBENCH_MACHINE_SYSFILE_H

/* The first line of the file root + format, or NULL. free(). */
char *sysfile_line(const char *root, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* The number that it starts with, or NAN. */
double sysfile_number(const char *root, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * The value of the first line "KEY<separator>VALUE", without blanks and
 * quotes around it, or NULL. free().
 */
char *sysfile_value(const char *root, const char *path, const char *key,
		    char separator);

#endif
