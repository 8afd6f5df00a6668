// SPDX-License-Identifier: MIT
/* Random scalars from the kernel. */

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "rand.h"

static int system_fill(void *ctx, u8 *out, size_t len)
{
	ssize_t n;

	(void)ctx;
	while (len) {
		n = getrandom(out, len, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		out += n;
		len -= (size_t)n;
	}
	return 0;
}

const struct zkcap_rand zkcap_rand_system = { .fill = system_fill };

int zkcap_rand_fr(const struct zkcap_rand *rand, struct zk_fr *out, size_t n,
		  struct zkcap_error *err)
{
	u8 wide[64];
	size_t i;
	int rc = 0;

	for (i = 0; i < n && !rc; i++) {
		rc = rand->fill(rand->ctx, wide, sizeof(wide));
		if (!rc)
			zk_fr_from_wide(&out[i], wide);
	}
	explicit_bzero(wide, sizeof(wide));
	if (rc) {
		explicit_bzero(out, n * sizeof(*out));
		return zkcap_error_set(err, rc, "no random numbers: %s", strerror(-rc));
	}
	return 0;
}
