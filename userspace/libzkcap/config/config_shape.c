// SPDX-License-Identifier: MIT
/* The shapes of the documents under /etc/zkcap. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "config_shape.h"
#include "quantity.h"
#include "shim.h"
#include "timespan.h"

static const char *const kind_names[ZKCAP_CONFIG_KINDS + 1] = {
	[ZKCAP_CONFIG_POOL] = "Pool",
	[ZKCAP_CONFIG_DEVICE_CLASS] = "DeviceClass",
	[ZKCAP_CONFIG_TRUST] = "TrustPolicy",
	[ZKCAP_CONFIG_CAPABILITY] = "Capability",
	[ZKCAP_CONFIG_OFFER] = "Offer",
	[ZKCAP_CONFIG_TENANT] = "Tenant",
};

const char *zkcap_config_kind_name(enum zkcap_config_kind kind)
{
	return kind_names[kind];
}

/* Values ------------------------------------------------------------------- */

static bool is_hex(const char *text, size_t len)
{
	return strlen(text) == len && strspn(text, "0123456789abcdef") == len;
}

static bool is_digest(const char *text)
{
	return is_hex(text, 2 * ZKCAP_DIGEST_LEN);
}

static bool is_key_id(const char *text)
{
	return is_hex(text, 2 * ZKCAP_KEY_ID_LEN);
}

/* 0 to 23, without leading zeros */
static bool is_pcr(const char *text)
{
	size_t len = strlen(text);

	return len && strspn(text, ZKCAP_DIGITS) == len && len <= 2 &&
	       (len == 1 || *text != '0') && atoi(text) <= ZKCAP_PCR_MAX;
}

static bool is_max(const char *text)
{
	return !strcmp(text, "max");
}

/* What fits the form is not yet in range: that is said apart. */
static bool is_cpu(const char *text)
{
	uint64_t amount;

	return is_max(text) ||
	       zkcap_amount_parse(ZKCAP_RESOURCE_KIND_CPU, text, &amount, NULL) != -EINVAL;
}

static bool is_memory(const char *text)
{
	uint64_t amount;

	return is_max(text) ||
	       zkcap_amount_parse(ZKCAP_RESOURCE_KIND_MEMORY, text, &amount, NULL) != -EINVAL;
}

static bool is_duration(const char *text)
{
	uint64_t ms;

	return zkcap_timespan_parse(text, &ms) != -EINVAL;
}

static bool is_label(const char *text)
{
	return zkcap_shape_is_word(text, ZKCAP_LOWER, ZKCAP_LOWER ZKCAP_DIGITS "-");
}

static bool is_param_name(const char *text)
{
	return zkcap_shape_is_word(text, ZKCAP_LOWER, ZKCAP_LOWER ZKCAP_DIGITS "_");
}

static const struct zkcap_shape shape_count = {
	.kind = ZKCAP_YAML_INT, .what = "a number from 0 on", .max = INT64_MAX,
};

static const struct zkcap_shape shape_cpu = {
	.kind = ZKCAP_YAML_STRING, .what = "processors, as 2, \"1.5\", 500m or max",
	.matches = is_cpu, .alternative = &shape_count,
};

static const struct zkcap_shape shape_memory = {
	.kind = ZKCAP_YAML_STRING, .what = "bytes, as 512Mi, 8Gi or max",
	.matches = is_memory, .alternative = &shape_count,
};

static const struct zkcap_shape shape_pids = {
	.kind = ZKCAP_YAML_STRING, .what = "a number of tasks, or max",
	.matches = is_max, .alternative = &shape_count,
};

static const struct zkcap_shape shape_duration = {
	.kind = ZKCAP_YAML_STRING, .what = "a time, as 90s, 1h30m or 500ms",
	.matches = is_duration, .max = 40,
};

static const struct zkcap_shape shape_digest = {
	.kind = ZKCAP_YAML_STRING, .what = "64 lower-case hex digits, in quotes",
	.matches = is_digest,
};

static const struct zkcap_shape shape_key_id = {
	.kind = ZKCAP_YAML_STRING, .what = "40 lower-case hex digits, in quotes",
	.matches = is_key_id,
};

static const struct zkcap_shape shape_path = {
	.kind = ZKCAP_YAML_STRING, .what = "a path of up to 4000 bytes", .min = 1, .max = 4000,
};

static const struct zkcap_shape shape_bool = {
	.kind = ZKCAP_YAML_BOOL, .what = "true or false",
};

static const struct zkcap_shape shape_pcr = {
	.kind = ZKCAP_YAML_INT, .what = "a PCR from 0 to 23", .max = ZKCAP_PCR_MAX,
};

