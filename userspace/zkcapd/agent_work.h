/* SPDX-License-Identifier: MIT */
/* What an agent does; runs in the agent's process. */
#ifndef ZKCAPD_AGENT_WORK_H
#define ZKCAPD_AGENT_WORK_H

#include "agent.h"

int agent_do_offer(const char *name, uint64_t tenant, struct agent_offer *out,
		   struct zkcap_error *err);
int agent_do_attest(const struct config *config, const struct agent_attest *attest,
		    struct zkcap_attestation *out, struct zkcap_error *err);

#endif /* ZKCAPD_AGENT_WORK_H */
