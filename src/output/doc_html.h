/*
 * Markdown as one HTML page that needs no other file: its SVG figures are
 * inside, it runs no script and loads nothing. For screens of any width, light
 * and dark, and for paper.
 */
#ifndef GILBENCH_OUTPUT_DOC_HTML_H
#define GILBENCH_OUTPUT_DOC_HTML_H

#include <stddef.h>

/*
 * HTML in `markdown` is dropped. A figure is looked for in `dir`; one that
 * cannot be read leaves its caption. A bold word that is one of `badges`
 * (NULL-terminated) gets its number as a class, badge0 ... free().
 */
char *doc_html(const char *markdown, const char *title, const char *dir,
	       const char *const *badges);

#endif
