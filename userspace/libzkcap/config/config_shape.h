/* SPDX-License-Identifier: MIT */
/* The shapes of the documents, one for each kind; circuits/schema says the same. */
#ifndef ZKCAP_CONFIG_SHAPE_H
#define ZKCAP_CONFIG_SHAPE_H

#include "config.h"
#include "shape.h"

/* By enum zkcap_config_kind; a capability's is definition.c's. */
extern const struct zkcap_shape *const zkcap_config_shapes[ZKCAP_CONFIG_KINDS];

/* What any document must have to be told apart from others: apiVersion and kind */
int zkcap_config_shape_header(const struct zkcap_yaml *doc, enum zkcap_config_kind *kind,
			      struct zkcap_error *err);

#endif /* ZKCAP_CONFIG_SHAPE_H */
