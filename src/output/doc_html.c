/*
 * From markdown to HTML with GitHub's own parser. In its tree, figures are
 * taken in, other pictures lose what they point to, badges get a class, and
 * tables can be scrolled where they are too wide.
 */
#include "output/doc_html.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "output/doc_style.h"
#include "output/utf8.h"

#define SHORT_CELL 24 /* bytes */
#define WIDE_PX 480   /* on a phone such a figure is scrolled, not shrunk */

struct page {
	const char *dir;
	const char *const *badges;
};

/* All text that is not the parser's goes through here. free(). */
static char *escape(const char *text)
{
	char *escaped = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&escaped, &n_bytes);

	for (const char *p = text; *p; p++) {
		switch (*p) {
		case '&':
			fputs("&amp;", file);
			break;
		case '<':
			fputs("&lt;", file);
			break;
		case '>':
			fputs("&gt;", file);
			break;
		case '"':
			fputs("&quot;", file);
			break;
		default:
			putc(*p, file);
		}
	}
	fclose(file);
	return escaped;
}

/* RFC 4648, section 4. free(). */
static char *base64(const unsigned char *bytes, size_t n)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	char *text = alloc_zero(n / 3 + 2, 4), *to = text;

	for (size_t i = 0; i < n; i += 3) {
		unsigned b1 = i + 1 < n ? bytes[i + 1] : 0;
		unsigned b2 = i + 2 < n ? bytes[i + 2] : 0;
		unsigned group = (unsigned)bytes[i] << 16 | b1 << 8 | b2;

		*to++ = digits[group >> 18];
		*to++ = digits[group >> 12 & 63];
		*to++ = i + 1 < n ? digits[group >> 6 & 63] : '=';
		*to++ = i + 2 < n ? digits[group & 63] : '=';
	}
	return text;
}

/* figures/NAME.svg, and nothing that leads elsewhere. */
static bool is_figure(const char *url)
{
	const char *name = url + strlen("figures/");
	size_t n = strlen(url);

	return strncmp(url, "figures/", strlen("figures/")) == 0 && n > 12 &&
	       strcmp(url + n - 4, ".svg") == 0 &&
	       name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-")] ==
		       '.' &&
	       strchr(name, '.') == url + n - 4;
}

static char *read_figure(const char *dir, const char *url, size_t *n_bytes)
{
	char *path = alloc_printf("%s/%s", dir, url);
	/* a link may lead to what nobody wants in a report */
	int fd = is_figure(url) ? open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
				: -1;
	FILE *from = fd < 0 ? NULL : fdopen(fd, "r");
	char *text = NULL, piece[4096];
	size_t n;

	free(path);
	if (!from)
		return NULL;
	FILE *to = open_memstream(&text, n_bytes);

	while ((n = fread(piece, 1, sizeof(piece), from)) > 0)
		fwrite(piece, 1, n, to);
	fclose(from);
	fclose(to);
	return text;
}

/* The number in NAME="..." of the SVG's first tag, or 0. */
static unsigned svg_length(const char *svg, const char *name)
{
	const char *tag = strstr(svg, "<svg");
	char *wanted = alloc_printf(" %s=\"", name);
	const char *found = tag ? strstr(tag, wanted) : NULL;
	unsigned long length =
		found ? strtoul(found + strlen(wanted), NULL, 10) : 0;

	free(wanted);
	return length > 0 && length < 10000 ? (unsigned)length : 0;
}

static void put_raw(cmark_node *node, cmark_node_type type, const char *before,
		    const char *after)
{
	cmark_node *raw = cmark_node_new(type);

	cmark_node_set_on_enter(raw, before);
	cmark_node_set_on_exit(raw, after);
	cmark_node_replace(node, raw);
	cmark_node_free(node);
}

/* The words of a picture, which the parser keeps as nodes. free(). */
static char *words_of(cmark_node *node)
{
	char *words = cmark_render_plaintext(node, CMARK_OPT_DEFAULT, 0);

	words[strcspn(words, "\n")] = '\0';
	return words;
}

/* A paragraph that is one picture becomes a figure with a caption. */
static void take_in_figure(const struct page *page, cmark_node *paragraph)
{
	cmark_node *image = cmark_node_first_child(paragraph);
	size_t n_bytes = 0;
	char *svg = read_figure(page->dir, cmark_node_get_url(image), &n_bytes);
	char *words = words_of(paragraph), *caption = escape(words);
	char *html;

	if (svg) {
		char *encoded = base64((unsigned char *)svg, n_bytes);
		unsigned width = svg_length(svg, "width");

		html = alloc_printf(
			"<figure%s>\n<div class=\"sheet\"><img alt=\"%s\" "
			"width=\"%u\" height=\"%u\" "
			"src=\"data:image/svg+xml;base64,%s\"></div>\n"
			"<figcaption>%s</figcaption>\n</figure>\n",
			width >= WIDE_PX ? " class=\"wide\"" : "", caption,
			width, svg_length(svg, "height"), encoded, caption);
		free(encoded);
	} else {
		html = alloc_printf("<p><em>%s</em></p>\n", caption);
	}
	put_raw(paragraph, CMARK_NODE_CUSTOM_BLOCK, html, "");
	free(html);
	free(caption);
	free(words);
	free(svg);
}

static void wrap_table(cmark_node *table)
{
	cmark_node *box = cmark_node_new(CMARK_NODE_CUSTOM_BLOCK);

	cmark_node_set_on_enter(box, "<div class=\"table\">\n");
	cmark_node_set_on_exit(box, "</div>\n");
	cmark_node_insert_before(table, box);
	cmark_node_unlink(table);
	cmark_node_append_child(box, table);
}

