// SPDX-License-Identifier: MIT
/* Operations on what the administrator sets up. */
#include "client_impl.h"

#include <errno.h>
#include <string.h>

#define S CODEC_SEND
#define O (CODEC_SEND | CODEC_OPTIONAL)

#define V(attr, form, member) \
	CODEC_FIELD(ZKCAP_A_VERSION_##attr, form, 0, struct zkcap_version, member)
static const struct codec_field version_fields[] = {
	V(MODULE, CODEC_STRING, module),
	V(SRS, CODEC_BYTES, srs),
	V(CAPABILITIES, CODEC_U32, capabilities),
	V(OFFERS, CODEC_U32, offers),
	V(TRUSTS, CODEC_U32, trusts),
	V(DEVICE_CLASSES, CODEC_U32, device_classes),
	V(TENANTS, CODEC_U32, tenants),
	V(GRANTS, CODEC_U32, grants),
	V(GRANTS_PER_TENANT, CODEC_U32, grants_per_tenant),
	V(ATTESTATIONS, CODEC_U32, attestations),
	V(ATTESTATIONS_PER_TENANT, CODEC_U32, attestations_per_tenant),
	V(REQUIREMENTS, CODEC_U32, requirements),
	V(PUBLICS, CODEC_U32, publics),
	V(RESOURCES, CODEC_U32, resources),
	V(NODES, CODEC_U32, nodes),
	V(MEASUREMENTS, CODEC_U32, measurements),
	V(CERTIFICATE_SIZE, CODEC_U32, certificate_size),
	V(CHALLENGE_MS, CODEC_U32, challenge_ms),
	V(FAILURE_BURST, CODEC_U32, failure_burst),
	V(FAILURE_INTERVAL_MS, CODEC_U32, failure_interval_ms),
	V(CHALLENGES_PER_TENANT, CODEC_U32, challenges_per_tenant),
	V(TENANT_LEVELS, CODEC_U32, tenant_levels),
	{ 0 },
};

#define P(attr, form, flags, member) \
	CODEC_FIELD(ZKCAP_A_POOL_##attr, form, flags, struct zkcap_pool, member)
static const struct codec_field pool_fields[] = {
	P(KIND, CODEC_U16, S, kind),
	P(NAME, CODEC_STRING, 0, name),
	P(UNIT, CODEC_STRING, 0, unit),
	P(CAPACITY, CODEC_U64, S, capacity),
	P(ALLOCATED, CODEC_U64, 0, allocated),
	{ 0 },
};

#define D(attr, form, flags, member) \
	CODEC_FIELD(ZKCAP_A_DEVICE_CLASS_##attr, form, flags, struct zkcap_device_class, member)
static const struct codec_field class_fields[] = {
	D(NAME, CODEC_STRING, S, name),
	D(MODE, CODEC_U32, S, mode),
	D(SHARE, CODEC_U32, 0, share),
	D(ALLOCATED, CODEC_U64, 0, allocated),
	CODEC_LIST(ZKCAP_A_DEVICE_CLASS_NODE, CODEC_NEST, S, struct zkcap_device_class, nodes,
		   n_nodes, client_node_fields),
	{ 0 },
};

#define C(attr, form, flags, member) \
	CODEC_FIELD(ZKCAP_A_CAPABILITY_##attr, form, flags, struct zkcap_capability, member)
static const struct codec_field capability_fields[] = {
	C(NAME, CODEC_STRING, S, name),
	C(ID, CODEC_BYTES, S, id),
	C(SCHEMA, CODEC_BYTES, 0, schema),
	C(PUBLICS, CODEC_U32, 0, publics),
	C(VERIFIED, CODEC_U64, 0, verified),
	C(REFUSED, CODEC_U64, 0, refused),
	{ 0 },
};

static const struct codec_field requirement_fields[] = {
	CODEC_FIELD(ZKCAP_A_REQUIREMENT_CAPABILITY, CODEC_STRING, S, struct zkcap_requirement,
		    capability),
	CODEC_LIST(ZKCAP_A_REQUIREMENT_PUBLIC, CODEC_BYTES, S, struct zkcap_requirement, publics,
		   n_publics, NULL),
	{ 0 },
};

#define F(attr, form, flags, member) \
	CODEC_FIELD(ZKCAP_A_OFFER_##attr, form, flags, struct zkcap_offer, member)
static const struct codec_field offer_fields[] = {
	F(NAME, CODEC_STRING, S, name),
	F(TRUST, CODEC_STRING, S, trust),
	CODEC_LIST(ZKCAP_A_OFFER_REQUIREMENT, CODEC_NEST, S, struct zkcap_offer, requirements,
		   n_requirements, requirement_fields),
	CODEC_LIST(ZKCAP_A_OFFER_CEILING, CODEC_NEST, S, struct zkcap_offer, ceiling.r, ceiling.n,
		   client_resource_fields),
	F(DURATION, CODEC_U32, S, duration),
	F(ON_EXPIRY, CODEC_U32, S, on_expiry),
	F(GRACE_MS, CODEC_U32, S, grace_ms),
	F(PRICE, CODEC_U64, S, price),
	F(PRIORITY, CODEC_U32, S, priority),
	CODEC_LIST(ZKCAP_A_OFFER_TENANT, CODEC_U64, S, struct zkcap_offer, tenants, n_tenants,
		   NULL),
	F(GRANTS_PER_TENANT, CODEC_U32, O, grants_per_tenant),
	F(GRANTS, CODEC_U64, 0, grants),
	{ 0 },
};

#define T(attr, form, flags, member) \
	CODEC_FIELD(ZKCAP_A_TENANT_##attr, form, flags, struct zkcap_tenant, member)
static const struct codec_field tenant_fields[] = {
	T(ID, CODEC_U64, 0, id),
	T(PATH, CODEC_STRING, 0, path),
	CODEC_LIST(ZKCAP_A_TENANT_KEY, CODEC_BYTES, S, struct zkcap_tenant, keys, n_keys, NULL),
	CODEC_LIST(ZKCAP_A_TENANT_BASELINE, CODEC_NEST, S, struct zkcap_tenant, baseline.r,
		   baseline.n, client_resource_fields),
	CODEC_LIST(ZKCAP_A_TENANT_EFFECTIVE, CODEC_NEST, 0, struct zkcap_tenant, effective.r,
		   effective.n, client_resource_fields),
	T(GRANTS, CODEC_U32, 0, grants),
	T(FAILURES, CODEC_U64, 0, failures),
	T(DRIFTS, CODEC_U64, 0, drifts),
	{ 0 },
};

static int get_version(const struct nlattr *head, int len, void *arg, struct zkcap_error *err)
{
	return codec_get(version_fields, arg, head, len, err);
}

int zkcap_version_get(struct zkcap_client *client, struct zkcap_version *version,
		      struct zkcap_error *err)
{
	memset(version, 0, sizeof(*version));
	return client_do(client, ZKCAP_CMD_VERSION_GET, "version-get", NULL, NULL, get_version,
			 version, err);
}

int zkcap_pool_set(struct zkcap_client *client, uint16_t kind, uint64_t capacity,
		   struct zkcap_error *err)
{
	struct zkcap_pool pool = { .kind = kind, .capacity = capacity };

	return client_do(client, ZKCAP_CMD_POOL_SET, "pool-set", pool_fields, &pool, NULL, NULL,
			 err);
}

int zkcap_device_class_set(struct zkcap_client *client, const struct zkcap_device_class *class,
			   struct zkcap_error *err)
{
	struct nl_msg *msg = client_message(client, ZKCAP_CMD_DEVICE_CLASS_SET, 0, err);
	int rc;

	if (!msg)
		return -ENOMEM;
	rc = codec_put(msg, class_fields, class, err);
	if (!rc && class->mode == ZKCAP_DEVICE_MODE_SHARED &&
	    nla_put_u32(msg, ZKCAP_A_DEVICE_CLASS_SHARE, class->share))
		rc = zkcap_error_set(err, -EMSGSIZE, "the message is too long for netlink");
	if (rc) {
		nlmsg_free(msg);
		return zkcap_error_context(err, rc, "device-class-set");
	}
	return client_call(client, msg, "device-class-set", NULL, NULL, err);
}

int zkcap_device_class_del(struct zkcap_client *client, const char *name, struct zkcap_error *err)
{
	return client_named(client, ZKCAP_CMD_DEVICE_CLASS_DEL, "device-class-del",
			    ZKCAP_A_DEVICE_CLASS_NAME, name, err);
}

int zkcap_capability_add(struct zkcap_client *client, const char *name,
			 const uint8_t id[ZKCAP_DIGEST_LEN], const uint8_t vk[ZKCAP_VK_LEN],
			 struct zkcap_error *err)
{
	struct nl_msg *msg = client_message(client, ZKCAP_CMD_CAPABILITY_ADD, 0, err);

	if (!msg)
		return -ENOMEM;
	if (nla_put_string(msg, ZKCAP_A_CAPABILITY_NAME, name) ||
	    nla_put(msg, ZKCAP_A_CAPABILITY_ID, ZKCAP_DIGEST_LEN, id) ||
	    nla_put(msg, ZKCAP_A_CAPABILITY_VK, ZKCAP_VK_LEN, vk)) {
		nlmsg_free(msg);
		return zkcap_error_set(err, -EINVAL, "capability-add: a name of %zu letters",
				       strlen(name));
	}
	return client_call(client, msg, "capability-add", NULL, NULL, err);
}

int zkcap_capability_del(struct zkcap_client *client, const char *name, struct zkcap_error *err)
{
	return client_named(client, ZKCAP_CMD_CAPABILITY_DEL, "capability-del",
			    ZKCAP_A_CAPABILITY_NAME, name, err);
}

int zkcap_offer_add(struct zkcap_client *client, const struct zkcap_offer *offer,
		    struct zkcap_error *err)
{
	return client_do(client, ZKCAP_CMD_OFFER_ADD, "offer-add", offer_fields, offer, NULL, NULL,
			 err);
}

int zkcap_offer_del(struct zkcap_client *client, const char *name, struct zkcap_error *err)
{
	return client_named(client, ZKCAP_CMD_OFFER_DEL, "offer-del", ZKCAP_A_OFFER_NAME, name,
			    err);
}

static int get_tenant_id(const struct nlattr *head, int len, void *arg, struct zkcap_error *err)
{
	static const struct codec_field fields[] = { T(ID, CODEC_U64, 0, id), { 0 } };

	return codec_get(fields, arg, head, len, err);
}

int zkcap_tenant_add(struct zkcap_client *client, int cgroup_fd, struct zkcap_tenant *tenant,
		     struct zkcap_error *err)
{
	struct nl_msg *msg = client_message(client, ZKCAP_CMD_TENANT_ADD, 0, err);
	int rc;

	if (!msg)
		return -ENOMEM;
	rc = nla_put_u32(msg, ZKCAP_A_TENANT_CGROUP_FD, (uint32_t)cgroup_fd) ? -EMSGSIZE :
		codec_put(msg, tenant_fields, tenant, err);
	if (rc) {
		nlmsg_free(msg);
		return zkcap_error_context(err, rc, "tenant-add");
	}
	return client_call(client, msg, "tenant-add", get_tenant_id, tenant, err);
}

int zkcap_tenant_del(struct zkcap_client *client, int cgroup_fd, uint64_t id,
		     struct zkcap_error *err)
{
	struct nl_msg *msg = client_message(client, ZKCAP_CMD_TENANT_DEL, 0, err);
	int rc;

	if (!msg)
		return -ENOMEM;
	if (cgroup_fd >= 0)
		rc = nla_put_u32(msg, ZKCAP_A_TENANT_CGROUP_FD, (uint32_t)cgroup_fd);
	else
		rc = nla_put_u64(msg, ZKCAP_A_TENANT_ID, id);
	if (rc) {
		nlmsg_free(msg);
		return zkcap_error_set(err, -EMSGSIZE, "tenant-del: the message is too long");
	}
	return client_call(client, msg, "tenant-del", NULL, NULL, err);
}

CLIENT_DUMP(pool, pool_fields, ZKCAP_CMD_POOL_GET, "pool-get")
CLIENT_DUMP(device_class, class_fields, ZKCAP_CMD_DEVICE_CLASS_GET, "device-class-get")
CLIENT_DUMP(capability, capability_fields, ZKCAP_CMD_CAPABILITY_GET, "capability-get")
CLIENT_DUMP(offer, offer_fields, ZKCAP_CMD_OFFER_GET, "offer-get")
CLIENT_DUMP(tenant, tenant_fields, ZKCAP_CMD_TENANT_GET, "tenant-get")

/* What the kernel has of the capabilities that an offer requires */
struct required {
	const struct zkcap_offer *offer;
	struct zkcap_capability *found;
};

static int note_required(const struct zkcap_capability *capability, void *arg)
{
	struct required *required = arg;
	uint32_t i;

	for (i = 0; i < required->offer->n_requirements; i++)
		if (!strcmp(required->offer->requirements[i].capability, capability->name))
			required->found[i] = *capability;
	return 0;
}

int zkcap_offer_capabilities(struct zkcap_client *client, const struct zkcap_offer *offer,
			     struct zkcap_capability capabilities[ZKCAP_CLIENT_REQUIREMENTS],
			     struct zkcap_error *err)
{
	struct required required = { .offer = offer, .found = capabilities };
	uint32_t i;
	int rc;

	memset(capabilities, 0, ZKCAP_CLIENT_REQUIREMENTS * sizeof(*capabilities));
	rc = zkcap_capability_dump(client, note_required, &required, err);
	for (i = 0; !rc && i < offer->n_requirements; i++)
		if (!*capabilities[i].name)
			rc = zkcap_error_set(err, -ENOENT, "capability %s: gone from the kernel",
					     offer->requirements[i].capability);
	return rc;
}
