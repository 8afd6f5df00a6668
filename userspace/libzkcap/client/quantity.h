/* SPDX-License-Identifier: MIT */
/* Resources and times as people write them. */
#ifndef ZKCAP_QUANTITY_H
#define ZKCAP_QUANTITY_H

#include "client_types.h"
#include "error.h"

/* Longest text that the formatting functions write, with its NUL */
#define ZKCAP_QUANTITY_TEXT 96

/* The kind of a name ("cpu"), or 0 */
uint16_t zkcap_kind_find(const char *name);
/* The name of a kind, "kind-N" written to buf when it is unknown */
const char *zkcap_kind_name(uint16_t kind, char buf[ZKCAP_QUANTITY_TEXT]);

/**
 * zkcap_amount_parse() - an amount of a kind
 * @kind: cpu: 2, 1.5 or 1500m; memory: 4Gi, 512M, 1e9; pids, device: a number
 * @amount: in the kind's unit
 *
 * Return: 0; -EINVAL or -ERANGE, with what was expected.
 */
int zkcap_amount_parse(uint16_t kind, const char *text, uint64_t *amount,
		       struct zkcap_error *err);

/* "2", "1500m"; "4Gi", "1000"; a number; "unlimited".  Returned: buf */
char *zkcap_amount_format(uint16_t kind, uint64_t amount, char buf[ZKCAP_QUANTITY_TEXT]);

/* "class" or "class=count", with a count of 1 when there is none; checks the name's form */
int zkcap_device_parse(const char *text, struct zkcap_resource *resource,
		       struct zkcap_error *err);

/**
 * zkcap_duration_parse() - a time in seconds: 90, 30s, 10m, 2h, 7d, 1h30m
 *
 * Return: 0; -EINVAL; -ERANGE for 0 or more than ZKCAP_DURATION_MAX.
 */
int zkcap_duration_parse(const char *text, uint32_t *seconds, struct zkcap_error *err);

/* "1h 30m", "2.5s": at most two units.  Returned: buf */
char *zkcap_duration_format(uint64_t ms, char buf[ZKCAP_QUANTITY_TEXT]);

/**
 * zkcap_resources_add() - put a resource in its place
 *
 * Return: 0; -EEXIST when the kind and name are there already; -E2BIG.
 */
int zkcap_resources_add(struct zkcap_resources *resources, const struct zkcap_resource *resource,
			struct zkcap_error *err);

/* The resource of that kind and name, or NULL */
struct zkcap_resource *zkcap_resources_find(struct zkcap_resources *resources, uint16_t kind,
					    const char *name);

#endif /* ZKCAP_QUANTITY_H */
