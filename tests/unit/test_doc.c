/*
 * Documents in each format: what is written where, and that no text can be
 * anything but text. Markdown is judged by a parser of it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "output/doc.h"
#include "output/doc_html.h"
#include "output/utf8.h"

static const struct doc_column columns[] = {
	{ "job", 'l', .5 },
	{ "n_units|s", 'r', 0 },
};

static const char *const no_badges[] = { NULL };

/* One of everything. */
static char *sample(const struct doc_format *format)
{
	static const struct doc_figure figure = { "figures/speedup",
						  "Speed-up, 100 %", 7, 3, 1 };
	static const struct doc_source source = { .key = "conover1999",
						  .label = "Conover 1999",
						  .author = "W. Conover",
						  .title = "Statistics",
						  .year = "1999" };
	char *text = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&text, &n_bytes);
	struct doc doc;

	doc_begin(&doc, file, format, "A title & more");
	doc_paragraph(&doc);
	doc_strong(&doc, "holds");
	doc_text(&doc, " by %d %%", 95);
	doc_cite(&doc, &source);
	doc_text(&doc, ".");
	doc_item(&doc);
	doc_text(&doc, "- one");
	doc_item(&doc);
	doc_put(&doc, DOC_CODE, "a`b");
	doc_put(&doc, DOC_EMPHASIS, " and ");
	doc_table(&doc, columns, 2);
	doc_cell(&doc);
	doc_text(&doc, "train-step");
	doc_cell(&doc);
	doc_text(&doc, "1.96\u00d7 (1.88\u20132.04)");
	doc_cell(&doc);
	doc_cell(&doc);
	doc_text(&doc, "-");
	doc_heading(&doc, 2, "1. Next");
	doc_figure(&doc, &figure);
	doc_command(&doc, "gilbench run --fast");
	doc_paragraph(&doc);
	doc_text(&doc, "See ");
	doc_refer(&doc, &figure);
	doc_sources(&doc, "Sources", &source, 1);
	doc_end(&doc);
	fclose(file);
	return text;
}

static void markdown(void **state)
{
	char *text = sample(&doc_markdown);

	assert_string_equal(
		text, "# A title & more\n\n"
		      "**holds** by 95 % (Conover 1999).\n\n"
		      "- \\- one\n"
		      "- ``a`b``*and*\n\n"
		      "| job | n_units\\|s |\n"
		      "|---|---:|\n"
		      "| train-step | 1.96\u00d7 (1.88\u20132.04) |\n"
		      "|  | - |\n\n"
		      "## 1\\. Next\n\n"
		      "![Figure 1. Speed-up, 100 %](figures/speedup.svg)\n\n"
		      "```\ngilbench run --fast\n```\n\n"
		      "See figure 1\n\n"
		      "## Sources\n\n"
		      "- W. Conover: *Statistics*, 1999\n\n");
	free(text);
	(void)state;
}

static void latex(void **state)
{
	char *text = sample(&doc_latex);
	const char *body = strstr(text, "\\begin{document}");

	assert_non_null(body);
	assert_string_equal(
		body,
		"\\begin{document}\n\\sloppy\n"
		"{\\LARGE\\raggedright A title \\& more\\par}\n\n"
		"\\textbf{holds} by 95 \\%~\\cite{conover1999}.\n\n"
		"\\begin{itemize}\n\\item {- one}\n"
		"\\item \\texttt{a\\textasciigrave{}b}\\emph{and}\n"
		"\\end{itemize}\n\n"
		"{\\footnotesize\n"
		"\\begin{longtable}[l]{@{}>{\\raggedright\\arraybackslash}"
		"p{0.50\\linewidth}r@{}}\n"
		"\\toprule\njob & n\\_units\\textbar{}s \\\\\n\\midrule\n"
		"\\endhead\n\\bottomrule\n\\endfoot\n"
		"{train-step} & {1.96\\ensuremath{\\times} (1.88--2.04)} \\\\\n"
		" & {-} \\\\\n"
		"\\end{longtable}}\n\n"
		"\\section*{1. Next}\n\n"
		"\\begin{figure}[htbp]\n\\centering\n"
		"\\IfFileExists{figures/speedup.pdf}{\\includegraphics"
		"[width=\\linewidth,height=.8\\textheight,keepaspectratio]"
		"{figures/speedup.pdf}}{}\n"
		"\\caption{Speed-up, 100 \\%}\n\\end{figure}\n\n"
		"\\begin{quote}\\ttfamily\\raggedright gilbench run -{}-fast"
		"\\end{quote}\n\n"
		"{See }figure~1\n\n"
		"\\renewcommand{\\refname}{Sources}\n"
		"\\bibliographystyle{plain}\n\\bibliography{report}\n\n"
		"\\end{document}\n");
	free(text);
	(void)state;
}

