/* The sentences of the findings. Private to them. */
#ifndef GILBENCH_MODEL_FINDINGS_TEXT_H
#define GILBENCH_MODEL_FINDINGS_TEXT_H

#include "model/findings.h"
#include "model/verdict.h"

/* What a group came to, and the trial that stands for it. */
struct findings_line {
	enum verdict verdict;
	const struct trial *trial;
	/* of a group in doubt: another trial, which has a verdict; NULL */
	const struct trial *told;
	bool leaves_open; /* all trials hold in part and may be more, or are */
};

struct findings_words {
	const char *id, *statement;
	const char *holds, *partly, *fails; /* heads of the sentence */
	const char *needs;                  /* when it was not tested */
	bool in_part;      /* or "at least in part" follows `partly` */
	enum verdict more; /* what it is if it is more than in part */
	bool counts;       /* "in 2 of 3 measured" follows the head */
	/* Append the numbers of a trial to text[512]. */
	void (*show)(char *text, const struct trial *trial);
};

/* Planned cells that could have tested a statement and have no value. */
struct findings_gap {
	const struct estimate *first; /* NULL: there are none */
	unsigned n_more;
};

/*
 * Fill in all but the verdict, which is there. Without lines, `unknown` is a
 * serial cell of which it is not known whether it computes or waits.
 */
void findings_text(struct finding *finding, const struct findings_words *words,
		   const struct findings_input *input,
		   const struct findings_line *lines, size_t n_lines,
		   const struct estimate *unknown,
		   const struct findings_gap *gap);

void findings_show_gain(char *text, const struct trial *trial);
void findings_show_loss(char *text, const struct trial *trial);
void findings_show_overlap(char *text, const struct trial *trial);
void findings_show_processes(char *text, const struct trial *trial);
void findings_show_native(char *text, const struct trial *trial);
void findings_show_rivals(char *text, const struct trial *trial);
void findings_show_free(char *text, const struct trial *trial);
void findings_show_price(char *text, const struct trial *trial);

#endif
