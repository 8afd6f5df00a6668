// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Inversion by division steps: Bernstein and Yang, "Fast constant-time gcd
 * computation and modular inversion", ePrint 2019/266.  Here in variable time.
 *
 * A step takes (delta, f, g) with f odd to
 *   (1 - delta, g, (g - f) / 2)           if delta > 0 and g is odd,
 *   (1 + delta, f, (g + (g mod 2) f) / 2) otherwise.
 * From (1, modulus, a) it reaches g = 0, and f = +-gcd = +-1, in a bounded number
 * of steps (theorem 11.2 there).  62 steps at a time depend on the low limbs
 * of f and g only; they amount to a matrix, by which f and g, and d and e with
 *   d * a = f * factor and e * a = g * factor  (mod modulus),
 * are multiplied once.
 */

#include "modinv.h"

#define STEPS 62
#define LOW (~0ULL >> 2)

/* 2^62 times what the steps do: f' = (u f + v g) / 2^62, g' = (q f + r g) / 2^62 */
struct matrix {
	s64 u, v, q, r;
};

/*
 * The matrix of the next 62 steps, and delta after them.  Each row's absolute
 * values sum to at most 2^62, doubling at most with each step.
 */
static s64 steps_vartime(struct matrix *t, s64 delta, u64 f, u64 g)
{
	/* Unsigned, as 2^62 - 1 times a small number may pass through */
	u64 u = 1, v = 0, q = 0, r = 1, w, x;
	int left = STEPS, run;

	for (;;) {
		/* All steps with g even, but no more than are left */
		run = __builtin_ctzll(g | ~0ULL << left);
		g >>= run;
		u <<= run;
		v <<= run;
		delta += run;
		left -= run;
		if (!left)
			break;
		if (delta > 0) {
			/* The first half of this step: (f, g) becomes (g, -f) */
			delta = -delta;
			x = f, f = g, g = 0 - x;
			x = u, u = q, q = 0 - x;
			x = v, v = r, r = 0 - x;
		}
		/*
		 * The next 1 - delta steps keep f, whatever g is, and so add to g
		 * the multiple of f that clears as many low bits.  f is its own
		 * inverse mod 8, hence f (2 - f^2) is it mod 64: w = -g / f.
		 */
		run = 1 - delta < left ? 1 - delta : left;
		w = g * f * (f * f - 2) & (63 >> (run < 6 ? 6 - run : 0));
		g += f * w;
		q += u * w;
		r += v * w;
	}
	*t = (struct matrix){ u, v, q, r };
	return delta;
}

/* (f, g) = (u f + v g, q f + r g) / 2^62, exact by the choice of the matrix */
static void update_fg(s64 *f, s64 *g, const struct matrix *t, int n)
{
	zk_s128 cf = (zk_s128)t->u * f[0] + (zk_s128)t->v * g[0];
	zk_s128 cg = (zk_s128)t->q * f[0] + (zk_s128)t->r * g[0];
	int i;

	cf >>= STEPS;
	cg >>= STEPS;
	for (i = 1; i < n; i++) {
		cf += (zk_s128)t->u * f[i] + (zk_s128)t->v * g[i];
		cg += (zk_s128)t->q * f[i] + (zk_s128)t->r * g[i];
		f[i - 1] = cf & LOW;
		g[i - 1] = cg & LOW;
		cf >>= STEPS;
		cg >>= STEPS;
	}
	f[n - 1] = cf;
	g[n - 1] = cg;
}

/*
 * (d, e) = (u d + v e, q d + r e) / 2^62 mod modulus.  Both stay in
 * (-2 modulus, modulus): a negative one first gets the modulus added, so the sums are
 * within +-2^62 moduli, and making them divisible takes at most 2^62 - 1 off.
 */
