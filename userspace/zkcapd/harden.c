// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include "harden.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "log.h"
#include "no_dumps.h"
#include "tpm.h"

#define CAP_WORDS 2

int harden_secrets(struct zkcap_error *err)
{
	struct rlimit none = { 0, 0 }, all = { RLIM_INFINITY, RLIM_INFINITY };
	int rc;

	if (setrlimit(RLIMIT_CORE, &none))
		return zkcap_error_set(err, -errno, "cannot forbid core dumps: %s",
				       strerror(errno));
	rc = zkcap_no_dumps(err);
	if (rc)
		return rc;
	setrlimit(RLIMIT_MEMLOCK, &all);
	/* Pages as they are touched: the stacks of threads are mostly never. */
	if (mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT))
		log_line(LOG_WARN, "memory may be swapped out: mlockall: %s", strerror(errno));
	return 0;
}

void harden_join_tpm(const char *tcti)
{
	static const char prefix[] = "device:";
	struct stat st;
	gid_t group;

	if (!tcti)
		tcti = ZKCAP_TPM_DEVICE;
	if (strncmp(tcti, prefix, sizeof(prefix) - 1) || stat(tcti + sizeof(prefix) - 1, &st))
		return;
	group = st.st_gid;
	if (setgroups(1, &group))
		log_line(LOG_DETAIL, "cannot join group %u of %s: %s", (unsigned int)group, tcti,
			 strerror(errno));
}

/* A libc has no functions for these two. */
static int cap_get(struct __user_cap_data_struct data[CAP_WORDS])
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };

	return (int)syscall(SYS_capget, &header, data);
}

static int cap_set(const struct __user_cap_data_struct data[CAP_WORDS])
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };

	return (int)syscall(SYS_capset, &header, data);
}

int harden_drop(uint64_t keep, struct zkcap_error *err)
{
	struct __user_cap_data_struct data[CAP_WORDS];
	unsigned int i;
	int bit;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || cap_get(data))
		return zkcap_error_set(err, -errno, "cannot read capabilities: %s",
				       strerror(errno));
	/* Fails for a caller without CAP_SETPCAP, who has no privileges to hand on. */
	for (bit = 0; prctl(PR_CAPBSET_READ, bit, 0, 0, 0) >= 0; bit++)
		prctl(PR_CAPBSET_DROP, bit, 0, 0, 0);
	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	for (i = 0; i < CAP_WORDS; i++) {
		data[i].permitted &= (uint32_t)(keep >> 32 * i);
		data[i].effective = data[i].permitted;
		data[i].inheritable = 0;
	}
	if (cap_set(data))
		return zkcap_error_set(err, -errno, "cannot drop capabilities: %s",
				       strerror(errno));
	return 0;
}
