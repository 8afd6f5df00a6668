// SPDX-License-Identifier: MIT
/* The verifying key of a circuit. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "g1.h"
#include "verifying_key.h"

#define COSET_GENERATOR 7
#define HEADER_BYTES (8 + 2 * ZKCAP_DIGEST_BYTES)
#define G1_BYTES 48

struct committer {
	const struct zkcap_circuit *circuit;
	const struct zkcap_srs *srs;
	struct zkcap_domain rows;
	struct zk_fr *values;
	unsigned int threads;
};

static int commit(u8 out[G1_BYTES], const struct committer *cm)
{
	struct zk_g1_affine point;
	int ret = zkcap_srs_commit_rows_vartime(&point, cm->srs, cm->circuit->log2n, cm->values,
						cm->threads);

	if (!ret)
		zk_g1_to_bytes(out, &point);
	return ret;
}

static int commit_all(u8 *out, const struct committer *cm)
{
	unsigned int s;
	size_t i;
	int ret;

	for (s = 0; s < ZKCAP_SELECTORS; s++, out += G1_BYTES) {
		for (i = 0; i < cm->rows.n; i++)
			cm->values[i] = cm->circuit->rows[i].q[s];
		ret = commit(out, cm);
		if (ret)
			return ret;
	}
	for (s = 0; s < ZKCAP_WIRES; s++, out += G1_BYTES) {
		zkcap_sigma_rows(cm->values, cm->circuit, &cm->rows, s);
		ret = commit(out, cm);
		if (ret)
			return ret;
	}
	return 0;
}

int zkcap_vk_make(u8 out[ZKCAP_VK_BYTES], const struct zkcap_circuit *circuit,
		  const struct zkcap_srs *srs, unsigned int threads, struct zkcap_error *err)
{
	struct committer cm = { .circuit = circuit, .srs = srs, .threads = threads };
	int ret = -ENOMEM;

	memcpy(out, "ZKCV\1", 5);
	out[5] = circuit->log2n;
	out[6] = COSET_GENERATOR;
	out[7] = circuit->n_public;
	memcpy(out + 8, circuit->schema_digest, ZKCAP_DIGEST_BYTES);
	memcpy(out + 8 + ZKCAP_DIGEST_BYTES, circuit->definition_id, ZKCAP_DIGEST_BYTES);
	cm.values = calloc(circuit->n, sizeof(*cm.values));
	if (cm.values && !zkcap_domain_init(&cm.rows, circuit->log2n)) {
		ret = commit_all(out + HEADER_BYTES, &cm);
		zkcap_domain_free(&cm.rows);
	}
	free(cm.values);
	return ret ? zkcap_error_set(err, ret, "out of memory") : 0;
}
