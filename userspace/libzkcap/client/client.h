/* SPDX-License-Identifier: MIT */
/*
 * The kernel module's netlink family: one function an operation.
 *
 * A client is one socket; it is not for use by two threads at one time.  Operations
 * return 0 or a negative errno.  Where the kernel refused, zkcap_client_refusal()
 * has its reason, and the error's message says it; where it did not even answer
 * (no module, no socket), zkcap_client_refusal() has no error.
 *
 * All operations work without privileges and from any network namespace, as far as
 * the kernel allows the caller what he asks for.
 */
#ifndef ZKCAP_CLIENT_H
#define ZKCAP_CLIENT_H

#include "client_reason.h"
#include "client_types.h"
#include "error.h"

/* The caller's own tenant, where a function takes a descriptor of a tenant's directory */
#define ZKCAP_OWN_TENANT (-1)

struct zkcap_client;

/**
 * zkcap_client_open() - connect to the module
 * @client: to be closed with zkcap_client_close()
 *
 * Return: 0; -ENODEV when the module is not loaded; -ENOMEM; another errno of
 * making a socket.
 */
int zkcap_client_open(struct zkcap_client **client, struct zkcap_error *err);
/* May be given NULL. */
void zkcap_client_close(struct zkcap_client *client);

/**
 * zkcap_client_refusal() - how the last operation was refused
 *
 * Return: never NULL; overwritten by the next operation of @client.
 */
const struct zkcap_refusal *zkcap_client_refusal(const struct zkcap_client *client);

/*
 * Dumps call a function once for each object; a value other than 0 ends the dump and
 * is returned.  The object is the library's, only for the time of the call, in which
 * the same client must not be used.
 */

int zkcap_version_get(struct zkcap_client *client, struct zkcap_version *version,
		      struct zkcap_error *err);

/* kind is enum zkcap_resource_kind but device; capacity is in its unit. */
int zkcap_pool_set(struct zkcap_client *client, uint16_t kind, uint64_t capacity,
		   struct zkcap_error *err);
int zkcap_pool_dump(struct zkcap_client *client,
		    int (*each)(const struct zkcap_pool *pool, void *arg), void *arg,
		    struct zkcap_error *err);

int zkcap_device_class_set(struct zkcap_client *client, const struct zkcap_device_class *class,
			   struct zkcap_error *err);
int zkcap_device_class_del(struct zkcap_client *client, const char *name,
			   struct zkcap_error *err);
int zkcap_device_class_dump(struct zkcap_client *client,
			    int (*each)(const struct zkcap_device_class *class, void *arg),
			    void *arg, struct zkcap_error *err);

int zkcap_trust_set(struct zkcap_client *client, const struct zkcap_trust *trust,
		    struct zkcap_error *err);
int zkcap_trust_del(struct zkcap_client *client, const char *name, struct zkcap_error *err);
int zkcap_trust_dump(struct zkcap_client *client,
		     int (*each)(const struct zkcap_trust *trust, void *arg), void *arg,
		     struct zkcap_error *err);

/**
 * zkcap_key_add() - enrol an attestation key
 * @certificate: X.509, DER, of @len bytes
 * @id: its subject key identifier, result
 */
int zkcap_key_add(struct zkcap_client *client, const uint8_t *certificate, size_t len,
		  uint8_t id[ZKCAP_KEY_ID_LEN], struct zkcap_error *err);
int zkcap_key_del(struct zkcap_client *client, const uint8_t id[ZKCAP_KEY_ID_LEN],
		  struct zkcap_error *err);

int zkcap_key_dump(struct zkcap_client *client,
		   int (*each)(const struct zkcap_key *key, void *arg), void *arg,
		   struct zkcap_error *err);

/* id is the definition's, which the verifying key must be of. */
int zkcap_capability_add(struct zkcap_client *client, const char *name,
			 const uint8_t id[ZKCAP_DIGEST_LEN], const uint8_t vk[ZKCAP_VK_LEN],
			 struct zkcap_error *err);
int zkcap_capability_del(struct zkcap_client *client, const char *name, struct zkcap_error *err);
int zkcap_capability_dump(struct zkcap_client *client,
			  int (*each)(const struct zkcap_capability *capability, void *arg),
			  void *arg, struct zkcap_error *err);

int zkcap_offer_add(struct zkcap_client *client, const struct zkcap_offer *offer,
		    struct zkcap_error *err);
int zkcap_offer_del(struct zkcap_client *client, const char *name, struct zkcap_error *err);
int zkcap_offer_dump(struct zkcap_client *client,
		     int (*each)(const struct zkcap_offer *offer, void *arg), void *arg,
		     struct zkcap_error *err);

