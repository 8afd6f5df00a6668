// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Multi-scalar multiplication for the verifier: Straus' method on affine points.  Every
 * digit of every half-scalar names a table entry and a position; the entries of
 * one position are added up pairwise, all positions at once, so that one inversion serves
 * some hundred additions.  Only the last step, over the positions, is sequential.
 */

#include "msm.h"

/* Perform the queued additions */
static void flush(struct zk_msm_scratch *s)
{
	zk_g1_sums_vartime(s->sum, s->n_sums);
	s->n_sums = 0;
}

/* Queue r = a + b; none of the queued additions may depend on another */
static void queue(struct zk_msm_scratch *s, struct zk_g1_affine *r,
		  const struct zk_g1_affine *a, const struct zk_g1_affine *b)
{
	struct zk_g1_sum *sum;

	if (s->n_sums == ZK_MSM_SUMS)
		flush(s);
	sum = &s->sum[s->n_sums++];
	sum->r = r;
	sum->a = a;
	sum->b = b;
}

/*
 * Complete n tables of n_odds odd multiples, one behind the other, of which the first
 * entries are set
 */
static void fill_tables(struct zk_msm_scratch *s, struct zk_g1_affine *odd, size_t n,
			size_t n_odds)
{
	size_t have, i, j, now = 0;

	for (i = 0; i < n; i++)
		queue(s, &s->power[now][i], &odd[i * n_odds], &odd[i * n_odds]);
	flush(s);
	/* power is 2 have P, and the odd multiples below that are there */
	for (have = 1; have < n_odds; have *= 2) {
		for (i = 0; i < n; i++) {
			struct zk_g1_affine *t = &odd[i * n_odds];

			for (j = 0; j < have; j++)
				queue(s, &t[have + j], &t[j], &s->power[now][i]);
			if (2 * have < n_odds)
				queue(s, &s->power[!now][i], &s->power[now][i],
				      &s->power[now][i]);
		}
		flush(s);
		now = !now;
	}
}

void zk_msm_table_init_vartime(struct zk_msm_table *table, const struct zk_g1_affine *p,
			       struct zk_msm_scratch *scratch)
{
	scratch->n_sums = 0;
	table->odd[0] = *p;
	fill_tables(scratch, table->odd, 1, ZK_MSM_FIXED_ODDS);
}

/* Queue the digits of one half of a scalar for the lists from first on */
static void refer_half(struct zk_msm_scratch *s, const struct zk_g1_affine *odd,
		       const struct zk_half *k, unsigned int width, u16 first, bool negate)
{
	struct zk_digit digit[ZK_WNAF_DIGITS(ZK_MSM_FRESH_WIDTH)];
	size_t i, n = zk_wnaf_vartime(digit, k, width);

	for (i = 0; i < n; i++) {
		struct zk_msm_ref *ref = &s->ref[s->n_refs++];
		int v = digit[i].value;

		ref->point = &odd[(v < 0 ? -v : v) / 2];
		ref->negate = (v < 0) ^ negate;
		ref->list = first + digit[i].position;
	}
}

/*
 * k P = r0 P + r1 x^2 P, and x^2 P is minus the endomorphism's image of P, which is taken
 * at the end, once for each list
 */
static void refer_term(struct zk_msm_scratch *s, const struct zk_msm_term *term,
		       const struct zk_g1_affine *odd, unsigned int width)
{
	struct zk_half r0, r1;
	u16 j, list = 0;

	for (j = 0; j < 2; j++) {
		zk_fr_halves_vartime(&r0, &r1, &term->k[j]);
		refer_half(s, odd, &r0, width, list, false);
		list += ZK_WNAF_POSITIONS;
		refer_half(s, odd, &r1, width, list, true);
		list += ZK_WNAF_POSITIONS;
	}
}

/* Copy the points referred to into s->item, ordered by list; s->start says where each begins */
static void sort_items(struct zk_msm_scratch *s)
{
	size_t i;

	memset(s->start, 0, sizeof(s->start));
	for (i = 0; i < s->n_refs; i++)
		s->start[s->ref[i].list + 1]++;
	for (i = 0; i < ZK_MSM_LISTS; i++)
		s->start[i + 1] += s->start[i];
	/* from the back, which turns the ends of the lists into their beginnings */
	for (i = 0; i < s->n_refs; i++) {
		const struct zk_msm_ref *ref = &s->ref[i];
		struct zk_g1_affine *item = &s->item[--s->start[ref->list + 1]];

		if (ref->negate)
			zk_g1_affine_neg(item, ref->point);
		else
			*item = *ref->point;
	}
	memmove(s->start, s->start + 1, ZK_MSM_LISTS * sizeof(s->start[0]));
	s->start[ZK_MSM_LISTS] = s->n_refs;
}

