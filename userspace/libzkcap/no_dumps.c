// SPDX-License-Identifier: MIT
/* No core dumps of a process that holds secrets. */

#include <errno.h>
#include <string.h>
#include <sys/prctl.h>

#include "no_dumps.h"

int zkcap_no_dumps(struct zkcap_error *err)
{
#ifndef __SANITIZE_ADDRESS__ /* its search for leaks is that of a debugger */
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0))
		return zkcap_error_set(err, -errno, "cannot turn core dumps off: %s",
				       strerror(errno));
#endif
	return 0;
}