/**
 * zkcap_offer_capabilities() - what an offer requires
 * @offer: of zkcap_offer_dump()
 * @capabilities: result, in the order of the offer's requirements
 *
 * Return: 0; -ENOENT when the kernel has one of them no more.
 */
int zkcap_offer_capabilities(struct zkcap_client *client, const struct zkcap_offer *offer,
			     struct zkcap_capability capabilities[ZKCAP_CLIENT_REQUIREMENTS],
			     struct zkcap_error *err);

/**
 * zkcap_tenant_add() - take a control group under management
 * @cgroup_fd: of its directory
 * @tenant: keys and baseline count; @tenant->id is set
 */
int zkcap_tenant_add(struct zkcap_client *client, int cgroup_fd, struct zkcap_tenant *tenant,
		     struct zkcap_error *err);
/* By descriptor, or by id when cgroup_fd is ZKCAP_OWN_TENANT */
int zkcap_tenant_del(struct zkcap_client *client, int cgroup_fd, uint64_t id,
		     struct zkcap_error *err);
int zkcap_tenant_dump(struct zkcap_client *client,
		      int (*each)(const struct zkcap_tenant *tenant, void *arg), void *arg,
		      struct zkcap_error *err);

/**
 * zkcap_challenge_get() - a fresh challenge
 * @cgroup_fd: of the tenant's directory, or ZKCAP_OWN_TENANT
 * @kind: what it is for
 * @challenge: result
 */
int zkcap_challenge_get(struct zkcap_client *client, int cgroup_fd,
			enum zkcap_challenge_kind kind, struct zkcap_challenge *challenge,
			struct zkcap_error *err);

int zkcap_attest(struct zkcap_client *client, int cgroup_fd, const struct zkcap_attest *attest,
		 struct zkcap_attestation *attestation, struct zkcap_error *err);

/**
 * zkcap_request() - ask for a grant
 * @cgroup_fd: of the tenant's directory, or ZKCAP_OWN_TENANT
 * @offer: under which
 * @resources: ascending in kind and name
 * @duration: seconds
 * @evidence: whose proofs are bound to just this; see zkcap_request_context()
 * @flags: enum zkcap_request_flags
 * @grant: result; its id is 0 after a dry run
 */
int zkcap_request(struct zkcap_client *client, int cgroup_fd, const char *offer,
		  const struct zkcap_resources *resources, uint32_t duration,
		  const struct zkcap_evidence *evidence, uint32_t flags,
		  struct zkcap_grant *grant, struct zkcap_error *err);

/**
 * zkcap_resize() - give a grant other resources
 * @id: of the grant
 * @resources: all that it has afterwards
 * @evidence: NULL when nothing grows; with a challenge and nothing else, the grant's next,
 *	less is given only if the grant has not changed since
 */
int zkcap_resize(struct zkcap_client *client, int cgroup_fd, uint64_t id,
		 const struct zkcap_resources *resources, const struct zkcap_evidence *evidence,
		 uint32_t flags, struct zkcap_grant *grant, struct zkcap_error *err);

/* Lets a lease begin anew, of duration seconds. */
int zkcap_renew(struct zkcap_client *client, int cgroup_fd, uint64_t id, uint32_t duration,
		const struct zkcap_evidence *evidence, uint32_t flags,
		struct zkcap_grant *grant, struct zkcap_error *err);

int zkcap_release(struct zkcap_client *client, int cgroup_fd, uint64_t id,
		  struct zkcap_error *err);
int zkcap_revoke(struct zkcap_client *client, uint64_t id, struct zkcap_error *err);
int zkcap_grant_dump(struct zkcap_client *client,
		     int (*each)(const struct zkcap_grant *grant, void *arg), void *arg,
		     struct zkcap_error *err);

/**
 * zkcap_events_subscribe() - receive events from now on
 *
 * A client that receives events is for nothing else: open another for operations.
 */
int zkcap_events_subscribe(struct zkcap_client *client, struct zkcap_error *err);
/* The socket, to be polled for input before zkcap_event_next() */
int zkcap_events_fd(const struct zkcap_client *client);

/**
 * zkcap_event_next() - wait for the next event
 * @timeout_ms: longest wait, -1 for ever, 0 not at all
 *
 * Return: 0; -EAGAIN after @timeout_ms; -EINTR after a signal; -ENOBUFS when events
 * were lost because they came faster than they were read (the next call goes on).
 */
int zkcap_event_next(struct zkcap_client *client, struct zkcap_event *event, int timeout_ms,
		     struct zkcap_error *err);

#endif /* ZKCAP_CLIENT_H */