static const struct zkcap_shape shape_resettable = {
	.kind = ZKCAP_YAML_INT, .what = "a resettable PCR, from 16 to 23",
	.min = 16, .max = ZKCAP_PCR_MAX,
};

/* An attestation key: one of the two, which read_key() checks */
static const struct zkcap_shape shape_key = {
	.kind = ZKCAP_YAML_MAPPING, .what = "a key: id, or certificate",
	.fields = (const struct zkcap_shape_field[]) {
		{ "id", &shape_key_id, false },
		{ "certificate", &shape_path, false },
		{ 0 }
	},
};

/* Documents ---------------------------------------------------------------- */

static const struct zkcap_shape shape_metadata = {
	.kind = ZKCAP_YAML_MAPPING, .what = "a mapping of name and title",
	.fields = (const struct zkcap_shape_field[]) {
		{ "name", &zkcap_shape_label, true },
		{ "title", &zkcap_shape_text, false },
		{ 0 }
	},
};

/* The header was checked before: kind is what it is. */
static const struct zkcap_shape shape_kind = {
	.kind = ZKCAP_YAML_STRING,
	.what = "Pool, DeviceClass, TrustPolicy, Capability, Offer or Tenant",
	.choices = kind_names,
};

#define DOCUMENT(name, text, spec)							\
static const struct zkcap_shape name = {						\
	.kind = ZKCAP_YAML_MAPPING, .what = text ": apiVersion, kind, metadata, spec",	\
	.fields = (const struct zkcap_shape_field[]) {					\
		{ "apiVersion", &zkcap_shape_api_version, true },			\
		{ "kind", &shape_kind, true },						\
		{ "metadata", &shape_metadata, true },					\
		{ "spec", spec, true },							\
		{ 0 }								\
	},										\
}

static const struct zkcap_shape shape_pool_spec = {
	.kind = ZKCAP_YAML_MAPPING, .what = "a mapping of cpu, memory and pids",
	.fields = (const struct zkcap_shape_field[]) {
		{ "cpu", &shape_cpu, false },
		{ "memory", &shape_memory, false },
		{ "pids", &shape_pids, false },
		{ 0 }
	},
};
DOCUMENT(shape_pool, "a pool", &shape_pool_spec);

static const char *const modes[] = { "exclusive", "shared", NULL };
static const char *const device_types[] = { "block", "char", NULL };

static const struct zkcap_shape shape_node = {
	.kind = ZKCAP_YAML_MAPPING, .what = "a device: path, or type, major and minor",
	.fields = (const struct zkcap_shape_field[]) {
		{ "path", &shape_path, false },
		{ "type", &(const struct zkcap_shape) {
			.kind = ZKCAP_YAML_STRING, .what = "block or char",
			.choices = device_types,
		}, false },
		{ "major", &(const struct zkcap_shape) {
			.kind = ZKCAP_YAML_INT, .what = "a major number from 0 to 4095",
			.max = ZKCAP_MAJOR_MAX,
		}, false },
		{ "minor", &(const struct zkcap_shape) {
			.kind = ZKCAP_YAML_INT, .what = "a minor number from 0 to 1048575",
			.max = ZKCAP_MINOR_MAX,
		}, false },
		{ 0 }
	},
};

static const struct zkcap_shape shape_device_class_spec = {
	.kind = ZKCAP_YAML_MAPPING, .what = "a mapping of mode, share and nodes",
	.fields = (const struct zkcap_shape_field[]) {
		{ "mode", &(const struct zkcap_shape) {
			.kind = ZKCAP_YAML_STRING, .what = "exclusive or shared",
			.choices = modes,
		}, false },
		{ "share", &(const struct zkcap_shape) {
			.kind = ZKCAP_YAML_INT, .what = "a number of tenants from 1 to 1024",
			.min = 1, .max = 1024,
		}, false },
		{ "nodes", &(const struct zkcap_shape) {
			.kind = ZKCAP_YAML_SEQUENCE, .what = "a list of 1 to 64 devices",
			.min = 1, .max = ZKCAP_CLIENT_NODES, .items = &shape_node,
		}, true },
		{ 0 }
	},
};
DOCUMENT(shape_device_class, "a device class", &shape_device_class_spec);

static const char *const commitments[] = { "first", "last", NULL };

