/* How an HTML page looks: calm, on screens of any width and on paper. */
#ifndef GILBENCH_OUTPUT_DOC_STYLE_H
#define GILBENCH_OUTPUT_DOC_STYLE_H

/* A style sheet. It must not hold "</style". */
extern const char doc_style[];

#endif
