/* SPDX-License-Identifier: MIT */
/*
 * From what the kernel has to what the documents say.
 *
 * A plan is made before anything is changed, and making it fails for whatever can be
 * known to fail.  Carrying it out changes only what differs, and what others need
 * first: pool, device classes, trust policies, keys, capabilities, offers, tenants.
 */
#ifndef ZKCAP_PLAN_H
#define ZKCAP_PLAN_H

#include "client.h"
#include "config.h"
#include "srs_tables.h"

enum zkcap_plan_action {
	ZKCAP_PLAN_UNCHANGED,
	ZKCAP_PLAN_CREATE,
	ZKCAP_PLAN_CHANGE,
	ZKCAP_PLAN_REMOVE,
	ZKCAP_PLAN_SKIP,	/* what it is for is not there */
};

enum zkcap_plan_result {
	ZKCAP_PLAN_PENDING,
	ZKCAP_PLAN_DONE,
	ZKCAP_PLAN_FAILED,
};

/* Kinds of items: those of documents, and keys, which documents only name */
#define ZKCAP_PLAN_KEY ZKCAP_CONFIG_KINDS

#define ZKCAP_PLAN_NAME 128
#define ZKCAP_PLAN_WHY 160

/**
 * struct zkcap_plan_item - what becomes of one object
 * @kind: enum zkcap_config_kind, or ZKCAP_PLAN_KEY
 * @action: what has to be done
 * @result: what was done of it
 * @name: of the object; a tenant's control group when no document names it
 * @why: what differs, or why it is skipped; may be empty
 * @object: its document; NULL for what is removed, and for a key
 * @index: of a pool's kind, of a key's certificate, of a removed tenant
 * @withdrawn: the kernel's object was removed to make way
 */
struct zkcap_plan_item {
	unsigned int kind;
	enum zkcap_plan_action action;
	enum zkcap_plan_result result;
	char name[ZKCAP_PLAN_NAME];
	char why[ZKCAP_PLAN_WHY];
	struct zkcap_config_object *object;
	uint64_t index;
	bool withdrawn;
};

/**
 * struct zkcap_plan_options - how far a plan may go
 * @prune: remove what no document describes, but for pools and keys
 * @end_grants: change or remove tenants even if that ends grants
 * @dry_run: it will not be carried out, so verifying keys are not needed
 * @paths: as for zkcap_config_resolve()
 * @open_srs: gives the prover's tables, from which verifying keys are made; called
 *	only when there are any to be made
 * @open_srs_arg: for it
 */
struct zkcap_plan_options {
	bool prune;
	bool end_grants;
	bool dry_run;
	const struct zkcap_config_paths *paths;
	int (*open_srs)(void *arg, struct zkcap_srs **srs, struct zkcap_error *err);
	void *open_srs_arg;
};

struct zkcap_plan;

/**
 * zkcap_plan_make() - compare documents with the kernel
 * @plan: to be freed with zkcap_plan_free() before @config
 * @config: resolved
 *
 * Return: 0; -EBUSY for what would fail later, with the document's place; -EBADMSG for
 * a verifying key that the kernel would refuse; what the client and @options->open_srs
 * return; -ENOMEM.
 */
int zkcap_plan_make(struct zkcap_plan **plan, struct zkcap_client *client,
		    struct zkcap_config *config, const struct zkcap_plan_options *options,
		    struct zkcap_error *err);
void zkcap_plan_free(struct zkcap_plan *plan);

/**
 * zkcap_plan_apply() - carry a plan out, once
 *
 * Stops at the first failure, after putting back what was removed to be made anew; but
 * for a capability, whose key the kernel does not show, and the offers that ask for it.
 * A caller that can be stopped by a signal in between blocks it.
 *
 * Return: 0, or a negative errno; the items say how far it got.
 */
int zkcap_plan_apply(struct zkcap_plan *plan, struct zkcap_client *client,
		     struct zkcap_error *err);

/* How the kernel refused what zkcap_plan_apply() stopped at; its error is 0 if it did not */
const struct zkcap_refusal *zkcap_plan_refusal(const struct zkcap_plan *plan);

/* All items, in the order of their kinds */
const struct zkcap_plan_item *zkcap_plan_items(const struct zkcap_plan *plan, size_t *n);

/* "Offer", "Key" */
const char *zkcap_plan_kind_name(unsigned int kind);

#endif /* ZKCAP_PLAN_H */
