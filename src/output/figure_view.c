/* Views: what they show, and the figures of all there is. */
#include "output/figure_view.h"

void view_find(struct view *view, const struct results *results)
{
	view->jobs = contests_find(results, &view->n_jobs);
	view->series =
		series_find(results, figure_has_speedup, &view->n_series);
}

void view_fini(struct view *view)
{
	series_free(view->series, view->n_series);
	contests_free(view->jobs, view->n_jobs);
}

double view_all(FILE *file, const struct results *results, struct view view,
		view_writer *writer)
{
	view_find(&view, results);
	double drawn = writer(file, results, &view);

	view_fini(&view);
	return drawn;
}

void view_kind(struct dat *dat, const char *template)
{
	dat_block(dat, "template", "kind");
	dat_text(dat, template);
}
