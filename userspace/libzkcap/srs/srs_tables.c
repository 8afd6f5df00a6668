// SPDX-License-Identifier: MIT
/* Making, mapping and using the prover's tables. */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ntt.h"
#include "sha256.h"
#include "srs_tables.h"

/* Rows of all domains together: 128 + 256 + 512 + 1024 + 2048 */
#define ROWS ((2 << ZKCAP_SRS_MAX_LOG2N) - (1 << ZKCAP_SRS_MIN_LOG2N))
#define DOMAINS (ZKCAP_SRS_MAX_LOG2N - ZKCAP_SRS_MIN_LOG2N + 1)
#define BYTE_ORDER_MARK 0x0102030405060708ULL

static const u8 magic[8] = { 'Z', 'K', 'C', 'T', 2 };

/* The file: this structure, as it is in memory */
struct zkcap_srs_image {
	u8 magic[8];
	u64 byte_order;
	u8 source[32];
	u8 digest[32];		/* SHA-256 of all that follows */
	struct zk_g1_affine powers[ZKCAP_SRS_POWERS * ZKCAP_MSM_WINDOWS];
	struct zk_g1_affine rows[ROWS * ZKCAP_SRS_ROW_WINDOWS];
};

/* First row of a domain among all rows */
static size_t first_row(unsigned int log2n)
{
	return ((size_t)1 << log2n) - (1 << ZKCAP_SRS_MIN_LOG2N);
}

static void image_digest(u8 out[32], const struct zkcap_srs_image *image)
{
	const u8 *start = (const u8 *)image->powers;

	zkcap_sha256(out, start, sizeof(*image) - (size_t)(start - (const u8 *)image));
}

/* r = a - b */
static void subtract(struct zk_g1_affine *r, const struct zk_g1_affine *a,
		     const struct zk_g1_affine *b)
{
	struct zk_g1_affine minus_b;
	struct zk_g1 t;

	zk_g1_affine_neg(&minus_b, b);
	zk_g1_from_affine(&t, a);
	zk_g1_add_affine_vartime(&t, &t, &minus_b);
	zk_g1_to_affine_vartime(r, &t);
}

static void set_pointers(struct zkcap_srs *srs)
{
	const struct zk_g1_affine *p = srs->image->powers;
	unsigned int k, i;

	srs->powers = (struct zkcap_basis){ p, ZKCAP_SRS_POWERS, ZKCAP_MSM_WINDOWS };
	for (k = ZKCAP_SRS_MIN_LOG2N; k <= ZKCAP_SRS_MAX_LOG2N; k++) {
		srs->rows[k] = (struct zkcap_basis){
			srs->image->rows + first_row(k) * ZKCAP_SRS_ROW_WINDOWS,
			(size_t)1 << k, ZKCAP_SRS_ROW_WINDOWS,
		};
		for (i = 0; i < 2; i++)
			subtract(&srs->vanishing[k][i],
				 &p[(((size_t)1 << k) + i) * ZKCAP_MSM_WINDOWS],
				 &p[i * ZKCAP_MSM_WINDOWS]);
	}
}

/* Working memory of one domain's transform */
struct transform {
	struct zkcap_domain d;
	struct zk_g1 *a;
	struct zk_g1_affine *affine;
	struct zk_fp *scratch;
};

static int transform_init(struct transform *t, unsigned int log2n)
{
	memset(t, 0, sizeof(*t));
	if (zkcap_domain_init(&t->d, log2n))
		return -ENOMEM;
	t->a = malloc(t->d.n * sizeof(*t->a));
	t->affine = malloc(t->d.n * sizeof(*t->affine));
	t->scratch = malloc(t->d.n * sizeof(*t->scratch));
	return t->a && t->affine && t->scratch ? 0 : -ENOMEM;
}

static void transform_free(struct transform *t)
{
	zkcap_domain_free(&t->d);
	free(t->a);
	free(t->affine);
	free(t->scratch);
}

