/* SPDX-License-Identifier: MIT */
/* Values of attributes as people read them. */
#ifndef ZKCAP_ATTRIBUTE_JSON_H
#define ZKCAP_ATTRIBUTE_JSON_H

#include <jansson.h>

#include "schema.h"

/* A string: number, version, digest in hex, or word in hex */
json_t *attribute_value_json(const struct zkcap_attribute *a, const struct zk_fr *value);

#endif /* ZKCAP_ATTRIBUTE_JSON_H */
