/*
 * LaTeX for pdflatex, with nothing but what TeX Live's basic and recommended
 * packages hold. Tables are booktabs; they may break over pages. The sources
 * are in a file of their own, report.bib.
 */
#include <stdint.h>
#include <string.h>

#include "output/doc_format.h"
#include "output/utf8.h"

#define MANY_COLUMNS 8 /* more fit the page in small print only */

struct replacement {
	uint32_t code;
	const char *text;
};

/* Characters that would be syntax, a ligature, or not in the font. */
static const struct replacement replacements[] = {
	{ '\\', "\\textbackslash{}" },
	{ '{', "\\{" },
	{ '}', "\\}" },
	{ '$', "\\$" },
	{ '&', "\\&" },
	{ '#', "\\#" },
	{ '%', "\\%" },
	{ '_', "\\_" },
	{ '^', "\\textasciicircum{}" },
	{ '~', "\\textasciitilde{}" },
	{ '<', "\\textless{}" },
	{ '>', "\\textgreater{}" },
	{ '|', "\\textbar{}" },
	{ '"', "{''}" },
	{ '`', "\\textasciigrave{}" },
	{ 0xa0, "~" },
	{ 0xb7, "\\textperiodcentered{}" },
	{ 0xd7, "\\ensuremath{\\times}" },
	{ 0xb1, "\\ensuremath{\\pm}" },
	{ 0xb5, "\\ensuremath{\\mu}" },
	{ 0x3ba, "\\ensuremath{\\kappa}" },
	{ 0x3bc, "\\ensuremath{\\mu}" },
	{ 0x3c3, "\\ensuremath{\\sigma}" },
	{ 0x2013, "--" },
	{ 0x2014, "---" },
	{ 0x2018, "`" },
	{ 0x2019, "'" },
	{ 0x201c, "``" },
	{ 0x201d, "''" },
	{ 0x2026, "\\ldots{}" },
	{ 0x2212, "\\ensuremath{-}" },
	{ 0x221e, "\\ensuremath{\\infty}" },
	{ 0x2248, "\\ensuremath{\\approx}" },
	{ 0x2264, "\\ensuremath{\\leq}" },
	{ 0x2265, "\\ensuremath{\\geq}" },
};

static const char *replacement_of(uint32_t code)
{
	const size_t n = sizeof(replacements) / sizeof(*replacements);

	for (size_t i = 0; i < n; i++)
		if (replacements[i].code == code)
			return replacements[i].text;
	return NULL;
}

/* Of Latin-1, what every font encoding of LaTeX has. */
static bool has_glyph(uint32_t code)
{
	static const uint32_t missing[] = {
		0xa4, 0xa6, 0xa8, 0xab, 0xaf, 0xb4,
		0xb8, 0xbb, 0xd0, 0xde, 0xf0, 0xfe
	};

	for (size_t i = 0; i < sizeof(missing) / sizeof(*missing); i++)
		if (code == missing[i])
			return false;
	return code < 0x80 || (code > 0xa0 && code <= 0xff);
}

/* "--" and ",," would become one character. */
static bool is_ligature(const char *p)
{
	return (*p == '-' || *p == ',' || *p == '\'') && p[1] == *p;
}

/* All text goes through here. `breaks`: lines may break after punctuation. */
static void escape(FILE *file, const char *text, bool breaks)
{
	for (const char *p = text; *p; p += utf8_bytes(p)) {
		uint32_t code = utf8_code(p);
		const char *other = replacement_of(code);

		if (other)
			fputs(other, file);
		else if (has_glyph(code))
			fwrite(p, 1, utf8_bytes(p), file);
		else
			fprintf(file, "{\\footnotesize U+%04X}",
				(unsigned)code);
		if (is_ligature(p))
			fputs("{}", file);
		if (breaks && strchr("/_,;=:.", *p) && p[1])
			fputs("\\allowbreak{}", file);
	}
}

static const char preamble[] =
	"\\documentclass[a4paper]{article}\n"
	"\\usepackage[utf8]{inputenc}\n"
	"\\usepackage{textcomp}\n"
	"\\IfFileExists{lmodern.sty}\n"
	"  {\\usepackage{lmodern}\\usepackage[T1]{fontenc}}{}\n"
	"\\usepackage[margin=20mm]{geometry}\n"
	"\\usepackage{array,booktabs,longtable,graphicx}\n"
	"\\usepackage[hidelinks]{hyperref}\n"
	"\\setlength{\\parindent}{0pt}\n"
	"\\setlength{\\parskip}{.6\\baselineskip}\n"
	"\\setlength{\\tabcolsep}{3pt}\n"
	"\\renewcommand{\\arraystretch}{1.1}\n"
	"\\emergencystretch=3em\n"
	"\\renewcommand{\\labelitemi}{\\ensuremath{\\bullet}}\n"
	"\\begin{document}\n"
	"\\sloppy\n";

static void latex_begin(struct doc *doc, const char *title)
{
	fputs(preamble, doc->file);
	fputs("{\\LARGE\\raggedright ", doc->file);
	escape(doc->file, title, false);
	fputs("\\par}\n\n", doc->file);
}

