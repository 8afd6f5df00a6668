// SPDX-License-Identifier: GPL-2.0-only
#include "example_circuit.h"

#include <gmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "example.h"

/* A scalar in decimal or 0x hex, as a string or a JSON integer */
static void scalar(struct zk_fr *r, const json_t *v)
{
	char number[32];
	const char *text = json_string_value(v);
	u8 bytes[32] = { 0 };
	size_t count;
	mpz_t z;

	if (!text) {
		snprintf(number, sizeof(number), "%lld", (long long)json_integer_value(v));
		text = number;
	}
	mpz_init_set_str(z, text, 0);
	count = (mpz_sizeinbase(z, 2) + 7) / 8;
	mpz_export(bytes + 32 - count, NULL, 1, 1, 1, 0, z);
	mpz_clear(z);
	if (!zk_fr_from_bytes(r, bytes)) {
		fprintf(stderr, "worked example: %s is not a scalar\n", text);
		exit(1);
	}
}

static void scalars(struct zk_fr *r, size_t n, const json_t *o, const char *key)
{
	const json_t *a = json_object_get(o, key);
	size_t i;

	if (json_array_size(a) != n) {
		fprintf(stderr, "worked example: %s: expected %zu values\n", key, n);
		exit(1);
	}
	for (i = 0; i < n; i++)
		scalar(&r[i], json_array_get(a, i));
}

static void load_gates(struct zkcap_circuit *c, const json_t *gates)
{
	static const char *const names[] = { "qM", "qL", "qR", "qO", "qC", "qI" };
	struct zkcap_row *row;
	json_t *gate, *wire;
	size_t i, j;

	json_array_foreach(gates, i, gate) {
		row = &c->rows[json_integer_value(json_object_get(gate, "row"))];
		for (j = 0; j < ZKCAP_SELECTORS; j++)
			scalar(&row->q[j], json_object_get(gate, names[j]));
		for (j = 0; j < ZKCAP_WIRES; j++) {
			wire = json_array_get(json_object_get(gate, "wires"), j);
			if (json_is_null(wire))
				continue;
			row->wire[j] = (u32)json_integer_value(wire);
			if (row->wire[j] >= c->n_vars)
				c->n_vars = row->wire[j] + 1;
		}
	}
	c->n_used = json_array_size(gates);
	zkcap_circuit_permute(c);
}

/*
 * Variable 1 is slot 3, 2 is slot 5, 3 the public input, 34 the difference of 1 and
 * 3; 4 .. 19 are the bits of 2, 35 .. 66 those of 34.  The others are sums, defined
 * by the rows that have them on wire c.
 */
static void fill_vars(struct example_proof *e)
{
	struct zk_fr *v = e->vars, t;
	u64 limbs[2][ZK_FR_LIMBS];
	const struct zkcap_row *row;
	u32 i;

	v[1] = e->slots[3];
	v[2] = e->slots[5];
	v[3] = e->publics[0];
	zk_fr_sub(&v[34], &v[1], &v[3]);
	zk_fr_to_limbs(limbs[0], &v[2]);
	zk_fr_to_limbs(limbs[1], &v[34]);
	for (i = 0; i < 16; i++)
		zk_fr_from_u64(&v[4 + i], limbs[0][0] >> i & 1);
	for (i = 0; i < 32; i++)
		zk_fr_from_u64(&v[35 + i], limbs[1][0] >> i & 1);
	for (i = 0; i < e->circuit->n_used; i++) {
		row = &e->circuit->rows[i];
		if (row->wire[2] == ZKCAP_WIRE_NONE)
			continue;
		zk_fr_mul(&v[row->wire[2]], &row->q[ZKCAP_QL], &v[row->wire[0]]);
		zk_fr_mul(&t, &row->q[ZKCAP_QR], &v[row->wire[1]]);
		zk_fr_add(&v[row->wire[2]], &v[row->wire[2]], &t);
	}
}

static void load(struct example_proof *e)
{
	json_t *o = example_load();

	e->circuit = zkcap_circuit_new(8, 1);
	load_gates(e->circuit, json_object_get(o, "gates"));
	scalars(e->slots, ZKCAP_SLOTS, o, "attributes");
	scalars(e->publics, 1, o, "publics");
	scalars(e->blinders, 15, o, "blinders");
	scalar(&e->opening, json_object_get(o, "r0"));
	example_bytes(e->vk, sizeof(e->vk), o, "vk");
	example_bytes(e->context, sizeof(e->context), o, "context");
	example_bytes(e->commitment, sizeof(e->commitment), o, "commitment");
	example_bytes(e->proof, sizeof(e->proof), o, "proof");
	fill_vars(e);
	json_decref(o);
}

const struct example_proof *example_proof(void)
{
	static struct example_proof e;

	if (!e.circuit)
		load(&e);
	return &e;
}
