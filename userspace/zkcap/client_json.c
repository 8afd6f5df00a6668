// SPDX-License-Identifier: MIT
#include "client_json.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "hex.h"
#include "quantity.h"

/* Longest run of bytes that is shown */
#define HEX_MAX 64
/* Digits that people are shown of it */
#define HEX_SHORT 16
#define TEXT_MAX 2048

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const char *name_of(const char *const *names, size_t n, uint32_t value)
{
	static _Thread_local char unknown[16];

	if (value < n && names[value])
		return names[value];
	snprintf(unknown, sizeof(unknown), "%u", value);
	return unknown;
}

const char *client_event_name(uint32_t type)
{
	static const char *const names[] = {
		NULL, "granted", "resized", "renewed", "expiring", "ended", "reclaimed",
		"refused", "drift", "tenant-gone", "overdue",
	};

	return name_of(names, COUNT(names), type);
}

const char *client_cause_name(uint32_t cause)
{
	static const char *const names[] = {
		"none", "expired", "released", "revoked", "tenant-gone",
	};

	return name_of(names, COUNT(names), cause);
}

const char *client_state_name(uint32_t state)
{
	static const char *const names[] = { NULL, "active", "ending" };

	return name_of(names, COUNT(names), state);
}

static const char *on_expiry_name(uint32_t value)
{
	static const char *const names[] = { "wait", "freeze", "kill" };

	return name_of(names, COUNT(names), value);
}

static const char *rule_name(uint32_t value)
{
	static const char *const names[] = { "first", "last" };

	return name_of(names, COUNT(names), value);
}

static const char *mode_name(uint32_t value)
{
	static const char *const names[] = { "exclusive", "shared" };

	return name_of(names, COUNT(names), value);
}

static json_t *number(uint64_t value)
{
	/* JSON's integers are signed here; the largest number stands for no limit. */
	return value > INT64_MAX ? json_null() : json_integer((json_int_t)value);
}

json_t *client_json_hex(const uint8_t *data, size_t len, bool people)
{
	char text[2 * HEX_MAX + 1];

	zkcap_hex_encode(text, data, len > HEX_MAX ? HEX_MAX : len);
	return people ? json_stringn(text, 2 * len < HEX_SHORT ? 2 * len : HEX_SHORT) :
		json_string(text);
}

static json_t *hex_list(const void *data, size_t size, uint32_t n, bool people)
{
	json_t *list = json_array();
	uint32_t i;

	for (i = 0; i < n; i++)
		json_array_append_new(list, client_json_hex((const uint8_t *)data + i * size, size,
							    people));
	return list;
}

/* A list as one text, parts joined by ", " */
struct text {
	char data[TEXT_MAX];
	size_t len;
};

static void __attribute__((format(printf, 2, 3))) append(struct text *t, const char *fmt, ...)
{
	va_list ap;
	int n;

	if (t->len)
		t->len += (size_t)snprintf(t->data + t->len, sizeof(t->data) - t->len, ", ");
	va_start(ap, fmt);
	n = vsnprintf(t->data + t->len, sizeof(t->data) - t->len, fmt, ap);
	va_end(ap);
	t->len += n > 0 ? (size_t)n : 0;
	if (t->len > sizeof(t->data) - 3)
		t->len = sizeof(t->data) - 3;
}

static json_t *text_json(const struct text *t)
{
	return json_string(t->len ? t->data : "-");
}

json_t *client_json_resources(const struct zkcap_resources *resources, bool people)
{
	char amount[ZKCAP_QUANTITY_TEXT], kind[ZKCAP_QUANTITY_TEXT];
	const struct zkcap_resource *r;
	struct text text = { .len = 0 };
	json_t *list = people ? NULL : json_array();
	uint32_t i;

	for (i = 0; i < resources->n; i++) {
		r = &resources->r[i];
		if (people) {
			append(&text, "%s %s%s%s", zkcap_kind_name(r->kind, kind), r->name,
			       *r->name ? "=" : "",
			       zkcap_amount_format(r->kind, r->amount, amount));
			continue;
		}
		json_array_append_new(list, json_pack("{s:s,s:s*,s:o}", "kind",
						      zkcap_kind_name(r->kind, kind), "name",
						      *r->name ? r->name : NULL, "amount",
						      number(r->amount)));
	}
	return people ? text_json(&text) : list;
}