static void update_de(s64 *d, s64 *e, const struct matrix *t, const struct zk_modinv *mod)
{
	int n = mod->signed_limbs, i;
	s64 d_neg = d[n - 1] >> 63, e_neg = e[n - 1] >> 63;
	s64 kd = (t->u & d_neg) + (t->v & e_neg);
	s64 ke = (t->q & d_neg) + (t->r & e_neg);
	zk_s128 cd = (zk_s128)t->u * d[0] + (zk_s128)t->v * e[0];
	zk_s128 ce = (zk_s128)t->q * d[0] + (zk_s128)t->r * e[0];

	/* Multiples of the modulus that clear the low 62 bits */
	kd -= (mod->inv * (u64)cd + kd) & LOW;
	ke -= (mod->inv * (u64)ce + ke) & LOW;
	cd += (zk_s128)mod->modulus[0] * kd;
	ce += (zk_s128)mod->modulus[0] * ke;
	cd >>= STEPS;
	ce >>= STEPS;
	for (i = 1; i < n; i++) {
		cd += (zk_s128)t->u * d[i] + (zk_s128)t->v * e[i] + (zk_s128)mod->modulus[i] * kd;
		ce += (zk_s128)t->q * d[i] + (zk_s128)t->r * e[i] + (zk_s128)mod->modulus[i] * ke;
		d[i - 1] = cd & LOW;
		e[i - 1] = ce & LOW;
		cd >>= STEPS;
		ce >>= STEPS;
	}
	d[n - 1] = cd;
	e[n - 1] = ce;
}

/* d = sign * d + k * modulus, where sign is 1 or -1 */
static void add_multiple(s64 *d, s64 sign, s64 k, const struct zk_modinv *mod)
{
	int n = mod->signed_limbs, i;
	s64 c = 0;

	for (i = 0; i < n - 1; i++) {
		c += sign * d[i] + k * mod->modulus[i];
		d[i] = c & LOW;
		c >>= STEPS;
	}
	d[n - 1] = sign * d[n - 1] + k * mod->modulus[n - 1] + c;
}

static void to_signed(s64 *r, const u64 *a, const struct zk_modinv *mod)
{
	int i, bit, limb;

	for (i = 0; i < mod->signed_limbs; i++) {
		limb = i * STEPS / 64;
		bit = i * STEPS % 64;
		r[i] = limb < mod->limbs ? a[limb] >> bit & LOW : 0;
		if (bit > 2 && limb + 1 < mod->limbs)
			r[i] |= a[limb + 1] << (64 - bit) & LOW;
	}
}

static void from_signed(u64 *r, const s64 *a, const struct zk_modinv *mod)
{
	int i, bit, limb;

	for (i = 0; i < mod->limbs; i++) {
		limb = i * 64 / STEPS;
		bit = i * 64 % STEPS;
		r[i] = (u64)a[limb] >> bit | (u64)a[limb + 1] << (STEPS - bit);
	}
}

static bool is_zero(const s64 *a, int n)
{
	u64 any = 0;
	int i;

	for (i = 0; i < n; i++)
		any |= a[i];
	return !any;
}

void zk_modinv_vartime(u64 *r, const u64 *a, const struct zk_modinv *mod)
{
	s64 f[ZK_MODINV_LIMBS], g[ZK_MODINV_LIMBS];
	s64 d[ZK_MODINV_LIMBS] = { 0 }, e[ZK_MODINV_LIMBS];
	int n = mod->signed_limbs;
	s64 delta = 1;
	struct matrix t;

	memcpy(f, mod->modulus, sizeof(f));
	memcpy(e, mod->factor, sizeof(e));
	to_signed(g, a, mod);
	while (!is_zero(g, n)) {
		delta = steps_vartime(&t, delta, f[0] | (u64)f[1] << STEPS,
				      g[0] | (u64)g[1] << STEPS);
		update_fg(f, g, &t, n);
		update_de(d, e, &t, mod);
	}
	/* f is 1 or -1, and d in (-2 modulus, modulus); d = 0 if a = 0 */
	add_multiple(d, 1, d[n - 1] < 0, mod);
	add_multiple(d, f[n - 1] < 0 ? -1 : 1, 0, mod);
	add_multiple(d, 1, d[n - 1] < 0, mod);
	from_signed(r, d, mod);
}
