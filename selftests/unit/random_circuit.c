// SPDX-License-Identifier: GPL-2.0-only
#include "random_circuit.h"

#include <stdlib.h>
#include <string.h>

struct maker {
	struct random_circuit *r;
	struct sample *s;
	struct zkcap_row *row;
	u32 last_bit;	/* a variable that is 0 or 1 */
	u32 last_sum;	/* a variable below 2^60 */
	u32 sum_bits;
};

static u32 new_var(struct maker *m, const struct zk_fr *value)
{
	u32 v = m->r->circuit->n_vars++;

	m->r->vars[v] = *value;
	return v;
}

static void set_minus_one(struct zk_fr *q)
{
	zk_fr_neg(q, &zk_fr_one);
}

/* a is new and 0 or 1 */
static void bit_row(struct maker *m)
{
	struct zk_fr bit;

	zk_fr_from_u64(&bit, sample_u64(m->s) & 1);
	m->last_bit = new_var(m, &bit);
	m->row->wire[0] = m->row->wire[1] = m->last_bit;
	m->row->q[ZKCAP_QM] = zk_fr_one;
	set_minus_one(&m->row->q[ZKCAP_QL]);
}

/* c = a + 2^k b: adds the last bit to a number that grows, and starts again at 60 bits */
static void sum_row(struct maker *m)
{
	struct zk_fr c;

	if (m->sum_bits == 60)
		m->sum_bits = 0;
	zk_fr_from_u64(&m->row->q[ZKCAP_QR], 1ULL << m->sum_bits);
	zk_fr_mul(&c, &m->row->q[ZKCAP_QR], &m->r->vars[m->last_bit]);
	m->row->wire[1] = m->last_bit;
	if (m->sum_bits++) {
		m->row->wire[0] = m->last_sum;
		m->row->q[ZKCAP_QL] = zk_fr_one;
		zk_fr_add(&c, &c, &m->r->vars[m->last_sum]);
	}
	m->last_sum = new_var(m, &c);
	m->row->wire[2] = m->last_sum;
	set_minus_one(&m->row->q[ZKCAP_QO]);
}

/* c = qM a b + qL a + qR b + qC with random a, b of those there are, and selectors */
static void large_row(struct maker *m)
{
	const struct zk_fr *vars = m->r->vars;
	struct zk_fr c, t;
	u32 n = m->r->circuit->n_vars;
	u32 a = sample_u64(m->s) % n, b = sample_u64(m->s) % n;

	sample_fr(m->s, &m->row->q[ZKCAP_QM]);
	sample_fr(m->s, &m->row->q[ZKCAP_QL]);
	sample_fr(m->s, &m->row->q[ZKCAP_QR]);
	sample_fr(m->s, &m->row->q[ZKCAP_QC]);
	zk_fr_mul(&c, &vars[a], &vars[b]);
	zk_fr_mul(&c, &c, &m->row->q[ZKCAP_QM]);
	zk_fr_mul(&t, &vars[a], &m->row->q[ZKCAP_QL]);
	zk_fr_add(&c, &c, &t);
	zk_fr_mul(&t, &vars[b], &m->row->q[ZKCAP_QR]);
	zk_fr_add(&c, &c, &t);
	zk_fr_add(&c, &c, &m->row->q[ZKCAP_QC]);
	m->row->wire[0] = a;
	m->row->wire[1] = b;
	m->row->wire[2] = new_var(m, &c);
	set_minus_one(&m->row->q[ZKCAP_QO]);
}

static void slot_row(struct maker *m, u32 slot)
{
	m->row->wire[0] = new_var(m, &m->r->slots[slot]);
	m->row->q[ZKCAP_QI] = zk_fr_one;
	set_minus_one(&m->row->q[ZKCAP_QL]);
}

static void public_row(struct maker *m, u32 index)
{
	m->row->wire[0] = new_var(m, &m->r->publics[index]);
	m->row->q[ZKCAP_QL] = zk_fr_one;
}

void random_circuit_make(struct random_circuit *r, struct sample *s, u8 log2n, u32 n_public,
			 unsigned int large_percent)
{
	struct zkcap_circuit *c = zkcap_circuit_new(log2n, n_public);
	struct maker m = { .r = r, .s = s };
	u32 i, stride = c->n / ZKCAP_SLOTS;

	r->circuit = c;
	r->vars = calloc(c->n, sizeof(*r->vars));
	for (i = 0; i < ZKCAP_SLOTS; i++)
		zk_fr_from_u64(&r->slots[i], sample_u64(s));
	for (i = 0; i < n_public; i++)
		zk_fr_from_u64(&r->publics[i], sample_u64(s) >> 20);
	for (i = 0; i < c->n; i++) {
		m.row = &c->rows[i];
		if (i % 2 && i / 2 < n_public)
			public_row(&m, i / 2);
		else if (i % stride == 0 && i / stride < ZKCAP_SLOTS / 4)
			slot_row(&m, i / stride);
		else if (sample_u64(s) % 100 < large_percent)
			large_row(&m);
		else if (!m.last_bit || sample_u64(s) % 2)
			bit_row(&m);
		else
			sum_row(&m);
	}
	c->n_used = c->n;
	zkcap_circuit_permute(c);
}

void random_circuit_free(struct random_circuit *r)
{
	zkcap_circuit_free(r->circuit);
	free(r->vars);
}
