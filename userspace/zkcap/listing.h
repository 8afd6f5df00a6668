/* SPDX-License-Identifier: MIT */
/* All objects of a kind, as a table of kinds. */
#ifndef ZKCAP_LISTING_H
#define ZKCAP_LISTING_H

#include "client_open.h"

/**
 * struct listing - a kind of object
 * @plural: as ls takes it
 * @singular: as show takes it
 * @key: of the object's JSON that names it
 * @fill: appends all that the caller may see to a list
 */
struct listing {
	const char *plural;
	const char *singular;
	const char *key;
	int (*fill)(struct zkcap_client *client, json_t *list, bool people,
		    struct zkcap_error *err);
};

/* Ends with plural NULL */
extern const struct listing listings[];

/* The kind with that plural or singular, or NULL */
const struct listing *listing_find(const char *name);

#endif /* ZKCAP_LISTING_H */
