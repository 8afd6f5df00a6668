/* SPDX-License-Identifier: MIT */
/*
 * Attestations of this platform that the kernel accepted: one for each tenant and trust
 * policy, since the kernel ties them to both.  Made when a question first needs one,
 * and made again ahead of its end as long as questions come.
 */
#ifndef ZKCAPD_ATTESTED_H
#define ZKCAPD_ATTESTED_H

#include <stdbool.h>

#include "agent.h"
#include "peer.h"
#include "platform.h"

struct attested;

struct attested *attested_new(struct agent *agent);
void attested_free(struct attested *attested);

/**
 * attested_get() - an attestation that still counts
 * @peer: whose tenant it is for
 * @trust: policy
 * @refused: one that the kernel does not take any more; zero for none
 * @out: result
 *
 * After a failure, further ones come at once and without asking the TPM, for a while.
 *
 * Return: 0; -ETIMEDOUT; what agent_attest() returns, with the reason.
 */
int attested_get(struct attested *attested, struct platform *platform, const struct peer *peer,
		 const char *trust, const uint8_t refused[ZKCAP_ATTESTATION_ID_LEN],
		 uint64_t deadline_ms, struct zkcap_attestation *out, struct zkcap_error *err);

/* Makes those again that are used and end soon; forgets those that are not used */
void attested_refresh(struct attested *attested, struct platform *platform);

/* Forgets all, after another manifest was loaded */
void attested_forget(struct attested *attested);

#endif /* ZKCAPD_ATTESTED_H */
