/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Every bound of the module.  Netlink clients read them with version-get; the
 * sizes of fixed-length attributes are in the netlink specification.
 */
#ifndef ZKCAP_LIMITS_H
#define ZKCAP_LIMITS_H

#include <linux/limits.h>
#include <linux/time64.h>

#include <uapi/linux/zkcap.h>

/* Objects that exist at one time */
#define ZKCAP_CAPABILITIES_MAX		1024
#define ZKCAP_OFFERS_MAX		1024
#define ZKCAP_TRUSTS_MAX		256
#define ZKCAP_DEVICE_CLASSES_MAX	64
#define ZKCAP_TENANTS_MAX		16384
#define ZKCAP_GRANTS_MAX		131072
#define ZKCAP_KEYS_MAX			16384

/* Per tenant */
#define ZKCAP_TENANT_GRANTS_MAX		64
#define ZKCAP_TENANT_ATTESTATIONS_MAX	16
#define ZKCAP_ATTESTATIONS_MAX		(ZKCAP_TENANTS_MAX * ZKCAP_TENANT_ATTESTATIONS_MAX)
#define ZKCAP_TENANT_KEYS_MAX		8

/* Per offer, so also per request */
#define ZKCAP_REQUIREMENTS_MAX		8
#define ZKCAP_PUBLICS_MAX		16
#define ZKCAP_RESOURCES_MAX		16
#define ZKCAP_OFFER_TENANTS_MAX		64

/* Per device class */
#define ZKCAP_NODES_MAX			64

/* Per trust policy */
#define ZKCAP_AUTHORITIES_MAX		8
#define ZKCAP_REVOKED_MAX		256
#define ZKCAP_HOST_KEYS_MAX		8
#define ZKCAP_REFERENCES_MAX		16

/* Per attestation */
#define ZKCAP_QUOTE_SIZE_MAX		512
#define ZKCAP_SIGNATURE_SIZE_MAX	512
#define ZKCAP_CERTIFICATE_SIZE_MAX	4096
#define ZKCAP_MEASUREMENTS_MAX		256

/* Time for which a challenge is good */
#define ZKCAP_CHALLENGE_NS		(120 * (u64)NSEC_PER_SEC)
/* Used challenges remembered; each is forgotten when it expires */
#define ZKCAP_USED_MAX			ZKCAP_GRANTS_MAX
/* Of one tenant; and so many of each whatever the others have used */
#define ZKCAP_TENANT_USED_MAX		4096
#define ZKCAP_TENANT_USED_MIN		16

/* Failed verifications: how many at once, and how fast they are regained */
#define ZKCAP_FAILURE_BURST		16
#define ZKCAP_FAILURE_INTERVAL_NS	(250 * (u64)NSEC_PER_MSEC)

/* Events of what a tenant does at will, and of its leases: how many at once, how fast regained */
#define ZKCAP_EVENT_BURST		32
#define ZKCAP_EVENT_INTERVAL_NS		(250 * (u64)NSEC_PER_MSEC)
#define ZKCAP_LEASE_EVENT_BURST		256
#define ZKCAP_LEASE_EVENT_INTERVAL_NS	(50 * (u64)NSEC_PER_MSEC)

/* Levels of control groups; at and below this there is no device gate, and no tenant */
#define ZKCAP_TENANT_LEVELS		64

/* How long before its end a grant is announced to expire, at most */
#define ZKCAP_EXPIRING_NS		(30 * (u64)NSEC_PER_SEC)

/* How often a tenant can have its limits looked at, which others' time is spent on */
#define ZKCAP_AUDIT_NS			((u64)NSEC_PER_SEC)

/* First and longest wait between two looks at memory that is being reclaimed */
#define ZKCAP_SHRINK_MS_MIN		20
#define ZKCAP_SHRINK_MS_MAX		1000
/* Memory reclaimed at one look, with the tenant's lock held */
#define ZKCAP_SHRINK_STEP		(128ULL << 20)

/* What a tenant may use of a resource that is not limited */
#define ZKCAP_UNLIMITED			U64_MAX

#endif /* ZKCAP_LIMITS_H */