/* Powers in bit-reversed order, divided by n */
static void load_powers(struct transform *t, const struct zk_g1_affine *power)
{
	size_t i, j;
	unsigned int b;

	for (i = 0; i < t->d.n; i++) {
		for (b = 0, j = 0; b < t->d.log2n; b++)
			j |= (i >> b & 1) << (t->d.log2n - 1 - b);
		zk_g1_mul_vartime(&t->a[j], &power[i], &t->d.n_inv);
	}
}

/* One layer of the transform with 1/w, on blocks of 2 * half */
static void layer(struct transform *t, size_t half)
{
	size_t n = t->d.n, stride = n / (2 * half), start, i;
	struct zk_g1 odd, minus_odd;

	/* multiplication wants affine points */
	zk_g1_batch_to_affine_vartime(t->affine, t->a, n, t->scratch);
	for (start = 0; start < n; start += 2 * half) {
		for (i = 0; i < half; i++) {
			struct zk_g1 *lo = &t->a[start + i], *hi = lo + half;

			if (i)
				zk_g1_mul_vartime(&odd, &t->affine[start + i + half],
						  &t->d.powers[n - i * stride]);
			else
				odd = *hi;
			zk_g1_neg(&minus_odd, &odd);
			zk_g1_add_vartime(hi, lo, &minus_odd);
			zk_g1_add_vartime(lo, lo, &odd);
		}
	}
}

/* L_i = 1/n sum_j w^(-ij) X^j: the inverse transform, in the group */
static int lagrange_points(struct zk_g1_affine *out, const struct zk_g1_affine *power,
			   unsigned int log2n)
{
	struct transform t;
	size_t half;
	int rc = transform_init(&t, log2n);

	if (!rc) {
		load_powers(&t, power);
		for (half = 1; half < t.d.n; half *= 2)
			layer(&t, half);
		zk_g1_batch_to_affine_vartime(t.affine, t.a, t.d.n, t.scratch);
		rc = zkcap_g1_multiples(out, t.affine, t.d.n, ZKCAP_SRS_ROW_WINDOWS);
	}
	transform_free(&t);
	return rc;
}

struct derivation {
	struct zkcap_srs_image *image;
	const struct zk_g1_affine *power;
	int rc[DOMAINS + 1];
};

/* Largest domain first; the multiples of the powers last */
static void derive_part(void *arg, unsigned int task)
{
	struct derivation *d = arg;
	unsigned int log2n = ZKCAP_SRS_MAX_LOG2N - task;

	if (task == DOMAINS)
		d->rc[task] = zkcap_g1_multiples(d->image->powers, d->power, ZKCAP_SRS_POWERS,
						 ZKCAP_MSM_WINDOWS);
	else
		d->rc[task] = lagrange_points(d->image->rows + first_row(log2n) *
					      ZKCAP_SRS_ROW_WINDOWS, d->power, log2n);
}

static int fill_image(struct zkcap_srs_image *image, const struct zkcap_srs_file *file,
		      unsigned int threads, struct zkcap_error *err)
{
	struct derivation d = { .image = image };
	struct zk_g1_affine *power = malloc(ZKCAP_SRS_POWERS * sizeof(*power));
	int rc = 0, i;

	if (!power)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	d.power = power;
	for (i = 0; i < ZKCAP_SRS_POWERS && !rc; i++)
		if (zk_g1_from_bytes_unchecked_vartime(&power[i], file->g1[i]) ||
		    zk_g1_affine_is_inf(&power[i]))
			rc = zkcap_error_set(err, -EBADMSG, "power %d in G1: not a point", i);
	if (!rc)
		zkcap_parallel(threads, DOMAINS + 1, derive_part, &d);
	for (i = 0; i <= DOMAINS && !rc; i++)
		if (d.rc[i])
			rc = zkcap_error_set(err, d.rc[i], "out of memory");
	free(power);
	return rc;
}

