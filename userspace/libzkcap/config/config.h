/* SPDX-License-Identifier: MIT */
/*
 * What an administrator writes under /etc/zkcap: YAML documents of kind Pool,
 * DeviceClass, TrustPolicy, Capability, Offer and Tenant.
 *
 * Reading goes in two steps.  zkcap_config_add_file() and _add_text() look at
 * nothing but the documents themselves.  zkcap_config_resolve() then looks at what
 * they name: certificates, device nodes, control groups, definitions, each other.
 * Nothing here talks to the kernel's module; see plan.h.
 */
#ifndef ZKCAP_CONFIG_H
#define ZKCAP_CONFIG_H

#include "certificate.h"
#include "client_types.h"
#include "circuit.h"
#include "definition.h"
#include "error.h"
#include "paths.h"
#include "yamldoc.h"

#define ZKCAP_CONFIG_MAX_OBJECTS 65536

/* In the order in which one needs the other */
enum zkcap_config_kind {
	ZKCAP_CONFIG_POOL,
	ZKCAP_CONFIG_DEVICE_CLASS,
	ZKCAP_CONFIG_TRUST,
	ZKCAP_CONFIG_CAPABILITY,
	ZKCAP_CONFIG_OFFER,
	ZKCAP_CONFIG_TENANT,
	ZKCAP_CONFIG_KINDS
};

/* What to do about a tenant whose control group is not there */
enum zkcap_config_absent {
	ZKCAP_ABSENT_FAIL,
	ZKCAP_ABSENT_SKIP,
	ZKCAP_ABSENT_CREATE,
};

/* Amounts by kind of resource; those in @given were stated */
struct zkcap_config_pool {
	uint64_t capacity[ZKCAP_RESOURCE_KIND_DEVICE];
	uint32_t given;
};

/**
 * struct zkcap_config_trust - a policy and the bytes that it points to
 * @trust: as the kernel takes it
 * @authorities: certificates that @trust.authorities point into
 */
struct zkcap_config_trust {
	struct zkcap_trust trust;
	struct zkcap_certificate authorities[ZKCAP_CLIENT_AUTHORITIES];
};

/**
 * struct zkcap_config_capability - a definition and its circuit
 * @definition: owns the document
 * @circuit: compiled by zkcap_config_resolve()
 * @implied: no document is in the files: an offer asks for a shipped one
 */
struct zkcap_config_capability {
	struct zkcap_definition definition;
	struct zkcap_circuit *circuit;
	bool implied;
};

/**
 * struct zkcap_config_offer - an offer, and for whom
 * @offer: as the kernel takes it
 * @restricted: it names tenants; for none of them when @offer.n_tenants is 0, while
 *	to the kernel no tenants means all
 * @n_unmade: tenants that it names whose control groups are yet to be made
 */
struct zkcap_config_offer {
	struct zkcap_offer offer;
	bool restricted;
	size_t n_unmade;
};

/**
 * struct zkcap_config_tenant - a control group to be managed
 * @tenant: @tenant.id and keys are set by zkcap_config_resolve(); the path is
 *	relative to the hierarchy's root
 * @directory: of the control group, with the mount point
 * @absent: what to do when it is not there
 * @missing: it is not there
 */
struct zkcap_config_tenant {
	struct zkcap_tenant tenant;
	char *directory;
	enum zkcap_config_absent absent;
	bool missing;
};

/**
 * struct zkcap_config_object - one document
 * @kind: which of the union's members counts
 * @name: metadata.name; into @doc
 * @doc: the document, for messages; a capability's is in its definition
 */
struct zkcap_config_object {
	enum zkcap_config_kind kind;
	const char *name;
	struct zkcap_yaml doc;
	union {
		struct zkcap_config_pool pool;
		struct zkcap_device_class device_class;
		struct zkcap_config_trust trust;
		struct zkcap_config_capability capability;
		struct zkcap_config_offer offer;
		struct zkcap_config_tenant tenant;
	};
};

/**
 * struct zkcap_config - all documents
 * @objects: in the order in which they were read
 * @n: number of @objects
 * @keys: certificates of attestation keys that documents name, to be enrolled
 * @n_keys: number of @keys
 */
struct zkcap_config {
	struct zkcap_config_object **objects;
	size_t n;
	struct zkcap_certificate *keys;
	size_t n_keys;
};

/**
 * struct zkcap_config_paths - where what documents name is found
 * @schema: the attribute schema
 * @sets: directory of sets
 * @capabilities: directory of shipped definitions, for offers whose capabilities
 *	have no document; NULL for none
 * @cgroup: where the control group hierarchy is mounted
 */
struct zkcap_config_paths {
	const char *schema;
	const char *sets;
	const char *capabilities;
	const char *cgroup;
};

/* An empty configuration is all zeros. */
void zkcap_config_free(struct zkcap_config *config);

/**
 * zkcap_config_add_text() - read documents from memory
 * @file: name for messages; relative paths in the documents are relative to its directory
 *
 * Return: 0; -EINVAL with file, line and column; -EEXIST for a second document of
 * one kind and name; -ENOMEM.
 */
int zkcap_config_add_text(struct zkcap_config *config, const char *file, const char *text,
			  size_t len, struct zkcap_error *err);

/**
 * zkcap_config_add() - read a file, or all *.yaml of a directory in their names' order
 * Return: as zkcap_config_add_text(), or an errno of reading.
 */
int zkcap_config_add(struct zkcap_config *config, const char *path, struct zkcap_error *err);

/**
 * zkcap_config_resolve() - look at what the documents name
 *
 * Reads certificates, finds device nodes and control groups, compiles definitions,
 * gives offers their public inputs and adds capabilities that are only implied.
 *
 * Return: 0; -EINVAL or another errno with file, line and column; -ENOMEM.
 */
int zkcap_config_resolve(struct zkcap_config *config, const struct zkcap_config_paths *paths,
			 struct zkcap_error *err);

/**
 * zkcap_config_make_groups() - make the control groups of tenants that say so
 *
 * Also enables the controllers of limits for them, in every group above.  Offers
 * learn of the tenants.
 *
 * Return: 0, or a negative errno with file, line and column.
 */
int zkcap_config_make_groups(struct zkcap_config *config, const struct zkcap_config_paths *paths,
			     struct zkcap_error *err);

/* The object of that kind and name, or NULL */
struct zkcap_config_object *zkcap_config_find(const struct zkcap_config *config,
					      enum zkcap_config_kind kind, const char *name);

/* Its document, for messages */
const struct zkcap_yaml *zkcap_config_doc(const struct zkcap_config_object *object);

/* "TrustPolicy", as documents have it */
const char *zkcap_config_kind_name(enum zkcap_config_kind kind);

#endif /* ZKCAP_CONFIG_H */
