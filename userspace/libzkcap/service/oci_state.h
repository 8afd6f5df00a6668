/* SPDX-License-Identifier: MIT */
/*
 * What a container runtime tells a hook on its standard input: the state of the
 * container, as the OCI runtime specification defines it ("State").
 */
#ifndef ZKCAP_OCI_STATE_H
#define ZKCAP_OCI_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "client_types.h"
#include "error.h"

#define ZKCAP_OCI_STATE_MAX (1 << 20)
#define ZKCAP_OCI_ID_MAX 255

/* Annotations of a container.  Others that begin with org.zkcap. are refused. */
#define ZKCAP_OCI_TENANT "org.zkcap.tenant"
#define ZKCAP_OCI_OFFER "org.zkcap.offer"
#define ZKCAP_OCI_CPU "org.zkcap.baseline.cpu"
#define ZKCAP_OCI_MEMORY "org.zkcap.baseline.memory"
#define ZKCAP_OCI_PIDS "org.zkcap.baseline.pids"

/**
 * struct zkcap_oci_state - what a hook has to know of a container
 * @id: of the container
 * @pid: of its first process
 * @wanted: it has annotations that concern us; the members below count only then
 * @tenant: name for the tenant that the container becomes, for people
 * @offer: offer that has to be there for it; empty if it does not matter which
 * @baseline: limits without any grant; kinds that are not there keep the container's own
 */
struct zkcap_oci_state {
	char id[ZKCAP_OCI_ID_MAX + 1];
	pid_t pid;
	bool wanted;
	char tenant[ZKCAP_NAME_MAX + 1];
	char offer[ZKCAP_NAME_MAX + 1];
	struct zkcap_resources baseline;
};

/**
 * zkcap_oci_state_parse() - read a state
 * @text: JSON, from the runtime; annotations are whatever the container's maker wrote
 * @len: its length, up to ZKCAP_OCI_STATE_MAX
 *
 * Return: 0, or -EINVAL saying what was expected.
 */
int zkcap_oci_state_parse(struct zkcap_oci_state *state, const char *text, size_t len,
			  struct zkcap_error *err);

#endif /* ZKCAP_OCI_STATE_H */
