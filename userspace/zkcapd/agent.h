/* SPDX-License-Identifier: MIT */
/*
 * The part of the service that has privileges: processes of their own, which ask the
 * kernel and the TPM for the part that talks to strangers and holds the manifest.
 * They never see the manifest nor anything that a peer sent, but for an offer's name
 * that has been checked.
 *
 * There are two, one for the kernel's objects and one for attestations, so that a slow
 * TPM holds up nothing else.
 */
#ifndef ZKCAPD_AGENT_H
#define ZKCAPD_AGENT_H

#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/types.h>

#include "client_types.h"
#include "config.h"
#include "error.h"

/**
 * struct agent - one such process
 * @pid: its number
 * @fd: a socket to it
 * @lock: one call at a time
 * @serial: of the last call
 */
struct agent {
	pid_t pid;
	int fd;
	pthread_mutex_t lock;
	uint32_t serial;
};

/* An offer, and the capabilities that it requires as the kernel has them, in its order */
struct agent_offer {
	struct zkcap_offer offer;
	struct zkcap_capability capabilities[ZKCAP_CLIENT_REQUIREMENTS];
};

/**
 * struct agent_attest - whose attestation for which tenant is wanted
 * @tenant: control group id
 * @cgroup: its directory
 * @trust: policy
 * @commitment: of the manifest
 */
struct agent_attest {
	uint64_t tenant;
	char cgroup[PATH_MAX];
	char trust[ZKCAP_NAME_MAX + 1];
	uint8_t commitment[ZKCAP_COMMITMENT_LEN];
};

/**
 * agent_start() - start an agent
 * @name: for the log
 *
 * To be called before there are threads and secrets.  The agent ends when its starter does.
 *
 * Return: 0 or a negative errno.
 */
int agent_start(struct agent *agent, const char *name, const struct config *config,
		struct zkcap_error *err);

/* Makes calls that wait fail; safe while there are some */
void agent_hang_up(struct agent *agent);
/* Waits for its end and forgets it */
void agent_end(struct agent *agent);

/**
 * agent_offer() - an offer that a tenant may ask under
 *
 * Return: 0; -ENXIO when there is none of the name for the tenant; -ETIMEDOUT; -EPIPE
 * when the agent has ended; another errno of talking to the kernel.
 */
int agent_offer(struct agent *agent, const char *name, uint64_t tenant, struct agent_offer *out,
		uint64_t deadline_ms, struct zkcap_error *err);

/**
 * agent_attest() - have this platform attested for a tenant
 *
 * Return: as agent_offer(), or what zkcap_attest_platform() returns; -ESTALE when it is
 * another commitment that was measured.
 */
int agent_attest(struct agent *agent, const struct agent_attest *attest,
		 struct zkcap_attestation *out, uint64_t deadline_ms, struct zkcap_error *err);

#endif /* ZKCAPD_AGENT_H */
