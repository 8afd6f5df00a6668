// SPDX-License-Identifier: GPL-2.0-only
/* Any bytes as the state of a container: what is understood is within its bounds. */
#include <stdlib.h>
#include <string.h>

#include "oci_state.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct zkcap_error err = { 0 };
	struct zkcap_oci_state state;

	if (zkcap_oci_state_parse(&state, (const char *)data, len, &err)) {
		if (!err.code || !*err.message)
			abort();
		return 0;
	}
	if (state.pid < 1 || !*state.id || !memchr(state.id, 0, sizeof(state.id)) ||
	    state.wanted != !!*state.tenant || state.baseline.n > 3)
		abort();
	return 0;
}
