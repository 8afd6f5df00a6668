// SPDX-License-Identifier: MIT
#include "verifier.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include "selftest.h"

static struct zk_srs tables;
static struct zkcap_error failure;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void make_tables(void)
{
	union {
		struct zk_srs_scratch srs;
		struct zk_selftest_scratch selftest;
	} *scratch = malloc(sizeof(*scratch));
	int check;

	if (!scratch) {
		zkcap_error_set(&failure, -ENOMEM, "verifier: out of memory");
		return;
	}
	if (!zk_srs_init(&tables, &zk_srs_const, &scratch->srs)) {
		zkcap_error_set(&failure, -EIO,
				"verifier: a constant of the reference string is corrupt");
	} else {
		check = zk_selftest(&tables, &scratch->selftest);
		if (check)
			zkcap_error_set(&failure, -EIO,
					"verifier: self-test failed at check %d: nothing is verified",
					check);
	}
	free(scratch);
}

const struct zk_srs *zkcap_verifier_tables(struct zkcap_error *err)
{
	pthread_once(&once, make_tables);
	if (!failure.code)
		return &tables;
	zkcap_error_set(err, failure.code, "%s", failure.message);
	return NULL;
}

struct zk_vk *zkcap_verifier_key(const u8 *data, size_t len, enum zk_verdict *verdict,
				 enum zk_element *element, struct zkcap_error *err)
{
	struct zk_vk_scratch *scratch = malloc(sizeof(*scratch));
	struct zk_vk *vk = malloc(sizeof(*vk));

	*verdict = ZK_INTERRUPTED;
	if (vk && scratch)
		*verdict = zk_vk_decode(vk, data, len, element, scratch);
	else
		zkcap_error_set(err, -ENOMEM, "verifying key: out of memory");
	free(scratch);
	if (*verdict == ZK_ACCEPT)
		return vk;
	free(vk);
	return NULL;
}

int zkcap_verifier_check(const struct zk_statement *st, size_t n, enum zk_verdict *verdict,
			 struct zk_fault *fault, struct zkcap_error *err)
{
	const struct zk_srs *srs = zkcap_verifier_tables(err);
	struct zk_plonk_scratch *scratch;
	size_t done, some;

	*verdict = ZK_INTERRUPTED;
	if (!srs)
		return failure.code;
	scratch = malloc(sizeof(*scratch));
	if (!scratch)
		return zkcap_error_set(err, -ENOMEM, "verifier: out of memory");
	for (done = 0; done < n; done += some) {
		some = n - done < ZK_MAX_BATCH ? n - done : ZK_MAX_BATCH;
		*verdict = zk_plonk_verify(srs, st + done, some, fault, scratch);
		if (*verdict != ZK_ACCEPT) {
			if (fault)
				fault->statement += done;
			break;
		}
	}
	free(scratch);
	return 0;
}
