/* Events that are facts. */
#include "facts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void facts_init(struct session_facts *facts)
{
	*facts = (struct session_facts){
		.startup_s = NAN,
		.dispatch_s = NAN,
		.teardown_s = NAN,
	};
}

static void note_proof(struct proof *proof, const json_t *event)
{
	const char *hex = json_string_value(json_object_get(event, "checksum"));
	const json_t *merit = json_object_get(event, "merit");

	*proof = (struct proof){
		.known = hex != NULL,
		.checksum = hex ? strtoull(hex, NULL, 16) : 0,
		.merit = json_is_number(merit) ? json_number_value(merit) : NAN,
	};
}

static void note_no_meter(struct session_facts *facts, const json_t *event)
{
	const char *said = json_string_value(json_object_get(event, "reason"));

	snprintf(facts->no_meter, sizeof(facts->no_meter), "%s",
		 said && *said ? said : "no reason given");
}

void facts_note(struct session_facts *facts, const char *name,
		const json_t *event)
{
	if (strcmp(name, "proof") == 0)
		note_proof(&facts->proof, event);
	else if (strcmp(name, "dispatch") == 0)
		facts->dispatch_s =
			json_number_value(json_object_get(event, "dispatch_s"));
	else if (strcmp(name, "meter") == 0)
		note_no_meter(facts, event);
}
