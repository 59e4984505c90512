/*
 * What the GIL meter of one process keeps: totals per thread and GIL, and a
 * ring of the last holds per GIL. The process writes it, as a file mapped
 * shared, so whatever ends the process leaves it readable; anyone reads it.
 *
 * Times are ticks, of the clock in `clock`; gil_log_ns() tells CLOCK_MONOTONIC.
 * Layout: struct gil_log, then n_records_max records, then the rings.
 */
#ifndef GILBENCH_BASE_GIL_LOG_H
#define GILBENCH_BASE_GIL_LOG_H

#include <stddef.h>
#include <stdint.h>

#include "gil_log_type.h"
#include "why.h"

#define GIL_LOG_MAGIC 0x6c6c6967 /* "gill" */
#define GIL_LOG_VERSION 2
#define GIL_LOG_MAX_GILS 64 /* records 0 ... 63 sum up ended threads */
#define GIL_LOG_MAX_RECORDS 4096
#define GIL_LOG_NONE UINT32_MAX /* the GIL of a record that only parks */
#define GIL_LOG_BUCKETS 80      /* two an octave of ticks */

enum gil_log_state {
	GIL_OUTSIDE,  /* neither has nor wants it */
	GIL_WAITING,  /* from the call of take_gil() until it has the GIL */
	GIL_HOLDING,  /* until it gives the GIL away */
	GIL_DROPPING, /* until drop_gil() returns, at `dropped` */
};

struct gil_log_record {
	uint32_t gil;
	int32_t tid; /* 0: the sum of ended threads whose room was needed */
	uint32_t state;
	uint32_t contended, requested;       /* this wait, this drop */
	char name[28];                       /* or "" */
	uint64_t born, since, dropped, died; /* moments; died 0: it lives */
	uint64_t hold, wait, drop, outside;  /* without the open interval */
	uint64_t last_wait;                  /* before this hold */
	uint64_t longest_hold, longest_wait;
	uint64_t n_acquires, n_contended, n_forced;
	uint64_t n_parks, park, n_spins; /* free-threaded builds */
	uint32_t hold_buckets[GIL_LOG_BUCKETS], wait_buckets[GIL_LOG_BUCKETS];
};

#define GIL_LOG_CONTENDED 1u /* flag of an event: it had to wait */

struct gil_log_event {
	uint64_t acquired, hold, wait;
	int32_t tid;
	uint32_t flags;
};

struct gil_log_gil {
	uint64_t ring_at;          /* where its ring begins; 0: it has none */
	uint64_t ring_size;        /* in events */
	uint64_t n_events;         /* ever: event i lies at i % ring_size */
	uint64_t n_acquires, last; /* the last acquire or release */
};

/* One moment by both clocks. */
struct gil_log_stamp {
	uint64_t ticks, ns;
};

struct gil_log {
	uint32_t magic, version;
	int32_t pid;
	uint32_t n_gils, n_records, n_records_max;
	uint32_t n_lost;    /* threads without room for a record */
	uint32_t clock;     /* 0 CLOCK_MONOTONIC, 1 the time stamp counter */
	double ns_per_tick; /* a first guess */
	struct gil_log_stamp first, last;
	uint64_t end; /* it ended or was stopped; 0: it did not say when */
	struct gil_log_gil gils[GIL_LOG_MAX_GILS];
	struct gil_log_type types[GIL_LOG_MAX_TYPES]; /* free-threaded builds */
	_Alignas(64) struct gil_log_record records[];
};
#endif
