// SPDX-License-Identifier: MIT
#include "listing.h"

#include <errno.h>
#include <string.h>

#include "client_json.h"

/* Where a dump's objects go */
struct sink {
	json_t *list;
	bool people;
};

#define LISTING(object)	\
static int append_##object(const struct zkcap_##object *object, void *arg)	\
{	\
	const struct sink *sink = arg;	\
	json_t *o = client_json_##object(object, sink->people);	\
	\
	return json_array_append_new(sink->list, o) ? -ENOMEM : 0;	\
}	\
	\
static int fill_##object(struct zkcap_client *client, json_t *list, bool people,	\
			 struct zkcap_error *err)	\
{	\
	struct sink sink = { .list = list, .people = people };	\
	\
	return zkcap_##object##_dump(client, append_##object, &sink, err);	\
}

LISTING(grant)
LISTING(offer)
LISTING(tenant)
LISTING(capability)
LISTING(pool)
LISTING(device_class)
LISTING(trust)
LISTING(key)

const struct listing listings[] = {
	{ "grants", "grant", "id", fill_grant },
	{ "offers", "offer", "name", fill_offer },
	{ "tenants", "tenant", "id", fill_tenant },
	{ "capabilities", "capability", "name", fill_capability },
	{ "pools", "pool", "kind", fill_pool },
	{ "devices", "device", "name", fill_device_class },
	{ "trusts", "trust", "name", fill_trust },
	{ "keys", "key", "id", fill_key },
	{ 0 },
};

const struct listing *listing_find(const char *name)
{
	const struct listing *l;

	for (l = listings; l->plural; l++)
		if (!strcmp(name, l->plural) || !strcmp(name, l->singular))
			return l;
	return NULL;
}
