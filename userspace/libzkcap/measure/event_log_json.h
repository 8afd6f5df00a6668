/* SPDX-License-Identifier: MIT */
/* What the two parts of the event log share: its records as a tree. */
#ifndef ZKCAP_EVENT_LOG_JSON_H
#define ZKCAP_EVENT_LOG_JSON_H

#include <jansson.h>

#include "event_log.h"

/* zkcap_event_log_parse(), and the tree, to be released; NULL after an error */
int zkcap_event_log_load(json_t **root, struct zkcap_event_log *log, const char *name,
			 const char *text, size_t len, struct zkcap_error *err);

#endif /* ZKCAP_EVENT_LOG_JSON_H */