/* The text with nothing in it at which a line may break. free(). */
static char *join(const char *text)
{
	static const char dash[] = "\u2013";
	char *joined = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&joined, &n_bytes);

	for (const char *p = text; *p; p++) {
		if (*p == ' ') {
			fputs("\u00a0", file);
		} else if (*p == '-') {
			fputs("-\u2060", file);
		} else if (strncmp(p, dash, strlen(dash)) == 0) {
			fprintf(file, "%s\u2060", dash);
			p += strlen(dash) - 1;
		} else {
			putc(*p, file);
		}
	}
	fclose(file);
	return joined;
}

/*
 * A short cell stays on one line: "2 threads", "1.96 (1.88-2.04)". The parser
 * takes no element around the text of a cell.
 */
static void keep_together(cmark_node *cell)
{
	char *words = cmark_render_plaintext(cell, CMARK_OPT_DEFAULT, 0);
	bool is_short = strlen(words) <= SHORT_CELL;

	free(words);
	for (cmark_node *node = cmark_node_first_child(cell); is_short && node;
	     node = cmark_node_next(node)) {
		if (cmark_node_get_type(node) != CMARK_NODE_TEXT)
			continue;
		char *joined = join(cmark_node_get_literal(node));

		cmark_node_set_literal(node, joined);
		free(joined);
	}
}

static void make_badge(const struct page *page, cmark_node *strong)
{
	cmark_node *child = cmark_node_first_child(strong);
	const char *word =
		child && !cmark_node_next(child) &&
				cmark_node_get_type(child) == CMARK_NODE_TEXT
			? cmark_node_get_literal(child)
			: "";

	for (unsigned i = 0; page->badges[i]; i++) {
		if (strcmp(page->badges[i], word) != 0)
			continue;
		char *html = alloc_printf(
			"<strong class=\"badge badge%u\">%s</strong>", i, word);

		put_raw(strong, CMARK_NODE_CUSTOM_INLINE, html, "");
		free(html);
		return;
	}
}

static bool is_picture(cmark_node *paragraph)
{
	cmark_node *child = cmark_node_first_child(paragraph);

	return child && !cmark_node_next(child) &&
	       cmark_node_get_type(child) == CMARK_NODE_IMAGE;
}

/* All nodes of one type, because the tree changes while they are handled. */
static cmark_node **find_nodes(cmark_node *root, const char *type, size_t *n)
{
	cmark_iter *iter = cmark_iter_new(root);
	cmark_node **nodes = NULL;
	cmark_event_type event;

	*n = 0;
	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);

		if (event != CMARK_EVENT_ENTER ||
		    strcmp(cmark_node_get_type_string(node), type) != 0)
			continue;
		nodes = alloc_grow(nodes, *n, sizeof(*nodes));
		nodes[(*n)++] = node;
	}
	cmark_iter_free(iter);
	return nodes;
}

static bool is_header(cmark_node *cell)
{
	return strcmp(cmark_node_get_type_string(cmark_node_parent(cell)),
		      "table_header") == 0;
}

static void change_tree(const struct page *page, cmark_node *root)
{
	size_t n;
	cmark_node **nodes = find_nodes(root, "paragraph", &n);

	for (size_t i = 0; i < n; i++)
		if (is_picture(nodes[i]))
			take_in_figure(page, nodes[i]);
	free(nodes);
	nodes = find_nodes(root, "image", &n);
	for (size_t i = 0; i < n; i++)
		cmark_node_set_url(nodes[i], "");
	free(nodes);
	nodes = find_nodes(root, "strong", &n);
	for (size_t i = 0; i < n; i++)
		make_badge(page, nodes[i]);
	free(nodes);
	nodes = find_nodes(root, "table_cell", &n);
	for (size_t i = 0; i < n; i++)
		if (!is_header(nodes[i]))
			keep_together(nodes[i]);
	free(nodes);
	nodes = find_nodes(root, "table", &n);
	for (size_t i = 0; i < n; i++)
		wrap_table(nodes[i]);
	free(nodes);
}

/* Safe is the parser's default: raw HTML and dangerous links are dropped. */
static char *render_body(const char *markdown, const struct page *page)
{
	const int options = CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8;

	cmark_gfm_core_extensions_ensure_registered();
	cmark_parser *parser = cmark_parser_new(options);
	cmark_syntax_extension *table = cmark_find_syntax_extension("table");

	if (table)
		cmark_parser_attach_syntax_extension(parser, table);
	cmark_parser_feed(parser, markdown, strlen(markdown));
	cmark_node *root = cmark_parser_finish(parser);

	change_tree(page, root);
	char *body = cmark_render_html(
		root, options, cmark_parser_get_syntax_extensions(parser));

	cmark_node_free(root);
	cmark_parser_free(parser);
	return body;
}

char *doc_html(const char *markdown, const char *title, const char *dir,
	       const char *const *badges)
{
	const struct page page = { dir, badges };
	char *line = utf8_line(title), *name = escape(line);
	char *body = render_body(markdown, &page);
	char *html = alloc_printf(
		"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
		"<meta charset=\"utf-8\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" "
		"content=\"default-src 'none'; img-src data:; "
		"style-src 'unsafe-inline'\">\n"
		"<meta name=\"viewport\" "
		"content=\"width=device-width, initial-scale=1\">\n"
		"<meta name=\"color-scheme\" content=\"light dark\">\n"
		"<title>%s</title>\n<style>\n%s</style>\n</head>\n<body>\n"
		"<main>\n%s</main>\n</body>\n</html>\n",
		name, doc_style, body);

	free(name);
	free(line);
	free(body);
	return html;
}