static void latex_end(struct doc *doc)
{
	fputs("\\end{document}\n", doc->file);
}

static void latex_heading(struct doc *doc, unsigned level, const char *text)
{
	fputs(level < 3 ? "\\section*{" : "\\subsection*{", doc->file);
	escape(doc->file, text, false);
	fputs("}\n\n", doc->file);
}

static void open_table(struct doc *doc)
{
	fprintf(doc->file, "{\\%s\n\\begin{longtable}[l]{@{}",
		doc->n_columns > MANY_COLUMNS ? "scriptsize" : "footnotesize");
	for (unsigned i = 0; i < doc->n_columns; i++) {
		const struct doc_column *column = &doc->columns[i];

		if (column->share > 0)
			fprintf(doc->file,
				">{\\raggedright\\arraybackslash}p{%.2f"
				"\\linewidth}",
				column->share);
		else
			putc(column->align, doc->file);
	}
	fputs("@{}}\n\\toprule\n", doc->file);
	for (unsigned i = 0; i < doc->n_columns; i++) {
		fputs(i ? " & " : "", doc->file);
		escape(doc->file, doc->columns[i].name, false);
	}
	fputs(" \\\\\n\\midrule\n\\endhead\n\\bottomrule\n\\endfoot\n",
	      doc->file);
}

static void latex_open(struct doc *doc, enum doc_block block)
{
	if (block == DOC_TABLE)
		open_table(doc);
	if (block == DOC_ITEM)
		fputs(doc->last == DOC_ITEM ? "\\item "
					    : "\\begin{itemize}\n\\item ",
		      doc->file);
}

static void latex_close(struct doc *doc, enum doc_block block,
			enum doc_block next)
{
	switch (block) {
	case DOC_TABLE:
		fputs("\\end{longtable}}\n\n", doc->file);
		break;
	case DOC_ITEM:
		fputs(next == DOC_ITEM ? "\n" : "\n\\end{itemize}\n\n",
		      doc->file);
		break;
	default:
		fputs("\n\n", doc->file);
	}
}

static void latex_cell(struct doc *doc)
{
	if (doc->n_cells)
		fputs(" & ", doc->file);
}

static void latex_row(struct doc *doc)
{
	fputs(" \\\\\n", doc->file);
}

static void latex_text(struct doc *doc, enum doc_style style, const char *text)
{
	static const char *const commands[] = {
		[DOC_PLAIN] = "{",
		[DOC_STRONG] = "\\textbf{",
		[DOC_EMPHASIS] = "\\emph{",
		[DOC_CODE] = "\\texttt{",
	};

	/* a row that began with "[" would be an argument of the last one's
	 * end */
	if (style != DOC_PLAIN || doc->at_start)
		fputs(commands[style], doc->file);
	escape(doc->file, text, style == DOC_CODE);
	if (style != DOC_PLAIN || doc->at_start)
		putc('}', doc->file);
}

static void latex_refer(struct doc *doc, const struct doc_figure *figure)
{
	fprintf(doc->file, "figure~%u", figure->number);
}

static void latex_cite(struct doc *doc, const struct doc_source *source)
{
	fprintf(doc->file, "~\\cite{%s}", source->key);
}

static void latex_figure(struct doc *doc, const struct doc_figure *figure,
			 const char *caption)
{
	fprintf(doc->file,
		"\\begin{figure}[htbp]\n\\centering\n"
		"\\IfFileExists{%s.pdf}{\\includegraphics[width=%s,"
		"height=.8\\textheight,keepaspectratio]{%s.pdf}}{}\n"
		"\\caption{",
		figure->path,
		figure->width_in > 6 ? "\\linewidth" : ".55\\linewidth",
		figure->path);
	escape(doc->file, caption, false);
	fputs("}\n\\end{figure}\n\n", doc->file);
}

static void latex_command(struct doc *doc, const char *text)
{
	fputs("\\begin{quote}\\ttfamily\\raggedright ", doc->file);
	escape(doc->file, text, true);
	fputs("\\end{quote}\n\n", doc->file);
}

/* BibTeX takes them from report.bib, and writes the heading. */
static void latex_sources(struct doc *doc, const char *heading,
			  const struct doc_source *sources, unsigned n)
{
	(void)sources;
	if (!n)
		return;
	fputs("\\renewcommand{\\refname}{", doc->file);
	escape(doc->file, heading, false);
	fputs("}\n\\bibliographystyle{plain}\n\\bibliography{report}\n\n",
	      doc->file);
}

const struct doc_format doc_latex = {
	.begin = latex_begin,
	.end = latex_end,
	.heading = latex_heading,
	.open = latex_open,
	.close = latex_close,
	.cell = latex_cell,
	.row = latex_row,
	.text = latex_text,
	.refer = latex_refer,
	.cite = latex_cite,
	.figure = latex_figure,
	.command = latex_command,
	.sources = latex_sources,
};
