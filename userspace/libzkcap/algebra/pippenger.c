// SPDX-License-Identifier: MIT
/* Pippenger's method over bases with precomputed multiples. */

#include <errno.h>
#include <stdlib.h>

#include "g1_batch.h"
#include "pippenger.h"

#define BUCKETS (1 << (ZKCAP_MSM_WINDOW_BITS - 1))
/* Points that are added up together, so that they and their slopes stay in cache */
#define BLOCK 8192

/* Buckets are weighed as a square: number = SIDE * row + column */
#define SIDE 32

/* The passes of one multiplication; buckets are numbered 1 .. BUCKETS */
struct job {
	const struct zkcap_basis *basis;
	size_t n;
	int16_t *digit;			/* n * ZKCAP_MSM_WINDOWS */
	u32 *entry;			/* point index and sign, sorted by bucket */
	size_t first[BUCKETS + 2];	/* of each bucket in @entry; and the end */
	struct zk_g1_affine sums[BUCKETS + 1];
};

/* Buckets lo .. hi - 1 of a job, for one thread */
struct range {
	struct job *job;
	size_t lo, hi;
	int rc;
};

/* (r - 1) / 2 */
static const u64 half_modulus[ZK_FR_LIMBS] = {
	0x7fffffff80000000ULL, 0xa9ded2017fff2dffULL,
	0x199cec0404d0ec02ULL, 0x39f6d3a994cebea4ULL,
};

static bool above_half(const u64 l[ZK_FR_LIMBS])
{
	int i;

	for (i = ZK_FR_LIMBS - 1; i > 0; i--)
		if (l[i] != half_modulus[i])
			break;
	return l[i] > half_modulus[i];
}

/* Signed digits of k or of k - r, whichever is smaller; the least significant first */
static void recode(int16_t digit[ZKCAP_MSM_WINDOWS], const struct zk_fr *k)
{
	u64 l[ZK_FR_LIMBS];
	struct zk_fr minus_k;
	int carry = 0, sign = 1, i;

	zk_fr_to_limbs(l, k);
	if (above_half(l)) {
		zk_fr_neg(&minus_k, k);
		zk_fr_to_limbs(l, &minus_k);
		sign = -1;
	}
	for (i = 0; i < ZKCAP_MSM_WINDOWS; i++) {
		int at = i * ZKCAP_MSM_WINDOW_BITS, limb = at / 64, shift = at % 64, d;
		u64 v = l[limb] >> shift;

		if (shift > 64 - ZKCAP_MSM_WINDOW_BITS && limb + 1 < ZK_FR_LIMBS)
			v |= l[limb + 1] << (64 - shift);
		d = (int)(v & (2 * BUCKETS - 1)) + carry;
		carry = d > BUCKETS;
		if (carry)
			d -= 2 * BUCKETS;
		digit[i] = (int16_t)(sign * d);
	}
}

/* Sorts the digits of one pass into buckets; returns how many are not zero */
static size_t fill_buckets(struct job *job, unsigned int first_window, unsigned int windows)
{
	size_t at[BUCKETS + 2] = { 0 };
	size_t i, sum = 0;
	unsigned int j;

	for (i = 0; i < job->n; i++)
		for (j = 0; j < windows; j++)
			at[abs(job->digit[i * ZKCAP_MSM_WINDOWS + first_window + j])]++;
	for (i = 1; i <= BUCKETS; i++) {
		job->first[i] = sum;
		sum += at[i];
		at[i] = job->first[i];
	}
	job->first[BUCKETS + 1] = sum;
	for (i = 0; i < job->n; i++) {
		for (j = 0; j < windows; j++) {
			int d = job->digit[i * ZKCAP_MSM_WINDOWS + first_window + j];

			if (d)
				job->entry[at[abs(d)]++] =
					(u32)(i * job->basis->windows + j) << 1 | (d < 0);
		}
	}
	explicit_bzero(at, sizeof(at));
	return sum;
}

static void load_point(struct zk_g1_affine *p, const struct job *job, size_t at, size_t end)
{
	u32 e = job->entry[at];

	if (at + 8 < end)
		__builtin_prefetch(&job->basis->points[job->entry[at + 8] >> 1]);
	*p = job->basis->points[e >> 1];
	if (e & 1)
		zk_fp_neg(&p->y, &p->y);
}