static json_t *nodes_json(const struct zkcap_node *nodes, uint32_t n, bool people)
{
	struct text text = { .len = 0 };
	json_t *list = people ? NULL : json_array();
	const char *type;
	uint32_t i;

	for (i = 0; i < n; i++) {
		type = nodes[i].type == ZKCAP_DEVICE_TYPE_BLOCK ? "block" : "char";
		if (people)
			append(&text, "%c %u:%u", *type, nodes[i].major, nodes[i].minor);
		else
			json_array_append_new(list, json_pack("{s:s,s:i,s:i}", "type", type,
							      "major", (int)nodes[i].major,
							      "minor", (int)nodes[i].minor));
	}
	return people ? text_json(&text) : list;
}

static json_t *time_json(uint64_t ms, bool people)
{
	char text[ZKCAP_QUANTITY_TEXT];

	return people ? json_string(ms ? zkcap_duration_format(ms, text) : "-") : number(ms);
}

json_t *client_json_pool(const struct zkcap_pool *pool, bool people)
{
	char capacity[ZKCAP_QUANTITY_TEXT], allocated[ZKCAP_QUANTITY_TEXT];
	char kind[ZKCAP_QUANTITY_TEXT];

	if (!people)
		return json_pack("{s:s,s:s*,s:s,s:o,s:o}", "kind",
				 zkcap_kind_name(pool->kind, kind),
				 "name", *pool->name ? pool->name : NULL,
				 "unit", pool->unit, "capacity", number(pool->capacity),
				 "allocated", number(pool->allocated));
	return json_pack("{s:s,s:s,s:s,s:s}", "kind", zkcap_kind_name(pool->kind, kind), "name",
			 *pool->name ? pool->name : "-", "capacity",
			 zkcap_amount_format(pool->kind, pool->capacity, capacity), "allocated",
			 zkcap_amount_format(pool->kind, pool->allocated, allocated));
}

json_t *client_json_device_class(const struct zkcap_device_class *class, bool people)
{
	return json_pack("{s:s,s:s,s:i,s:o,s:o}", "name", class->name, "mode",
			 mode_name(class->mode), "share", (int)class->share, "allocated",
			 number(class->allocated), "nodes",
			 nodes_json(class->nodes, class->n_nodes, people));
}

static json_t *pcr_list(uint32_t mask, bool people)
{
	struct text text = { .len = 0 };
	json_t *list = people ? NULL : json_array();
	int i;

	for (i = 0; i <= ZKCAP_PCR_MAX; i++) {
		if (!(mask >> i & 1))
			continue;
		if (people)
			append(&text, "%d", i);
		else
			json_array_append_new(list, json_integer(i));
	}
	return people ? text_json(&text) : list;
}

static json_t *references_json(const struct zkcap_trust *trust)
{
	json_t *list = json_array(), *set;
	const struct zkcap_reference *r;
	char index[12];
	uint32_t i, p;

	for (i = 0; i < trust->n_references; i++) {
		r = &trust->references[i];
		set = json_object();
		for (p = 0; p < r->n_pcrs; p++) {
			snprintf(index, sizeof(index), "%u", r->pcrs[p].index);
			json_object_set_new(set, index, client_json_hex(r->pcrs[p].value,
									ZKCAP_DIGEST_LEN, false));
		}
		json_array_append_new(list, set);
	}
	return list;
}

json_t *client_json_trust(const struct zkcap_trust *trust, bool people)
{
	json_t *o = json_pack("{s:s,s:s,s:i,s:o,s:b,s:o,s:i,s:i}", "name", trust->name,
			      "commitment", rule_name(trust->commitment), "measurement-pcr",
			      (int)trust->measurement_pcr, "pcrs", pcr_list(trust->pcrs, people),
			      "clock-safe", trust->clock_safe, "max-age",
			      time_json(1000ull * trust->max_age, people), "keys",
			      (int)trust->keys, "references", (int)trust->n_references);

	if (people || !o)
		return o;
	json_object_set_new(o, "max-age", number(trust->max_age));
	json_object_set_new(o, "references", references_json(trust));
	json_object_set_new(o, "measurement-base", client_json_hex(trust->measurement_base,
								   ZKCAP_DIGEST_LEN, false));
	json_object_set_new(o, "resettable", pcr_list(trust->resettable, false));
	json_object_set_new(o, "host-keys", hex_list(trust->host_keys, ZKCAP_KEY_ID_LEN,
						     trust->n_host_keys, false));
	json_object_set_new(o, "revoked", hex_list(trust->revoked, ZKCAP_KEY_ID_LEN,
						   trust->n_revoked, false));
	json_object_set_new(o, "authorities", hex_list(trust->authority_digests, ZKCAP_DIGEST_LEN,
						       trust->n_authority_digests, false));
	return o;
}

