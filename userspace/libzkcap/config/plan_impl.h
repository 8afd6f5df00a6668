/* SPDX-License-Identifier: MIT */
/* What the files of the plan share. */
#ifndef ZKCAP_PLAN_IMPL_H
#define ZKCAP_PLAN_IMPL_H

#include "plan.h"
#include "state.h"

/**
 * struct zkcap_plan - a plan and what it was made from
 * @state: what the kernel had
 * @refusal: what it stopped at
 * @vks: verifying keys, by item; NULL where none is needed
 */
struct zkcap_plan {
	struct zkcap_config *config;
	struct zkcap_plan_options options;
	struct zkcap_state state;
	struct zkcap_refusal refusal;
	struct zkcap_plan_item *items;
	uint8_t **vks;
	size_t n;
};

/* A new item at the end; NULL when out of memory */
struct zkcap_plan_item *plan_add(struct zkcap_plan *plan, unsigned int kind,
				 enum zkcap_plan_action action, const char *name,
				 struct zkcap_config_object *object);

/* The item of that kind and name, or NULL */
struct zkcap_plan_item *plan_find(const struct zkcap_plan *plan, unsigned int kind,
				  const char *name);

/* Fail with the place of an item's document, if it has one */
int plan_error(const struct zkcap_plan_item *item, int code, struct zkcap_error *err,
	       const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/*
 * What differs between what is wanted and what is there: names of fields, "" for
 * nothing.  Lists whose order does not matter are compared as sets.
 */
void plan_compare_class(const struct zkcap_device_class *wanted,
			const struct zkcap_device_class *found, char why[ZKCAP_PLAN_WHY]);
void plan_compare_trust(const struct zkcap_trust *wanted, const struct zkcap_trust *found,
			char why[ZKCAP_PLAN_WHY]);
void plan_compare_capability(const struct zkcap_circuit *wanted,
			     const struct zkcap_capability *found, char why[ZKCAP_PLAN_WHY]);
void plan_compare_offer(const struct zkcap_offer *wanted, const struct zkcap_offer *found,
			const struct zkcap_version *version, char why[ZKCAP_PLAN_WHY]);
void plan_compare_tenant(const struct zkcap_tenant *wanted, const struct zkcap_tenant *found,
			 char why[ZKCAP_PLAN_WHY]);

/* Whether an offer asks for a capability */
bool plan_requires(const struct zkcap_offer *offer, const char *capability);

/* What would fail, as far as it can be known */
int plan_check(struct zkcap_plan *plan, struct zkcap_error *err);

#endif /* ZKCAP_PLAN_IMPL_H */