/* What lies between the first `open` and the next `close`. free(). */
static char *between(const char *text, const char *open, const char *close)
{
	const char *from = strstr(text, open);
	const char *to = from ? strstr(from, close) : NULL;

	if (!to)
		fail_msg("no %s ... %s in: %s", open, close, text);
	from += strlen(open);
	return alloc_printf("%.*s", (int)(to - from), from);
}

/* The text as HTML shows it. free(). */
static char *shown(const char *text)
{
	char *html = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&html, &n_bytes);

	for (const char *p = text; *p; p++) {
		if (*p == '&')
			fputs("&amp;", file);
		else if (*p == '<')
			fputs("&lt;", file);
		else if (*p == '>')
			fputs("&gt;", file);
		else if (*p == '"')
			fputs("&quot;", file);
		else
			putc(*p, file);
	}
	fclose(file);
	return html;
}

static void check_shown(const char *html, const char *open, const char *close,
			const char *expected)
{
	char *found = between(html, open, close);

	if (strcmp(found, expected) != 0)
		fail_msg("%s: <%s> instead of <%s>", open, found, expected);
	free(found);
}

static unsigned count(const char *text, const char *part)
{
	unsigned n = 0;

	while ((text = strstr(text, part))) {
		n++;
		text++;
	}
	return n;
}

/* Everywhere the text is shown as it is, and nothing else comes of it. */
static void check_text(const char *text)
{
	/* longer than a cell in which blanks are changed */
	char *longer = alloc_printf("%s is no markup at all", text);
	char *line = utf8_line(longer), *expected = shown(line);
	char *markdown_text = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&markdown_text, &n_bytes);
	struct doc doc;

	doc_begin(&doc, file, &doc_markdown, longer);
	doc_paragraph(&doc);
	doc_put(&doc, DOC_PLAIN, longer);
	doc_item(&doc);
	doc_put(&doc, DOC_PLAIN, longer);
	doc_table(&doc, columns, 2);
	doc_cell(&doc);
	doc_put(&doc, DOC_PLAIN, longer);
	doc_cell(&doc);
	doc_put(&doc, DOC_CODE, longer);
	doc_heading(&doc, 2, longer);
	doc_command(&doc, longer);
	doc_paragraph(&doc);
	doc_text(&doc, "It ");
	doc_put(&doc, DOC_STRONG, longer);
	doc_text(&doc, " is.");
	doc_end(&doc);
	fclose(file);
	char *html = doc_html(markdown_text, longer, ".", no_badges);
	char *body = between(html, "<main>", "</main>");

	check_shown(html, "<title>", "</title>", expected);
	check_shown(body, "<h1>", "</h1>", expected);
	check_shown(body, "<p>", "</p>", expected);
	check_shown(body, "<li>", "</li>", expected);
	check_shown(body, "<td>", "</td>", expected);
	check_shown(body, "<h2>", "</h2>", expected);
	check_shown(body, "<strong>", "</strong>", expected);
	check_shown(strstr(body, "<pre>"), "<code>", "\n</code>", expected);
	assert_int_equal(count(body, "<td"), 2);
	assert_int_equal(count(body, "<p>"), 2);
	assert_int_equal(count(body, "<li>"), 1);
	assert_int_equal(count(body, "<a"), 0);
	assert_int_equal(count(body, "<img"), 0);
	free(body);
	free(html);
	free(markdown_text);
	free(expected);
	free(line);
	free(longer);
}

