/* Plan files, down to the settings of their sections; and what run.json keeps
 * of them, which must say the same. */
#include <string.h>

#include "cli/cmd.h"
#include "cli/run_sections.h"
#include "tests/fuzz/fuzz.h"

/* Of main.c: a workload of one's own needs its name. */
const char *cmd_libdir(void)
{
	return "/nonexistent";
}

/* Saved, loaded and saved again. */
static void check_round_trip(const struct run_sections *sections)
{
	json_t *saved = run_sections_save(sections);
	struct run_sections again = { 0 };
	struct run_settings shared;
	struct why why = { "" };

	run_settings_init(&shared);
	fuzz_check(run_sections_load(&again, saved, &shared, &why) == 0,
		   "what was saved can be loaded");
	json_t *twice = run_sections_save(&again);

	fuzz_check(json_equal(saved, twice), "and is the same");
	json_decref(saved);
	json_decref(twice);
	run_sections_fini(&again);
	run_settings_fini(&shared);
}

void fuzz_plan_file(const uint8_t *bytes, size_t n)
{
	const struct given_list none = { 0 };
	struct run_sections sections = { 0 };
	struct run_settings shared;
	struct why why = { "" };

	run_settings_init(&shared);
	if (run_sections_read(&sections, &none, &none, fuzz_file(bytes, n),
			      &shared, &why) < 0)
		fuzz_check(*why.text, "there is a reason");
	else
		check_round_trip(&sections);
	run_sections_fini(&sections);
	run_settings_fini(&shared);
}
