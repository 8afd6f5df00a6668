/* SPDX-License-Identifier: MIT */
/* Signals that end a command in good order. */
#ifndef ZKCAP_INTERRUPT_H
#define ZKCAP_INTERRUPT_H

#include <signal.h>

/* The signal that came, or 0 */
extern volatile sig_atomic_t interrupted;

/* Has SIGINT, SIGTERM and SIGHUP set it, and interrupt what waits. */
void interrupt_catch(void);

#endif /* ZKCAP_INTERRUPT_H */