/* Memory of one thread */
struct scratch {
	struct zkcap_g1_batch batch;
	struct zk_g1_affine *points;
	size_t room;
	size_t len[BUCKETS];
	size_t start[BUCKETS];
};

/* Adds up the contents of buckets lo .. hi - 1, which fit into the block together */
static void sum_block(struct job *job, size_t lo, size_t hi, struct scratch *s)
{
	size_t base = job->first[lo], end = job->first[hi], i;

	for (i = base; i < end; i++)
		load_point(&s->points[i - base], job, i, end);
	for (i = lo; i < hi; i++) {
		s->start[i - lo] = job->first[i] - base;
		s->len[i - lo] = job->first[i + 1] - job->first[i];
	}
	zkcap_g1_batch_sum_vartime(&s->batch, s->points, s->len, s->start, hi - lo);
	for (i = lo; i < hi; i++)
		if (s->len[i - lo])
			job->sums[i] = s->points[s->start[i - lo]];
}

/* Where a bucket stands in a row, or in a column */
static size_t row_of(size_t bucket)
{
	return bucket / SIDE;
}

static size_t column_of(size_t bucket)
{
	return bucket % SIDE;
}

/* r = the sum over all buckets of line(bucket) * sums[bucket], line 0 .. SIDE */
static void weigh_lines(struct zk_g1 *r, const struct zk_g1_affine *sums,
			size_t (*line)(size_t bucket), struct scratch *s)
{
	struct zk_g1 run = { 0 };
	size_t fill[SIDE + 1], i, b;

	memset(s->len, 0, sizeof(s->len));
	for (b = 1; b <= BUCKETS; b++)
		s->len[line(b)] += !zk_g1_affine_is_inf(&sums[b]);
	for (i = 0, b = 0; i <= SIDE; b += s->len[i++])
		fill[i] = s->start[i] = b;
	for (b = 1; b <= BUCKETS; b++)
		if (!zk_g1_affine_is_inf(&sums[b]))
			s->points[fill[line(b)]++] = sums[b];
	zkcap_g1_batch_sum_vartime(&s->batch, s->points, s->len, s->start, SIDE + 1);
	*r = (struct zk_g1){ 0 };
	for (i = SIDE; i > 0; i--) {
		if (s->len[i])
			zk_g1_add_affine_vartime(&run, &run, &s->points[s->start[i]]);
		zk_g1_add_vartime(r, r, &run);
	}
}

/* r = the sum of b * sums[b] */
static void weigh_buckets(struct zk_g1 *r, const struct zk_g1_affine *sums, struct scratch *s)
{
	struct zk_g1 columns;
	int i;

	weigh_lines(r, sums, row_of, s);
	for (i = SIDE; i > 1; i /= 2)
		zk_g1_dbl(r, r);
	weigh_lines(&columns, sums, column_of, s);
	zk_g1_add_vartime(r, r, &columns);
}

/* Room for a block, or for the largest bucket of the range if that is more */
static int scratch_init(struct scratch **out, const struct range *range)
{
	const size_t *first = range->job->first;
	struct scratch *s = calloc(1, sizeof(*s));
	size_t b;

	if (!s)
		return -ENOMEM;
	s->room = BLOCK;
	for (b = range->lo; b < range->hi; b++)
		if (first[b + 1] - first[b] > s->room)
			s->room = first[b + 1] - first[b];
	s->points = malloc(s->room * sizeof(*s->points));
	if (!s->points || zkcap_g1_batch_init(&s->batch, s->room / 2)) {
		free(s->points);
		free(s);
		return -ENOMEM;
	}
	*out = s;
	return 0;
}

static void scratch_free(struct scratch *s)
{
	zkcap_g1_batch_free(&s->batch);
	explicit_bzero(s->points, s->room * sizeof(*s->points));
	free(s->points);
	explicit_bzero(s, sizeof(*s));
	free(s);
}

static void range_run(void *arg, unsigned int task)
{
	struct range *range = (struct range *)arg + task;
	const size_t *first = range->job->first;
	struct scratch *s;
	size_t lo = range->lo, hi;

	range->rc = scratch_init(&s, range);
	if (range->rc)
		return;
	while (lo < range->hi) {
		for (hi = lo + 1; hi < range->hi; hi++)
			if (first[hi + 1] - first[lo] > s->room)
				break;
		sum_block(range->job, lo, hi, s);
		lo = hi;
	}
	scratch_free(s);
}

