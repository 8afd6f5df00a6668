/* SPDX-License-Identifier: MIT */
/*
 * The kernel's objects as JSON.  For people, amounts and times are texts in one
 * column ("cpu 2, memory 4Gi"); for programs they are numbers and objects.
 */
#ifndef ZKCAP_CLIENT_JSON_H
#define ZKCAP_CLIENT_JSON_H

#include <jansson.h>

#include "client.h"

json_t *client_json_resources(const struct zkcap_resources *resources, bool people);
json_t *client_json_pool(const struct zkcap_pool *pool, bool people);
json_t *client_json_device_class(const struct zkcap_device_class *class, bool people);
json_t *client_json_trust(const struct zkcap_trust *trust, bool people);
json_t *client_json_key(const struct zkcap_key *key, bool people);
json_t *client_json_capability(const struct zkcap_capability *capability, bool people);
json_t *client_json_offer(const struct zkcap_offer *offer, bool people);
json_t *client_json_tenant(const struct zkcap_tenant *tenant, bool people);
json_t *client_json_grant(const struct zkcap_grant *grant, bool people);
json_t *client_json_event(const struct zkcap_event *event);
json_t *client_json_version(const struct zkcap_version *version);

/* Names of the specification's values, "N" in digits for an unknown one */
const char *client_event_name(uint32_t type);
const char *client_cause_name(uint32_t cause);
const char *client_state_name(uint32_t state);

/* Bytes as digits; a short form for people */
json_t *client_json_hex(const uint8_t *data, size_t len, bool people);

#endif /* ZKCAP_CLIENT_JSON_H */
