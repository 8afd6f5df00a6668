/* SPDX-License-Identifier: MIT */
/* What a process that holds secrets, or that talks to strangers, goes without. */
#ifndef ZKCAPD_HARDEN_H
#define ZKCAPD_HARDEN_H

#include <stdint.h>

#include "error.h"

/**
 * harden_secrets() - keep memory of this process out of core dumps and swap
 *
 * To be called before there are secrets and while there are privileges: what is locked
 * counts against a limit that is raised here.
 *
 * Return: 0; a negative errno if the process could be dumped.  Memory that cannot be
 * locked is only logged: a container without the right to may still serve.
 */
int harden_secrets(struct zkcap_error *err);

/* Joins the group of the TPM's device, if it is one and there is one */
void harden_join_tpm(const char *tcti);

/**
 * harden_drop() - give up all capabilities but some, for good
 * @keep: bit CAP_x for each to keep, if the process has it
 *
 * Also for programs that it might execute.  Return: 0 or a negative errno.
 */
int harden_drop(uint64_t keep, struct zkcap_error *err);

#endif /* ZKCAPD_HARDEN_H */