/* Cuts the buckets into ranges with about the same number of points each */
static void cut_ranges(struct range *range, struct job *job, unsigned int n)
{
	size_t total = job->first[BUCKETS + 1], b = 1;
	unsigned int i;

	for (i = 0; i < n; i++) {
		size_t want = total * (i + 1) / n;

		range[i].job = job;
		range[i].lo = b;
		while (b <= BUCKETS && (i + 1 == n || job->first[b] < want))
			b++;
		range[i].hi = b;
	}
}

/* r = the sum over all buckets of one pass */
static int run_pass(struct zk_g1 *r, struct job *job, unsigned int threads)
{
	struct range range[ZKCAP_MAX_THREADS], all = { .job = job };
	struct scratch *s;
	unsigned int i;
	int rc;

	memset(job->sums, 0, sizeof(job->sums));
	cut_ranges(range, job, threads);
	zkcap_parallel(threads, threads, range_run, range);
	for (i = 0; i < threads; i++)
		if (range[i].rc)
			return range[i].rc;
	rc = scratch_init(&s, &all);
	if (rc)
		return rc;
	weigh_buckets(r, job->sums, s);
	scratch_free(s);
	return 0;
}

static int run_passes(struct zk_g1 *r, struct job *job, unsigned int threads)
{
	unsigned int windows = job->basis->windows;
	unsigned int pass = (ZKCAP_MSM_WINDOWS + windows - 1) / windows;
	unsigned int i, first, count;
	struct zk_g1 part;
	int rc = 0;

	*r = (struct zk_g1){ 0 };
	while (pass-- > 0 && !rc) {
		first = pass * windows;
		count = ZKCAP_MSM_WINDOWS - first < windows ? ZKCAP_MSM_WINDOWS - first : windows;
		for (i = 0; i < ZKCAP_MSM_WINDOW_BITS * windows && !zk_g1_is_inf(r); i++)
			zk_g1_dbl(r, r);
		if (!fill_buckets(job, first, count))
			continue;
		rc = run_pass(&part, job, threads);
		if (!rc)
			zk_g1_add_vartime(r, r, &part);
	}
	explicit_bzero(&part, sizeof(part));
	return rc;
}

int zkcap_msm_vartime(struct zk_g1 *r, const struct zkcap_basis *basis, const struct zk_fr *k,
		      size_t n, unsigned int threads)
{
	size_t digits = n * ZKCAP_MSM_WINDOWS, entries = n * basis->windows, i;
	struct job *job;
	int rc = -ENOMEM;

	if (n > basis->n || n > ZKCAP_MSM_MAX_TERMS || !threads || threads > ZKCAP_MAX_THREADS)
		return -EINVAL;
	job = calloc(1, sizeof(*job));
	if (!job)
		return -ENOMEM;
	job->basis = basis;
	job->n = n;
	job->digit = malloc(digits * sizeof(*job->digit) + 1);
	job->entry = malloc(entries * sizeof(*job->entry) + 1);
	if (job->digit && job->entry) {
		for (i = 0; i < n; i++)
			recode(&job->digit[i * ZKCAP_MSM_WINDOWS], &k[i]);
		rc = run_passes(r, job, threads);
		explicit_bzero(job->digit, digits * sizeof(*job->digit));
		explicit_bzero(job->entry, entries * sizeof(*job->entry));
	}
	free(job->digit);
	free(job->entry);
	explicit_bzero(job, sizeof(*job));
	free(job);
	return rc;
}

int zkcap_g1_multiples(struct zk_g1_affine *out, const struct zk_g1_affine *p, size_t n,
		       unsigned int windows)
{
	struct zkcap_g1_batch batch;
	struct zk_g1_affine *cur;
	unsigned int j, b;
	size_t i;

	cur = malloc(n * sizeof(*cur));
	if (!cur)
		return -ENOMEM;
	if (zkcap_g1_batch_init(&batch, n)) {
		free(cur);
		return -ENOMEM;
	}
	memcpy(cur, p, n * sizeof(*cur));
	for (j = 0; j < windows; j++) {
		for (i = 0; i < n; i++)
			out[i * windows + j] = cur[i];
		for (b = 0; j + 1 < windows && b < ZKCAP_MSM_WINDOW_BITS; b++)
			zkcap_g1_batch_dbl_vartime(&batch, cur, n);
	}
	zkcap_g1_batch_free(&batch);
	free(cur);
	return 0;
}
