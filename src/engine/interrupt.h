/*
 * SIGINT, SIGTERM, SIGHUP and SIGUSR1 end a run in order: the invocation at
 * work is given up, what was measured is kept.
 */
#ifndef GILBENCH_ENGINE_INTERRUPT_H
#define GILBENCH_ENGINE_INTERRUPT_H

/* Catch them from now on, and ignore SIGPIPE. */
void interrupt_catch(void);

/* The signal that came, or 0. */
int interrupt_signal(void);

/* Readable once one has come: for poll(). */
int interrupt_fd(void);

#endif