static const char *const hostile[] = {
	"<script>alert(1)</script>",
	"\"><img src=x onerror=alert(1)>",
	"</title></style></main>",
	"<!-- x --> <![CDATA[ x ]]> <?php ?>",
	"[click](javascript:alert(1))",
	"![x](http://evil.example/x.png)",
	"<http://evil.example>",
	"http://evil.example/ and www.evil.example",
	"&lt;b&gt; &#60; &copy;",
	"a | b | c",
	"a \\| b \\\\| c",
	"`x` ``y`` ```z```",
	"# heading",
	"- item",
	"+ item",
	"* item",
	"1. item",
	"12) item",
	"> quote",
	"--- and === and ***",
	"```sh",
	"~~~",
	"**bold** __bold__ *it* _it_ ~~gone~~",
	"[^1]: note",
	"[a]: http://evil.example",
	"{{ site.url }} {% include x %} $x^2$",
	"@everyone :smile: a:b",
	"\\",
	"\\\\",
	"a\n\n<b>x</b>\n\n# h",
	"a\r\n| x | y |\r\n|---|---|",
	"a\ttab",
	"\xff\xfe broken \xc0\x80 \xed\xa0\x80",
	"\u202egnp.exe\u202c \u200b\ufeff",
	"\u00e9\u00fc\u0416\u4e2d\U0001f600",
	"\"; system \"rm -rf /\" #",
	"$(reboot) `reboot` ; reboot",
	"\\input{/etc/passwd} \\write18{reboot}",
	"\\end{document} \\end{verbatim}",
	"100% #1 $x$ a_b a^b ~ {x} & y",
	"^^5cinput ?` !` -- --- << >> ,, ''",
	"[3pt] \\\\[1cm]",
	"holds",
};

static void hostile_texts(void **state)
{
	for (size_t i = 0; i < sizeof(hostile) / sizeof(*hostile); i++)
		check_text(hostile[i]);
	(void)state;
}

/* Texts of syntax alone, drawn at random; the same ones in every run. */
static void random_texts(void **state)
{
	static const char *const pieces[] = {
		"\\", "`",     "*",  "_", "{", "}",   "[",   "]",
		"(",  ")",     "#",  "+", "-", ".",   "!",   "|",
		"<",  ">",     "~",  "$", "&", ";",   ":",   "\"",
		"'",  "=",     "/",  " ", "a", "1",   "www", "http://",
		"@",  "&amp;", "\n", "^", "%", "<b>", "x",   "\u00d7",
	};
	uint64_t random = 1;

	for (unsigned i = 0; i < 3000; i++) {
		char text[128] = "";

		for (unsigned k = 0; k < 2 + i % 10; k++) {
			random = random * 6364136223846793005u +
				 1442695040888963407u;
			strcat(text,
			       pieces[(random >> 33) %
				      (sizeof(pieces) / sizeof(*pieces))]);
		}
		/* blanks at the start of a block are not kept */
		check_text(text + strspn(text, " \n"));
	}
	(void)state;
}

static char *latex_of(const char *text)
{
	char *source = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&source, &n_bytes);
	struct doc doc;

	doc_begin(&doc, file, &doc_latex, "x");
	doc_paragraph(&doc);
	doc_put(&doc, DOC_PLAIN, "a");
	doc_put(&doc, DOC_PLAIN, text);
	doc_end(&doc);
	fclose(file);
	char *found = between(source, "{a}", "\n\n\\end{document}");

	free(source);
	return found;
}