static const struct zkcap_shape shape_trust_spec = {
	.kind = ZKCAP_YAML_MAPPING, .what = "a mapping of authorities, maxAge and others",
	.fields = (const struct zkcap_shape_field[]) {
		{ "authorities", &(const struct zkcap_shape) {
			.kind = ZKCAP_YAML_SEQUENCE, .what = "a list of 1 to 8 certificate files",
			.min = 1, .max = ZKCAP_CLIENT_AUTHORITIES, .items = &shape_path,
		}, true },
		{ "hostKeys", &(const struct zkcap_shape) {
			.kind = ZKCAP_YAML_SEQUENCE, .what = "a list of up to 8 keys",
			.max = ZKCAP_CLIENT_HOST_KEYS, .items = &shape_key,
		}, false },
		{ "revoked", &(const struct zkcap_shape) {
			.kind = ZKCAP_YAML_SEQUENCE, .what = "a list of up to 256 keys",
			.max = ZKCAP_CLIENT_REVOKED, .items = &shape_key,
		}, false },
		{ "measurement", &(const struct zkcap_shape) {
			.kind = ZKCAP_YAML_MAPPING, .what = "a mapping of pcr, base and commitment",
			.fields = (const struct zkcap_shape_field[]) {
				{ "pcr", &shape_pcr, false },
				{ "base", &shape_digest, false },
				{ "commitment", &(const struct zkcap_shape) {
					.kind = ZKCAP_YAML_STRING, .what = "first or last",
					.choices = commitments,
				}, false },
				{ 0 }
			},
		}, false },
		{ "pcrs", &(const struct zkcap_shape) {
			.kind = ZKCAP_YAML_SEQUENCE, .what = "a list of up to 24 PCRs",
			.max = ZKCAP_CLIENT_PCRS, .items = &shape_pcr,
		}, false },
		{ "allowResettable", &(const struct zkcap_shape) {
			.kind = ZKCAP_YAML_SEQUENCE, .what = "a list of up to 8 resettable PCRs",
			.max = 8, .items = &shape_resettable,
		}, false },
		{ "references", &(const struct zkcap_shape) {
			.kind = ZKCAP_YAML_SEQUENCE, .what = "a list of up to 16 sets of PCR values",
			.max = ZKCAP_CLIENT_REFERENCES,
			.items = &(const struct zkcap_shape) {
				.kind = ZKCAP_YAML_MAPPING,
				.what = "a PCR from 0 to 23",
				.min = 1, .max = ZKCAP_CLIENT_PCRS, .matches = is_pcr,
				.items = &shape_digest,
			},
		}, false },
		{ "clockSafe", &shape_bool, false },
		{ "maxAge", &shape_duration, true },
		{ 0 }
	},
};
DOCUMENT(shape_trust, "a trust policy", &shape_trust_spec);

static const char *const on_expiry[] = { "wait", "freeze", "kill", NULL };

static const struct zkcap_shape shape_param_float = {
	.kind = ZKCAP_YAML_FLOAT,
};

static const struct zkcap_shape shape_param_int = {
	.kind = ZKCAP_YAML_INT, .min = INT64_MIN, .max = INT64_MAX,
	.alternative = &shape_param_float,
};

static const struct zkcap_shape shape_requirement = {
	.kind = ZKCAP_YAML_MAPPING, .what = "a capability: name and params",
	.fields = (const struct zkcap_shape_field[]) {
		{ "name", &zkcap_shape_label, true },
		{ "params", &(const struct zkcap_shape) {
			.kind = ZKCAP_YAML_MAPPING, .what = "a parameter's name",
			.matches = is_param_name, .max = ZKCAP_CLIENT_PUBLICS,
			.items = &(const struct zkcap_shape) {
				.kind = ZKCAP_YAML_STRING,
				.what = "a value of up to 200 bytes, as 8Gi or \"3.0.14\"",
				.min = 1, .max = 200, .alternative = &shape_param_int,
			},
		}, false },
		{ 0 }
	},
};

static const struct zkcap_shape shape_resources = {
	.kind = ZKCAP_YAML_MAPPING, .what = "a mapping of cpu, memory, pids and devices",
	.fields = (const struct zkcap_shape_field[]) {
		{ "cpu", &shape_cpu, false },
		{ "memory", &shape_memory, false },
		{ "pids", &shape_pids, false },
		{ "devices", &(const struct zkcap_shape) {
			.kind = ZKCAP_YAML_MAPPING, .what = "a device class's name",
			.matches = is_label,
			.max = ZKCAP_CLIENT_RESOURCES + 1 - ZKCAP_RESOURCE_KIND_DEVICE,
			.items = &(const struct zkcap_shape) {
				.kind = ZKCAP_YAML_INT, .what = "a number of devices from 1 to 64",
				.min = 1, .max = ZKCAP_CLIENT_NODES,
			},
		}, false },
		{ 0 }
	},
};

