// SPDX-License-Identifier: MIT
/* What differs between documents and the kernel's objects. */

#include <stdio.h>
#include <string.h>

#include "plan_impl.h"

/* "duration, resources" */
static void note(char why[ZKCAP_PLAN_WHY], bool differs, const char *field)
{
	size_t used = strlen(why);

	if (differs)
		snprintf(why + used, ZKCAP_PLAN_WHY - used, "%s%s", used ? ", " : "", field);
}

/* Of items without repetition */
static bool same_set(const void *a, size_t n_a, const void *b, size_t n_b, size_t size)
{
	size_t i, j;

	if (n_a != n_b)
		return false;
	for (i = 0; i < n_a; i++) {
		for (j = 0; j < n_b; j++)
			if (!memcmp((const char *)a + i * size, (const char *)b + j * size, size))
				break;
		if (j == n_b)
			return false;
	}
	return true;
}

void plan_compare_class(const struct zkcap_device_class *wanted,
			const struct zkcap_device_class *found, char why[ZKCAP_PLAN_WHY])
{
	note(why, wanted->mode != found->mode, "mode");
	note(why, wanted->share != found->share, "share");
	note(why, !same_set(wanted->nodes, wanted->n_nodes, found->nodes, found->n_nodes,
			    sizeof(wanted->nodes[0])), "nodes");
}

void plan_compare_trust(const struct zkcap_trust *wanted, const struct zkcap_trust *found,
			char why[ZKCAP_PLAN_WHY])
{
	note(why, !same_set(wanted->authority_digests, wanted->n_authority_digests,
			    found->authority_digests, found->n_authority_digests,
			    ZKCAP_DIGEST_LEN), "authorities");
	note(why, !same_set(wanted->host_keys, wanted->n_host_keys, found->host_keys,
			    found->n_host_keys, ZKCAP_KEY_ID_LEN), "hostKeys");
	note(why, !same_set(wanted->revoked, wanted->n_revoked, found->revoked,
			    found->n_revoked, ZKCAP_KEY_ID_LEN), "revoked");
	note(why, wanted->measurement_pcr != found->measurement_pcr ||
	     memcmp(wanted->measurement_base, found->measurement_base, ZKCAP_DIGEST_LEN) ||
	     wanted->commitment != found->commitment, "measurement");
	note(why, wanted->pcrs != found->pcrs, "pcrs");
	note(why, wanted->resettable != found->resettable, "allowResettable");
	note(why, !same_set(wanted->references, wanted->n_references, found->references,
			    found->n_references, sizeof(wanted->references[0])), "references");
	note(why, wanted->clock_safe != found->clock_safe, "clockSafe");
	note(why, wanted->max_age != found->max_age, "maxAge");
}

/* The id covers the definition and its sets; the key follows from it and the schema. */
void plan_compare_capability(const struct zkcap_circuit *wanted,
			     const struct zkcap_capability *found, char why[ZKCAP_PLAN_WHY])
{
	note(why, memcmp(wanted->definition_id, found->id, ZKCAP_DIGEST_LEN), "definition");
	note(why, memcmp(wanted->schema_digest, found->schema, ZKCAP_DIGEST_LEN),
	     "attribute schema");
}

static bool same_requirements(const struct zkcap_offer *a, const struct zkcap_offer *b)
{
	const struct zkcap_requirement *x, *y;
	uint32_t i;

	if (a->n_requirements != b->n_requirements)
		return false;
	for (i = 0; i < a->n_requirements; i++) {
		x = &a->requirements[i];
		y = &b->requirements[i];
		if (strcmp(x->capability, y->capability) || x->n_publics != y->n_publics ||
		    memcmp(x->publics, y->publics, x->n_publics * ZKCAP_SCALAR_LEN))
			return false;
	}
	return true;
}

static bool same_resources(const struct zkcap_resources *a, const struct zkcap_resources *b)
{
	uint32_t i;

	if (a->n != b->n)
		return false;
	for (i = 0; i < a->n; i++)
		if (a->r[i].kind != b->r[i].kind || strcmp(a->r[i].name, b->r[i].name) ||
		    a->r[i].amount != b->r[i].amount)
			return false;
	return true;
}

void plan_compare_offer(const struct zkcap_offer *wanted, const struct zkcap_offer *found,
			const struct zkcap_version *version, char why[ZKCAP_PLAN_WHY])
{
	uint32_t grants = wanted->grants_per_tenant ? wanted->grants_per_tenant :
		version->grants_per_tenant;

	note(why, strcmp(wanted->trust, found->trust), "trust");
	note(why, !same_requirements(wanted, found), "capabilities");
	note(why, !same_resources(&wanted->ceiling, &found->ceiling), "resources");
	note(why, wanted->duration != found->duration, "duration");
	note(why, wanted->on_expiry != found->on_expiry, "onExpiry");
	note(why, wanted->grace_ms != found->grace_ms, "grace");
	note(why, wanted->price != found->price, "price");
	note(why, wanted->priority != found->priority, "priority");
	note(why, !same_set(wanted->tenants, wanted->n_tenants, found->tenants,
			    found->n_tenants, sizeof(wanted->tenants[0])), "tenants");
	note(why, grants != found->grants_per_tenant, "grantsPerTenant");
}

/* A baseline that no document states is the control group's own, so there is none to compare. */
void plan_compare_tenant(const struct zkcap_tenant *wanted, const struct zkcap_tenant *found,
			 char why[ZKCAP_PLAN_WHY])
{
	uint32_t i, j;
	bool same = true;

	for (i = 0; i < wanted->baseline.n; i++)
		for (j = 0; j < found->baseline.n; j++)
			if (wanted->baseline.r[i].kind == found->baseline.r[j].kind)
				same &= wanted->baseline.r[i].amount ==
					found->baseline.r[j].amount;
	note(why, !same_set(wanted->keys, wanted->n_keys, found->keys, found->n_keys,
			    ZKCAP_KEY_ID_LEN), "keys");
	note(why, !same, "baseline");
}

bool plan_requires(const struct zkcap_offer *offer, const char *capability)
{
	uint32_t i;

	for (i = 0; i < offer->n_requirements; i++)
		if (!strcmp(offer->requirements[i].capability, capability))
			return true;
	return false;
}
