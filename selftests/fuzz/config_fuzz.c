// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any bytes as configuration: what is accepted is what the kernel would take, and
 * reading it once more gives the same.
 */
#include <stdlib.h>
#include <string.h>

#include "config.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

static void check_offer(const struct zkcap_offer *offer)
{
	const struct zkcap_resource *r = offer->ceiling.r;
	u32 i;

	if (!offer->ceiling.n || offer->ceiling.n > ZKCAP_CLIENT_RESOURCES ||
	    !offer->duration || offer->duration > ZKCAP_DURATION_MAX ||
	    offer->grace_ms > ZKCAP_GRACE_MAX || offer->on_expiry > ZKCAP_ON_EXPIRY_KILL ||
	    offer->grants_per_tenant > 64 || offer->n_tenants)
		abort();
	for (i = 0; i < offer->ceiling.n; i++) {
		if (!r[i].amount || (r[i].kind == ZKCAP_RESOURCE_KIND_DEVICE) != !!*r[i].name)
			abort();
		if (i && (r[i].kind < r[i - 1].kind ||
			  (r[i].kind == r[i - 1].kind && strcmp(r[i].name, r[i - 1].name) <= 0)))
			abort();
	}
}

static void check_trust(const struct zkcap_trust *trust)
{
	u32 i, j;

	if (trust->measurement_pcr > ZKCAP_PCR_MAX ||
	    !(trust->pcrs >> trust->measurement_pcr & 1) || trust->pcrs >> 24 ||
	    trust->pcrs & 0xff0000 & ~trust->resettable || trust->resettable & ~0xff0000 ||
	    !trust->max_age || trust->max_age > ZKCAP_DURATION_MAX)
		abort();
	for (i = 0; i < trust->n_references; i++) {
		const struct zkcap_reference *r = &trust->references[i];

		for (j = 0; j < r->n_pcrs; j++)
			if (r->pcrs[j].index == trust->measurement_pcr ||
			    (j && r->pcrs[j].index <= r->pcrs[j - 1].index))
				abort();
	}
}

static void check_object(const struct zkcap_config_object *object)
{
	switch (object->kind) {
	case ZKCAP_CONFIG_OFFER:
		check_offer(&object->offer.offer);
		break;
	case ZKCAP_CONFIG_TRUST:
		check_trust(&object->trust.trust);
		break;
	case ZKCAP_CONFIG_DEVICE_CLASS:
		if (!object->device_class.n_nodes ||
		    object->device_class.n_nodes > ZKCAP_CLIENT_NODES ||
		    !object->device_class.share || object->device_class.share > 1024)
			abort();
		break;
	case ZKCAP_CONFIG_TENANT:
		if (object->tenant.tenant.path[0] != '/' || !object->tenant.tenant.path[1] ||
		    strstr(object->tenant.tenant.path, "/.."))
			abort();
		break;
	default:
		break;
	}
	if (!*object->name || strlen(object->name) > ZKCAP_NAME_MAX)
		abort();
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	struct zkcap_config config = { 0 }, again = { 0 };
	struct zkcap_error err = { 0 };
	size_t i;
	int ret;

	ret = zkcap_config_add_text(&config, "fuzz", (const char *)data, len, &err);
	for (i = 0; i < config.n; i++)
		check_object(config.objects[i]);
	if (ret && (!err.code || !*err.message))
		abort();
	if (ret != zkcap_config_add_text(&again, "fuzz", (const char *)data, len, &err) ||
	    config.n != again.n)
		abort();
	zkcap_config_free(&config);
	zkcap_config_free(&again);
	return 0;
}
