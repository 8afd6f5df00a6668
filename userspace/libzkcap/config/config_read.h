/* SPDX-License-Identifier: MIT */
/* What the readers of the kinds of documents share. */
#ifndef ZKCAP_CONFIG_READ_H
#define ZKCAP_CONFIG_READ_H

#include "config.h"

/*
 * Each fills its member of the object from a document whose shape was checked.
 * Return: 0, or -EINVAL with a place.
 */
int zkcap_config_read_pool(struct zkcap_config_object *object, struct zkcap_error *err);
int zkcap_config_read_device_class(struct zkcap_config_object *object, struct zkcap_error *err);
int zkcap_config_read_trust(struct zkcap_config_object *object, struct zkcap_error *err);
int zkcap_config_read_offer(struct zkcap_config_object *object, struct zkcap_error *err);
int zkcap_config_read_tenant(struct zkcap_config_object *object, struct zkcap_error *err);

/* Appends an object, which belongs to the configuration from then on; 0 or -ENOMEM */
int zkcap_config_append(struct zkcap_config *config, struct zkcap_config_object *object,
			struct zkcap_error *err);

/* Gives an offer the numbers of the tenants that are there; 0, or -EINVAL for an unknown one */
int zkcap_config_find_tenants(struct zkcap_config *config, struct zkcap_config_object *object,
			      struct zkcap_error *err);

/* The value of a key in spec, or NULL */
const struct zkcap_yaml_node *zkcap_config_spec(const struct zkcap_config_object *object,
						const char *key);

/* spec.key, an integer, or what stands for it when it is absent */
int64_t zkcap_config_number(const struct zkcap_yaml_node *map, const char *key, int64_t absent);

/* Which of the names, which end in NULL, spec.key is; 0 when it is absent */
uint32_t zkcap_config_choice(const struct zkcap_yaml_node *map, const char *key,
			     const char *const *names);

/**
 * zkcap_config_amounts() - cpu, memory and pids of a mapping
 * @resources: those that are given are appended
 * @least: smallest amount that is one
 */
int zkcap_config_amounts(const struct zkcap_config_object *object,
			 const struct zkcap_yaml_node *map, uint64_t least,
			 struct zkcap_resources *resources, struct zkcap_error *err);

/**
 * zkcap_config_time() - a length of time
 * @map: where it stands
 * @unit: milliseconds that the result is counted in; the time is a multiple
 * @min: least result
 * @max: largest result
 * @value: left alone when the key is absent
 */
int zkcap_config_time(const struct zkcap_config_object *object, const char *key, uint32_t unit,
		      uint32_t min, uint32_t max, uint32_t *value, struct zkcap_error *err);

/**
 * zkcap_config_keys() - check a list of keys, and take the ids among them
 * @list: may be NULL
 * @ids: one for each; zeros for a certificate's, until zkcap_config_resolve()
 * @n: their number
 */
int zkcap_config_keys(const struct zkcap_config_object *object,
		      const struct zkcap_yaml_node *list, uint8_t ids[][ZKCAP_KEY_ID_LEN],
		      uint32_t *n, struct zkcap_error *err);

#endif /* ZKCAP_CONFIG_READ_H */
