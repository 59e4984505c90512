/*
 * Why something failed, in one line for a person.
 *
 * A function that can fail takes a struct why, fills it and returns -1.
 * A caller adds what it was doing with why_context(). Only a command
 * prints it, once.
 */
#ifndef GILBENCH_BASE_WHY_H
#define GILBENCH_BASE_WHY_H

struct why {
	char text[512];
};

/* Say what is wrong. Always returns -1, so that it can be returned. */
int why_set(struct why *why, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The same, followed by ": " and the meaning of errno. Returns -1. */
int why_errno(struct why *why, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Put "CONTEXT: " in front of what was said. Returns -1. */
int why_context(struct why *why, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
