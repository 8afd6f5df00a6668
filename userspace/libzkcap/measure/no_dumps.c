// SPDX-License-Identifier: MIT
/* No core dumps of a process that holds secrets. */

#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "measure.h"

int zkcap_no_dumps(struct zkcap_error *err)
{
	static const struct rlimit none = { 0, 0 };

	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) || setrlimit(RLIMIT_CORE, &none))
		return zkcap_error_set(err, -errno, "cannot turn core dumps off: %s",
				       strerror(errno));
	return 0;
}