int zkcap_srs_derive(struct zkcap_srs **out, const struct zkcap_srs_file *file,
		     unsigned int threads, struct zkcap_error *err)
{
	struct zkcap_srs *srs = calloc(1, sizeof(*srs));
	int rc;

	if (srs)
		srs->image = calloc(1, sizeof(*srs->image));
	if (!srs || !srs->image) {
		free(srs);
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	}
	rc = fill_image(srs->image, file, threads, err);
	if (rc) {
		zkcap_srs_free(srs);
		return rc;
	}
	memcpy(srs->image->magic, magic, sizeof(magic));
	srs->image->byte_order = BYTE_ORDER_MARK;
	memcpy(srs->image->source, file->digest, sizeof(file->digest));
	image_digest(srs->image->digest, srs->image);
	set_pointers(srs);
	*out = srs;
	return 0;
}

/* Maps the file if it has the size of the tables */
static int map_image(struct zkcap_srs_image **image, const char *path, struct zkcap_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), rc = 0;
	struct stat st;
	void *p;

	if (fd < 0)
		return zkcap_error_set(err, -errno, "%s: cannot open: %s", path,
				       strerror(errno));
	if (fstat(fd, &st)) {
		rc = zkcap_error_set(err, -errno, "%s: %s", path, strerror(errno));
	} else if (st.st_size != sizeof(**image)) {
		rc = zkcap_error_set(err, -EINVAL, "%s: %lld bytes: expected %zu", path,
				     (long long)st.st_size, sizeof(**image));
	} else {
		p = mmap(NULL, sizeof(**image), PROT_READ, MAP_PRIVATE, fd, 0);
		if (p == MAP_FAILED)
			rc = zkcap_error_set(err, -errno, "%s: cannot map: %s", path,
					     strerror(errno));
		else
			*image = p;
	}
	close(fd);
	return rc;
}

int zkcap_srs_map(struct zkcap_srs **out, const char *path, const u8 source[32],
		  struct zkcap_error *err)
{
	struct zkcap_srs *srs = calloc(1, sizeof(*srs));
	int rc;

	if (!srs)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	srs->mapped = true;
	rc = map_image(&srs->image, path, err);
	if (rc) {
		free(srs);
		return rc;
	}
	if (memcmp(srs->image->magic, magic, sizeof(magic)) ||
	    srs->image->byte_order != BYTE_ORDER_MARK)
		rc = zkcap_error_set(err, -EINVAL,
				     "%s: not tables of this version and byte order", path);
	else if (memcmp(srs->image->source, source, 32))
		rc = zkcap_error_set(err, -EINVAL,
				     "%s: made from another reference string", path);
	if (rc) {
		zkcap_srs_free(srs);
		return rc;
	}
	set_pointers(srs);
	*out = srs;
	return 0;
}

void zkcap_srs_free(struct zkcap_srs *srs)
{
	if (!srs)
		return;
	if (srs->mapped)
		munmap(srs->image, sizeof(*srs->image));
	else
		free(srs->image);
	free(srs);
}

const void *zkcap_srs_image(const struct zkcap_srs *srs, size_t *len)
{
	*len = sizeof(*srs->image);
	return srs->image;
}

bool zkcap_srs_intact(const struct zkcap_srs *srs)
{
	u8 digest[32];

	image_digest(digest, srs->image);
	return !memcmp(digest, srs->image->digest, sizeof(digest));
}

static int commit(struct zk_g1_affine *r, const struct zkcap_basis *basis,
		  const struct zk_fr *k, size_t n, unsigned int threads)
{
	struct zk_g1 sum;
	int rc = zkcap_msm_vartime(&sum, basis, k, n, threads);

	if (!rc)
		zk_g1_to_affine_vartime(r, &sum);
	explicit_bzero(&sum, sizeof(sum));
	return rc;
}

int zkcap_srs_commit_rows_vartime(struct zk_g1_affine *r, const struct zkcap_srs *srs,
				  unsigned int log2n, const struct zk_fr *value,
				  unsigned int threads)
{
	return commit(r, &srs->rows[log2n], value, (size_t)1 << log2n, threads);
}

int zkcap_srs_commit_vartime(struct zk_g1_affine *r, const struct zkcap_srs *srs,
			     const struct zk_fr *coefficient, size_t n, unsigned int threads)
{
	return commit(r, &srs->powers, coefficient, n, threads);
}