json_t *client_json_key(const struct zkcap_key *key, bool people)
{
	return json_pack("{s:o,s:o,s:o}", "id", client_json_hex(key->id, ZKCAP_KEY_ID_LEN, false),
			 "certificate", client_json_hex(key->certificate_digest, ZKCAP_DIGEST_LEN,
							people),
			 "authority", client_json_hex(key->authority_digest, ZKCAP_DIGEST_LEN,
						      people));
}

json_t *client_json_capability(const struct zkcap_capability *capability, bool people)
{
	return json_pack("{s:s,s:o,s:o,s:i,s:o,s:o}", "name", capability->name, "id",
			 client_json_hex(capability->id, ZKCAP_DIGEST_LEN, people), "schema",
			 client_json_hex(capability->schema, ZKCAP_DIGEST_LEN, people),
			 "parameters", (int)capability->publics, "verified",
			 number(capability->verified), "refused", number(capability->refused));
}

/* Parameters are numbers of 64 bits, or digests of which a part is shown. */
static void append_parameters(char *out, size_t size, const struct zkcap_requirement *r)
{
	char hex[2 * ZKCAP_SCALAR_LEN + 1];
	size_t len = 0;
	uint64_t v;
	uint32_t i, b;

	*out = '\0';
	for (i = 0; i < r->n_publics && len < size; i++) {
		for (v = 0, b = ZKCAP_SCALAR_LEN - 8; b < ZKCAP_SCALAR_LEN; b++)
			v = v << 8 | r->publics[i][b];
		for (b = 0; b < ZKCAP_SCALAR_LEN - 8 && !r->publics[i][b]; b++)
			;
		zkcap_hex_encode(hex, r->publics[i], ZKCAP_SCALAR_LEN);
		if (b == ZKCAP_SCALAR_LEN - 8)
			len += (size_t)snprintf(out + len, size - len, "%s%" PRIu64,
						i ? " " : "", v);
		else
			len += (size_t)snprintf(out + len, size - len, "%s%.8s...",
						i ? " " : "", hex);
	}
}

static json_t *requirements_json(const struct zkcap_offer *offer, bool people)
{
	struct text text = { .len = 0 };
	json_t *list = people ? NULL : json_array();
	const struct zkcap_requirement *r;
	char parameters[256];
	uint32_t i;

	for (i = 0; i < offer->n_requirements; i++) {
		r = &offer->requirements[i];
		append_parameters(parameters, sizeof(parameters), r);
		if (people)
			append(&text, "%s(%s)", r->capability, parameters);
		else
			json_array_append_new(list, json_pack("{s:s,s:o}", "capability",
							      r->capability, "parameters",
							      hex_list(r->publics, ZKCAP_SCALAR_LEN,
								       r->n_publics, false)));
	}
	return people ? text_json(&text) : list;
}

static json_t *ids_json(const uint64_t *ids, uint32_t n, bool people)
{
	struct text text = { .len = 0 };
	json_t *list = people ? NULL : json_array();
	uint32_t i;

	for (i = 0; i < n; i++) {
		if (people)
			append(&text, "%" PRIu64, ids[i]);
		else
			json_array_append_new(list, number(ids[i]));
	}
	if (people && !n)
		append(&text, "every");
	return people ? text_json(&text) : list;
}

