// SPDX-License-Identifier: MIT
/* Documents of kind TrustPolicy. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config_read.h"
#include "hex.h"
#include "shim.h"

#define MEASUREMENT_PCR 13
/* PCRs that software can reset: 16 to 23 */
#define RESETTABLE_PCRS 0xff0000u

static int read_pcrs(const struct zkcap_config_object *object, const char *key, uint32_t *mask,
		     struct zkcap_error *err)
{
	const struct zkcap_yaml_node *list = zkcap_config_spec(object, key);
	const struct zkcap_yaml_node *item;
	size_t i;

	for (i = 0; list && i < list->n_items; i++) {
		item = list->items[i];
		if (*mask >> item->integer & 1)
			return zkcap_yaml_error(&object->doc, item, err, "%s: %s given twice", key,
						item->text);
		*mask |= 1u << item->integer;
	}
	return 0;
}

static int compare_pcrs(const void *a, const void *b)
{
	const struct zkcap_pcr *x = a, *y = b;

	return x->index < y->index ? -1 : x->index > y->index;
}

/* In ascending order, as the kernel shows them */
static int read_reference(const struct zkcap_config_object *object,
			  const struct zkcap_yaml_node *map, struct zkcap_reference *reference,
			  struct zkcap_error *err)
{
	static const uint8_t unextended[ZKCAP_DIGEST_LEN];
	struct zkcap_pcr *pcr;
	size_t i;

	for (i = 0; i < map->n_items; i += 2) {
		pcr = &reference->pcrs[reference->n_pcrs++];
		pcr->index = atoi(map->items[i]->text);
		zkcap_hex_decode(pcr->value, ZKCAP_DIGEST_LEN, map->items[i + 1]->text);
		if (!memcmp(pcr->value, unextended, sizeof(unextended)))
			return zkcap_yaml_error(&object->doc, map->items[i + 1], err,
						"references: a PCR that was never extended matches nothing");
		if (pcr->index == object->trust.trust.measurement_pcr)
			return zkcap_yaml_error(&object->doc, map->items[i], err,
						"references: PCR %u is the measurement's, whose value differs from boot to boot",
						pcr->index);
	}
	qsort(reference->pcrs, reference->n_pcrs, sizeof(reference->pcrs[0]), compare_pcrs);
	return 0;
}

static int read_references(struct zkcap_config_object *object, struct zkcap_error *err)
{
	const struct zkcap_yaml_node *list = zkcap_config_spec(object, "references");
	struct zkcap_trust *trust = &object->trust.trust;
	size_t i;
	int ret;

	for (i = 0; list && i < list->n_items; i++) {
		ret = read_reference(object, list->items[i],
				     &trust->references[trust->n_references++], err);
		if (ret)
			return ret;
	}
	return 0;
}

static void read_measurement(struct zkcap_trust *trust, const struct zkcap_yaml_node *map)
{
	static const char *const commitments[] = { "first", "last", NULL };
	const struct zkcap_yaml_node *base = zkcap_yaml_get(map, "base");

	trust->measurement_pcr = zkcap_config_number(map, "pcr", MEASUREMENT_PCR);
	trust->commitment = zkcap_config_choice(map, "commitment", commitments);
	if (base)
		zkcap_hex_decode(trust->measurement_base, ZKCAP_DIGEST_LEN, base->text);
}

/* The kernel adds PCRs that have to be quoted all the same; so that both compare, so do we. */
static int complete_pcrs(const struct zkcap_config_object *object, struct zkcap_trust *trust,
			 struct zkcap_error *err)
{
	const struct zkcap_yaml_node *spec = zkcap_yaml_get(object->doc.root, "spec");
	uint32_t i, j, refused;

	trust->pcrs |= 1u << trust->measurement_pcr;
	for (i = 0; i < trust->n_references; i++)
		for (j = 0; j < trust->references[i].n_pcrs; j++)
			trust->pcrs |= 1u << trust->references[i].pcrs[j].index;
	refused = trust->pcrs & RESETTABLE_PCRS & ~trust->resettable;
	if (!refused)
		return 0;
	return zkcap_yaml_error(&object->doc, spec, err,
				"spec: PCR %d can be reset by software: expected it in allowResettable, or another PCR",
				__builtin_ctz(refused));
}

int zkcap_config_read_trust(struct zkcap_config_object *object, struct zkcap_error *err)
{
	struct zkcap_trust *trust = &object->trust.trust;
	const struct zkcap_yaml_node *safe = zkcap_config_spec(object, "clockSafe");

	snprintf(trust->name, sizeof(trust->name), "%s", object->name);
	trust->clock_safe = safe && safe->integer;
	read_measurement(trust, zkcap_config_spec(object, "measurement"));
	return zkcap_config_keys(object, zkcap_config_spec(object, "hostKeys"), trust->host_keys,
				 &trust->n_host_keys, err) ?:
		zkcap_config_keys(object, zkcap_config_spec(object, "revoked"), trust->revoked,
				  &trust->n_revoked, err) ?:
		read_pcrs(object, "pcrs", &trust->pcrs, err) ?:
		read_pcrs(object, "allowResettable", &trust->resettable, err) ?:
		read_references(object, err) ?:
		zkcap_config_time(object, "maxAge", 1000, 1, ZKCAP_DURATION_MAX, &trust->max_age,
				  err) ?:
		complete_pcrs(object, trust, err);
}
