/* SPDX-License-Identifier: MIT */
/* Signals that end a command in good order. */
#ifndef ZKCAP_INTERRUPT_H
#define ZKCAP_INTERRUPT_H

#include <stdatomic.h>

/* The signal that came, or 0 */
extern atomic_int interrupted;

/* Has SIGINT, SIGTERM and SIGHUP set it, and interrupt what waits: not those that are ignored,
 * as by nohup(1).
 */
void interrupt_catch(void);

/* Has them wait for good: what is begun is done when the command ends. */
void interrupt_hold(void);

#endif /* ZKCAP_INTERRUPT_H */