json_t *client_json_offer(const struct zkcap_offer *offer, bool people)
{
	json_t *o = json_pack("{s:s,s:s,s:o,s:o,s:o,s:s,s:o,s:o,s:o}", "name", offer->name, "trust",
			      offer->trust, "requires", requirements_json(offer, people), "ceiling",
			      client_json_resources(&offer->ceiling, people), "duration",
			      people ? time_json(1000ull * offer->duration, true) :
			      number(offer->duration), "on-expiry",
			      on_expiry_name(offer->on_expiry), "price", number(offer->price),
			      "grants", number(offer->grants), "tenants",
			      ids_json(offer->tenants, offer->n_tenants, people));

	if (people || !o)
		return o;
	json_object_set_new(o, "grace-ms", json_integer(offer->grace_ms));
	json_object_set_new(o, "priority", json_integer(offer->priority));
	json_object_set_new(o, "grants-per-tenant", json_integer(offer->grants_per_tenant));
	return o;
}

json_t *client_json_tenant(const struct zkcap_tenant *tenant, bool people)
{
	json_t *o = json_pack("{s:o,s:s,s:o,s:o,s:i,s:o,s:o}", "id", number(tenant->id), "path",
			      tenant->path, "baseline",
			      client_json_resources(&tenant->baseline, people), "effective",
			      client_json_resources(&tenant->effective, people), "grants",
			      (int)tenant->grants, "failures", number(tenant->failures), "drifts",
			      number(tenant->drifts));

	if (!people && o)
		json_object_set_new(o, "keys", hex_list(tenant->keys, ZKCAP_KEY_ID_LEN,
							tenant->n_keys, false));
	return o;
}

json_t *client_json_grant(const struct zkcap_grant *grant, bool people)
{
	return json_pack("{s:o,s:o,s:s,s:s,s:s,s:o,s:o,s:o}", "id", number(grant->id), "tenant",
			 number(grant->tenant), "offer", grant->offer, "state",
			 client_state_name(grant->state), "cause", client_cause_name(grant->cause),
			 "resources", client_json_resources(&grant->resources, people),
			 people ? "expires-in" : "expires-in-ms",
			 time_json(grant->expires_in_ms, people), "nodes",
			 nodes_json(grant->nodes, grant->n_nodes, people));
}

json_t *client_json_event(const struct zkcap_event *event)
{
	json_t *o = json_pack("{s:s,s:o}", "event", client_event_name(event->type), "tenant",
			      number(event->tenant));

	if (!o)
		return NULL;
	if (event->grant)
		json_object_set_new(o, "grant", number(event->grant));
	if (*event->offer)
		json_object_set_new(o, "offer", json_string(event->offer));
	if (event->reason) {
		json_object_set_new(o, "reason", json_string(zkcap_reason_name(event->reason)));
		json_object_set_new(o, "detail", json_integer(event->detail));
	}
	if (event->cause)
		json_object_set_new(o, "cause", json_string(client_cause_name(event->cause)));
	if (event->resources.n)
		json_object_set_new(o, "resources",
				    client_json_resources(&event->resources, false));
	if (event->expires_in_ms)
		json_object_set_new(o, "expires-in-ms", number(event->expires_in_ms));
	if (event->withheld)
		json_object_set_new(o, "withheld", number(event->withheld));
	return o;
}

json_t *client_json_version(const struct zkcap_version *v)
{
	const struct {
		const char *name;
		uint32_t value;
	} limits[] = {
		{ "capabilities", v->capabilities }, { "offers", v->offers },
		{ "trusts", v->trusts }, { "device-classes", v->device_classes },
		{ "tenants", v->tenants }, { "grants", v->grants },
		{ "grants-per-tenant", v->grants_per_tenant },
		{ "attestations", v->attestations },
		{ "attestations-per-tenant", v->attestations_per_tenant },
		{ "requirements", v->requirements }, { "publics", v->publics },
		{ "resources", v->resources }, { "nodes", v->nodes },
		{ "measurements", v->measurements },
		{ "certificate-size", v->certificate_size },
		{ "challenge-ms", v->challenge_ms }, { "failure-burst", v->failure_burst },
		{ "failure-interval-ms", v->failure_interval_ms },
		{ "challenges-per-tenant", v->challenges_per_tenant },
		{ "tenant-levels", v->tenant_levels },
	};
	json_t *o = json_pack("{s:s,s:o}", "module", v->module, "srs",
			      client_json_hex(v->srs, ZKCAP_DIGEST_LEN, false));
	size_t i;

	for (i = 0; o && i < COUNT(limits); i++)
		json_object_set_new(o, limits[i].name, json_integer(limits[i].value));
	return o;
}