static void latex_texts(void **state)
{
	static const char *const cases[][2] = {
		{ "\\input{x}", "\\textbackslash{}input\\{x\\}" },
		{ "100% #1 $x$ a_b & c", "100\\% \\#1 \\$x\\$ a\\_b \\& c" },
		{ "^^5c ~", "\\textasciicircum{}\\textasciicircum{}5c "
			    "\\textasciitilde{}" },
		{ "<a|b>", "\\textless{}a\\textbar{}b\\textgreater{}" },
		{ "--x ---y", "-{}-x -{}-{}-y" },
		{ "\"q\" `", "{''}q{''} \\textasciigrave{}" },
		{ "a\nb", "a b" },
		{ "\u00e9 \u0416", "\u00e9 {\\footnotesize U+0416}" },
		{ "5 \u00b5s \u2265 2\u00d7",
		  "5 \\ensuremath{\\mu}s \\ensuremath{\\geq} "
		  "2\\ensuremath{\\times}" },
		{ "\xff", "?" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char *found = latex_of(cases[i][0]);

		assert_string_equal(found, cases[i][1]);
		free(found);
	}
	(void)state;
}

/* A figure comes in only from figures/, and its bytes are coded. */
static void figures(void **state)
{
	char dir[] = "/tmp/gilbench-doc-XXXXXX";

	assert_non_null(mkdtemp(dir));
	char *command = alloc_printf("mkdir %s/figures && printf '<svg "
				     "width=\"672\" height=\"96\">' >"
				     "%s/figures/speedup.svg && cp "
				     "%s/figures/speedup.svg %s/secret.svg",
				     dir, dir, dir, dir);

	assert_int_equal(system(command), 0);
	free(command);
	char *html = doc_html("![One](figures/speedup.svg)\n\n"
			      "![Two](figures/../secret.svg)\n\n"
			      "![Three](http://evil.example/x.svg) inside\n\n"
			      "![Four](figures/none.svg)\n",
			      "t", dir, no_badges);

	assert_int_equal(count(html, "<img"), 2);
	assert_non_null(strstr(
		html, "<figure class=\"wide\">\n<div class=\"sheet\">"
		      "<img alt=\"One\" width=\"672\" height=\"96\" "
		      "src=\"data:image/svg+xml;base64,"
		      "PHN2ZyB3aWR0aD0iNjcyIiBoZWlnaHQ9Ijk2Ij4=\"></div>\n"
		      "<figcaption>One</figcaption>"));
	assert_non_null(strstr(html, "<p><em>Two</em></p>"));
	assert_non_null(strstr(html, "<img src=\"\" alt=\"Three\" />"));
	assert_non_null(strstr(html, "<p><em>Four</em></p>"));
	assert_null(strstr(html, "evil"));
	free(html);
	command = alloc_printf("rm -r %s", dir);
	assert_int_equal(system(command), 0);
	free(command);
	(void)state;
}

static void badges(void **state)
{
	static const char *const words[] = { "holds", "does not hold", NULL };
	char *html = doc_html("**does not hold** x\n\n**held** y\n", "t", ".",
			      words);

	assert_non_null(strstr(
		html, "<strong class=\"badge badge1\">does not hold</strong>"));
	assert_non_null(strstr(html, "<strong>held</strong>"));
	free(html);
	(void)state;
}

static void check_line(const char *text, const char *expected)
{
	char *line = utf8_line(text);

	assert_string_equal(line, expected);
	free(line);
}

static void lines_of_utf8(void **state)
{
	check_line("a\tb\r\nc", "a b  c");
	check_line("\x1b[31m\x7f", "?[31m?");
	check_line("\xc2\x85\u202e\u2066\ufeff\u00ad", "?????");
	check_line("\xc3\xa9\xc3", "\u00e9?");
	check_line("\xe0\x80\x80", "???");
	check_line("\xed\xa0\x80", "???");
	check_line("\xf5\x80\x80\x80", "????");
	check_line("\u2013\u00d7\U0001f600", "\u2013\u00d7\U0001f600");
	assert_int_equal(utf8_code("\u2013"), 0x2013);
	assert_int_equal(utf8_code("\U0001f600"), 0x1f600);
	assert_true(utf8_is_text("\u2013\x1b\t"));
	assert_false(utf8_is_text("a\xc3"));
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(markdown),
		cmocka_unit_test(latex),
		cmocka_unit_test(hostile_texts),
		cmocka_unit_test(random_texts),
		cmocka_unit_test(latex_texts),
		cmocka_unit_test(figures),
		cmocka_unit_test(badges),
		cmocka_unit_test(lines_of_utf8),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
