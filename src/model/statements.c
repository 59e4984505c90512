/* The statements; all that differs between them is here. */
#include "model/statements.h"

const struct statement statements[] = {
	{
		.kernel = "python",
		.executor = "threads",
		.class = MEASURED_GIL_BOUND,
		.on_cpus = true,
		.rule = verdict_flat,
		.over_workers = verdict_any,
		.measure = trial_gain,
		.words = {
			.id = "F1",
			.statement = "With the GIL, threads do not speed up "
				     "CPU-bound Python",
			.holds = "Threads do not speed up CPU-bound Python",
			.partly = "Threads speed up CPU-bound Python",
			.in_part = true,
			.more = VERDICT_FAILS,
			.fails = "Threads speed up CPU-bound Python",
			.needs = "needs CPU-bound Python: -w train-step "
				 "-k python -x serial,threads -t 2",
			.show = findings_show_gain,
		},
	},
	{
		.kernel = "python",
		.executor = "threads",
		.class = MEASURED_GIL_BOUND,
		.on_cpus = true,
		.rule = verdict_loss,
		.over_workers = verdict_combine,
		.measure = trial_loss,
		.words = {
			.id = "F2",
			.statement = "The time is lost waiting for the "
				     "interpreter",
			.holds = "The loss is waiting for the GIL",
			.partly = "The loss is waiting for the GIL",
			.in_part = true,
			.fails = "The loss is not waiting for the GIL",
			.needs = "needs threads that lose time, and samples "
				 "with the GIL meter: there are none",
			.show = findings_show_loss,
		},
	},
	{
		.kernel = "python",
		.executor = "threads",
		.class = MEASURED_WAITING,
		.control_by = "-k native-held",
		.rule = verdict_gain,
		.over_workers = verdict_combine,
		.measure = trial_overlap,
		.words = {
			.id = "F3",
			.statement = "I/O-bound work overlaps well under "
				     "threads",
			.holds = "Waiting overlaps",
			.partly = "Waiting overlaps",
			.in_part = true,
			.fails = "Waiting does not overlap",
			.needs = "needs a job that waits: -w api-call "
				 "-k python,native-held -x serial,threads",
			.show = findings_show_overlap,
		},
	},
	{
		.kernel = "python",
		.executor = "processes",
		.class = MEASURED_GIL_BOUND,
		.on_cpus = true,
		.rule = verdict_gain,
		.over_workers = verdict_combine,
		.measure = trial_gain,
		.words = {
			.id = "F4",
			.statement = "Processes run CPU-bound Python on many "
				     "cores",
			.holds = "Processes use the cores",
			.partly = "Processes use the cores",
			.in_part = true,
			.fails = "Processes do not speed up CPU-bound Python",
			.needs = "needs CPU-bound Python: -w train-step "
				 "-k python -x serial,processes -t 2",
			.show = findings_show_processes,
		},
	},
	{
		.kernel = "native",
		.executor = "threads",
		.class = MEASURED_GIL_BOUND,
		.on_cpus = true,
		.control_by = "-k native-held",
		.rule = verdict_gain,
		.over_workers = verdict_combine,
		.measure = trial_gain,
		.words = {
			.id = "F5",
			.statement = "Native code that releases the GIL "
				     "scales with threads",
			.holds = "Native threads scale",
			.partly = "Native threads scale",
			.in_part = true,
			.fails = "Native threads do not scale",
			.needs = "needs native code that computes: "
				 "-w train-step -k native,native-held "
				 "-x serial,threads -t 2",
			.show = findings_show_native,
		},
	},
	{
		.kernel = "native",
		.executor = "threads",
		.class = MEASURED_GIL_BOUND,
		.on_cpus = true,
		.rule = verdict_near,
		.over_workers = verdict_combine,
		.measure = trial_rivals,
		.words = {
			.id = "F6",
			.statement = "Native threads come close to native "
				     "processes",
			.holds = "Native threads are near native processes",
			.partly = "Native threads are near native processes",
			.fails = "Native threads are near native processes",
			.needs = "needs native code that computes: "
				 "-w train-step -k native "
				 "-x serial,threads,processes -t 2",
			.counts = true,
			.show = findings_show_rivals,
		},
	},
	{
		.kernel = "python",
		.executor = "threads",
		.class = MEASURED_GIL_BOUND,
		.on_cpus = true,
		.control_by = "--gil on,off",
		.gil_off = true,
		.rule = verdict_gain,
		.over_workers = verdict_combine,
		.measure = trial_free,
		.words = {
			.id = "F7a",
			.statement = "Without the GIL the limit is gone",
			.holds = "Without the GIL threads use the cores",
			.partly = "Without the GIL threads use the cores",
			.in_part = true,
			.fails = "Threads do not gain without the GIL either",
			.needs = "needs CPU-bound Python on a free-threaded "
				 "build: --python python3.14t --gil on,off",
			.show = findings_show_free,
		},
	},
	{
		.kernel = "python",
		.executor = "serial",
		.class = MEASURED_GIL_BOUND,
		.gil_off = true,
		.rule = verdict_cheap,
		.over_workers = verdict_combine,
		.measure = trial_price,
		.words = {
			.id = "F7b",
			.statement = "One thread pays little for it",
			.holds = "One thread pays little for it",
			.partly = "One thread pays for it in part of the jobs",
			.fails = "One thread pays for it",
			.needs = "needs the default build of the same version "
				 "too: --python python3.14 --python "
				 "python3.14t",
			.show = findings_show_price,
		},
	},
};
