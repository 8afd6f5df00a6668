// SPDX-License-Identifier: GPL-2.0-only
#include "curve_vectors.h"

#include <stdio.h>
#include <stdlib.h>

#include "example.h"

#define PATH "selftests/unit/vectors/bls12-381.json"

json_t *curve_vectors(const char *name)
{
	static json_t *file;
	json_error_t err;
	json_t *array;

	if (!file)
		file = json_load_file(PATH, 0, &err);
	if (!file) {
		fprintf(stderr, "%s: %s (run from the top of the tree)\n", PATH, err.text);
		exit(1);
	}
	array = json_object_get(file, name);
	if (!json_array_size(array)) {
		fprintf(stderr, "%s: no %s\n", PATH, name);
		exit(1);
	}
	return array;
}

void vector_fr(struct zk_fr *out, const json_t *entry, const char *key)
{
	u8 bytes[ZK_FR_BYTES];

	example_bytes(bytes, sizeof(bytes), entry, key);
	zk_fr_from_bytes(out, bytes);
}

void vector_g1(struct zk_g1_affine *out, const json_t *entry, const char *key)
{
	u8 bytes[2 * ZK_FP_BYTES];

	example_bytes(bytes, sizeof(bytes), entry, key);
	zk_fp_from_bytes(&out->x, bytes);
	zk_fp_from_bytes(&out->y, bytes + ZK_FP_BYTES);
}

void vector_g2(struct zk_g2_affine *out, const json_t *entry, const char *key)
{
	u8 bytes[2 * ZK_FP2_BYTES];

	example_bytes(bytes, sizeof(bytes), entry, key);
	zk_fp2_from_bytes(&out->x, bytes);
	zk_fp2_from_bytes(&out->y, bytes + ZK_FP2_BYTES);
}

void vector_fp12(struct zk_fp12 *out, const json_t *entry, const char *key)
{
	struct zk_fp2 *c[] = {
		&out->c0.c0, &out->c0.c1, &out->c0.c2, &out->c1.c0, &out->c1.c1, &out->c1.c2,
	};
	u8 bytes[6 * ZK_FP2_BYTES];
	size_t i;

	example_bytes(bytes, sizeof(bytes), entry, key);
	for (i = 0; i < ARRAY_SIZE(c); i++) {
		zk_fp_from_bytes(&c[i]->c0, bytes + i * ZK_FP2_BYTES);
		zk_fp_from_bytes(&c[i]->c1, bytes + i * ZK_FP2_BYTES + ZK_FP_BYTES);
	}
}