static const struct zkcap_shape shape_offer_spec = {
	.kind = ZKCAP_YAML_MAPPING, .what = "a mapping of trust, resources, duration and others",
	.fields = (const struct zkcap_shape_field[]) {
		{ "trust", &zkcap_shape_label, true },
		{ "capabilities", &(const struct zkcap_shape) {
			.kind = ZKCAP_YAML_SEQUENCE, .what = "a list of up to 8 capabilities",
			.max = ZKCAP_CLIENT_REQUIREMENTS, .items = &shape_requirement,
		}, false },
		{ "resources", &shape_resources, true },
		{ "duration", &shape_duration, true },
		{ "onExpiry", &(const struct zkcap_shape) {
			.kind = ZKCAP_YAML_STRING, .what = "wait, freeze or kill",
			.choices = on_expiry,
		}, false },
		{ "grace", &shape_duration, false },
		{ "price", &shape_count, false },
		{ "priority", &(const struct zkcap_shape) {
			.kind = ZKCAP_YAML_INT, .what = "a number from 0 to 4294967295",
			.max = UINT32_MAX,
		}, false },
		{ "tenants", &(const struct zkcap_shape) {
			.kind = ZKCAP_YAML_SEQUENCE, .what = "a list of 1 to 64 tenants' names",
			.min = 1, .max = ZKCAP_CLIENT_OFFER_TENANTS,
			.items = &zkcap_shape_label,
		}, false },
		{ "grantsPerTenant", &(const struct zkcap_shape) {
			.kind = ZKCAP_YAML_INT, .what = "a number from 1 to 64",
			.min = 1, .max = 64,
		}, false },
		{ 0 }
	},
};
DOCUMENT(shape_offer, "an offer", &shape_offer_spec);

static const char *const absent[] = { "fail", "skip", "create", NULL };

static const struct zkcap_shape shape_tenant_spec = {
	.kind = ZKCAP_YAML_MAPPING, .what = "a mapping of cgroup, whenAbsent, keys and baseline",
	.fields = (const struct zkcap_shape_field[]) {
		{ "cgroup", &shape_path, true },
		{ "whenAbsent", &(const struct zkcap_shape) {
			.kind = ZKCAP_YAML_STRING, .what = "fail, skip or create",
			.choices = absent,
		}, false },
		{ "keys", &(const struct zkcap_shape) {
			.kind = ZKCAP_YAML_SEQUENCE, .what = "a list of up to 8 keys",
			.max = ZKCAP_CLIENT_TENANT_KEYS, .items = &shape_key,
		}, false },
		{ "baseline", &shape_pool_spec, false },
		{ 0 }
	},
};
DOCUMENT(shape_tenant, "a tenant", &shape_tenant_spec);

const struct zkcap_shape *const zkcap_config_shapes[ZKCAP_CONFIG_KINDS] = {
	[ZKCAP_CONFIG_POOL] = &shape_pool,
	[ZKCAP_CONFIG_DEVICE_CLASS] = &shape_device_class,
	[ZKCAP_CONFIG_TRUST] = &shape_trust,
	[ZKCAP_CONFIG_OFFER] = &shape_offer,
	[ZKCAP_CONFIG_TENANT] = &shape_tenant,
};

int zkcap_config_shape_header(const struct zkcap_yaml *doc, enum zkcap_config_kind *kind,
			      struct zkcap_error *err)
{
	const struct zkcap_yaml_node *version = zkcap_yaml_get(doc->root, "apiVersion");
	const struct zkcap_yaml_node *node = zkcap_yaml_get(doc->root, "kind");
	int i;

	if (doc->root->kind != ZKCAP_YAML_MAPPING)
		return zkcap_yaml_error(doc, doc->root, err,
					"the document: expected a mapping: apiVersion, kind, metadata, spec");
	if (!version || version->kind != ZKCAP_YAML_STRING || strcmp(version->text, "zkcap/v1"))
		return zkcap_yaml_error(doc, version ? version : doc->root, err, version ?
					"apiVersion: expected zkcap/v1" :
					"the document: expected a key \"apiVersion\": zkcap/v1");
	for (i = 0; node && node->kind == ZKCAP_YAML_STRING && i < ZKCAP_CONFIG_KINDS; i++) {
		if (strcmp(node->text, kind_names[i]))
			continue;
		*kind = i;
		return 0;
	}
	return zkcap_yaml_error(doc, node ? node : doc->root, err, "%s%s",
				node ? "kind: expected " : "the document: expected a key \"kind\": ",
				shape_kind.what);
}
