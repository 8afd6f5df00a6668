/* SPDX-License-Identifier: MIT */
/* What this platform can prove: its manifest, and the definitions, read once. */
#ifndef ZKCAPD_PLATFORM_H
#define ZKCAPD_PLATFORM_H

#include "agent.h"
#include "config.h"

struct platform;

/* Loads manifest and tables.  Return: 0 or a negative errno, as zkcap_provers_open() */
int platform_open(struct platform **platform, const struct config *config,
		  struct zkcap_error *err);

/*
 * A reference more, and one less: the last wipes the manifest.  Questions that are
 * being answered keep the platform that they began with while another is loaded.
 */
struct platform *platform_get(struct platform *platform);
void platform_put(struct platform *platform);

/* The commitment that the manifest opens */
const uint8_t *platform_commitment(const struct platform *platform);

/**
 * platform_prepare() - compile what an offer requires, unless it was before
 *
 * Return: 0, or a negative errno as zkcap_provers_prepare().
 */
int platform_prepare(struct platform *platform, const struct agent_offer *offer,
		     struct zkcap_error *err);

/**
 * platform_prove() - prove one capability of an offer
 * @offer: prepared
 * @i: which
 *
 * Return: 0; -EDOM when it does not hold; another errno as zkcap_provers_prove().
 */
int platform_prove(struct platform *platform, const struct agent_offer *offer, uint32_t i,
		   const uint8_t context[ZKCAP_DIGEST_LEN], uint8_t proof[ZKCAP_PROOF_LEN],
		   struct zkcap_error *err);

#endif /* ZKCAPD_PLATFORM_H */