/* Add the items of each list to its total */
static void add_items(struct zk_msm_scratch *s)
{
	size_t list, i, stride, n;

	sort_items(s);
	for (stride = 1, n = 1; n; stride *= 2) {
		n = 0;
		for (list = 0; list < ZK_MSM_LISTS; list++) {
			for (i = s->start[list]; i + stride < s->start[list + 1]; i += 2 * stride) {
				queue(s, &s->item[i], &s->item[i], &s->item[i + stride]);
				n++;
			}
		}
		flush(s);
	}
	for (list = 0; list < ZK_MSM_LISTS; list++)
		if (s->start[list] < s->start[list + 1])
			queue(s, &s->total[list], &s->total[list], &s->item[s->start[list]]);
	flush(s);
	s->n_refs = 0;
}

/* The most digits that a term has */
static size_t digits_of(const struct zk_msm_term *t)
{
	size_t half = ZK_WNAF_DIGITS(t->table ? ZK_MSM_FIXED_WIDTH : ZK_MSM_FRESH_WIDTH);

	return 2 * half * (!zk_fr_is_zero(&t->k[0]) + !zk_fr_is_zero(&t->k[1]));
}

/* Take as many terms as there is room for and add them to the totals; returns how many */
static size_t take_terms(struct zk_msm_scratch *s, const struct zk_msm_term *terms, size_t n)
{
	size_t i, fresh = 0, room = ZK_MSM_ITEMS, need, taken;

	for (taken = 0; taken < n; taken++) {
		const struct zk_msm_term *t = &terms[taken];

		need = digits_of(t);
		if (room < need || (!t->table && fresh == ZK_MSM_FRESH))
			break;
		room -= need;
		if (!t->table)
			s->odd[fresh++][0] = *t->point;
	}
	fill_tables(s, s->odd[0], fresh, ZK_MSM_FRESH_ODDS);
	fresh = 0;
	for (i = 0; i < taken; i++) {
		if (terms[i].table)
			refer_term(s, &terms[i], terms[i].table->odd, ZK_MSM_FIXED_WIDTH);
		else
			refer_term(s, &terms[i], s->odd[fresh++], ZK_MSM_FRESH_WIDTH);
	}
	add_items(s);
	return taken;
}

/* Add the two halves of each sum, the second under the endomorphism */
static void join_halves(struct zk_msm_scratch *s)
{
	struct zk_g1_affine *t = s->total;
	size_t i, j;

	for (j = 0; j < 2; j++) {
		for (i = 0; i < ZK_WNAF_POSITIONS; i++, t++) {
			if (zk_g1_affine_is_inf(t + ZK_WNAF_POSITIONS))
				continue;
			zk_g1_affine_endo(t + ZK_WNAF_POSITIONS, t + ZK_WNAF_POSITIONS);
			queue(s, t, t, t + ZK_WNAF_POSITIONS);
		}
		t += ZK_WNAF_POSITIONS;
	}
	flush(s);
}

void zk_msm_vartime(struct zk_g1 r[2], const struct zk_msm_term *terms, size_t n,
		    struct zk_msm_scratch *scratch)
{
	const struct zk_g1_affine *t;
	size_t done, i, j;

	scratch->n_sums = 0;
	scratch->n_refs = 0;
	memset(scratch->total, 0, sizeof(scratch->total));
	for (done = 0; done < n;)
		done += take_terms(scratch, terms + done, n - done);
	join_halves(scratch);
	memset(r, 0, 2 * sizeof(r[0]));
	for (j = 0; j < 2; j++) {
		t = scratch->total + 2 * j * ZK_WNAF_POSITIONS;
		for (i = ZK_WNAF_POSITIONS; i-- > 0;) {
			if (!zk_g1_is_inf(&r[j]))
				zk_g1_dbl(&r[j], &r[j]);
			zk_g1_add_affine_vartime(&r[j], &r[j], &t[i]);
		}
	}
}
