// SPDX-License-Identifier: MIT
/* Values of attributes as people read them. */

#include <inttypes.h>
#include <stdio.h>

#include "attribute_json.h"
#include "cmd.h"
#include "value.h"

json_t *attribute_value_json(const struct zkcap_attribute *a, const struct zk_fr *value)
{
	char text[2 * ZK_FR_BYTES + 3];
	u8 bytes[ZK_FR_BYTES];
	u64 v;

	if (a->type == ZKCAP_TYPE_DIGEST || !zkcap_value_to_u64(&v, value)) {
		zk_fr_to_bytes(bytes, value);
		cmd_hex(text, bytes + 1, ZK_FR_BYTES - 1);
	} else if (a->type == ZKCAP_TYPE_VERSION) {
		snprintf(text, sizeof(text), "%u.%u.%u", (unsigned int)(v >> 48),
			 (unsigned int)(v >> 32 & 0xffff), (unsigned int)v);
	} else {
		snprintf(text, sizeof(text), a->type == ZKCAP_TYPE_BITS64 ? "0x%" PRIx64 :
			 "%" PRIu64, v);
	}
	return json_string(text);
}
