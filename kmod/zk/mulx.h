/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Multiplication for x86-64 with BMI2 and ADX, in general registers only, so
 * that it may run in the kernel.  MULX leaves the flags alone, ADCX uses only
 * CF and ADOX only OF: a row of products is added in two carry chains at once,
 * the low halves by one and the high halves by the other.
 *
 * Same contracts and same bounds as the portable functions in limbs.h, with
 * -m^-1 mod 2^64 standing in memory right behind the modulus m.  Memory is read
 * and written behind the compiler's back ("memory" clobbers), as no form of
 * operand for it suits every compiler.  At most 13 registers, so that a frame
 * pointer may exist.
 */
#ifndef ZK_MULX_H
#define ZK_MULX_H

#include "limbs.h"

#ifdef __x86_64__

/* Operand by name, and limb i behind the pointer of that name */
#define R(name) "%[" #name "]"
#define AT(ptr, i) #i "*8(%[" #ptr "])"

#define MULX(src, lo, hi) "mulxq " src ", " lo ", " hi "\n\t"
#define ADCX(src, dst) "adcxq " src ", " dst "\n\t"
#define ADOX(src, dst) "adoxq " src ", " dst "\n\t"
#define MOV(src, dst) "movq " src ", " dst "\n\t"

/* Register becomes 0, and so do CF and OF */
#define CLEAR(name) "xorl %k[" #name "], %k[" #name "]\n\t"

/* u1:u0 += rdx * src, with the carries of the two chains */
#define MULX_ADD(src, u0, u1) MULX(src, R(lo), R(hi)) ADCX(R(lo), R(u0)) ADOX(R(hi), R(u1))

/* Ends both chains in the top limb, which has room: see limbs_mont_mul() */
#define MULX_END(top) "movl $0, %k[lo]\n\t" ADCX(R(lo), R(top))

/* u0..u6 = rdx * s[0..5] */
#define MULX_FIRST6(s, u0, u1, u2, u3, u4, u5, u6)		\
	MULX(AT(s, 0), R(u0), R(u1))				\
	MULX(AT(s, 1), R(lo), R(u2)) "addq %[lo], " R(u1) "\n\t" \
	MULX(AT(s, 2), R(lo), R(u3)) "adcq %[lo], " R(u2) "\n\t" \
	MULX(AT(s, 3), R(lo), R(u4)) "adcq %[lo], " R(u3) "\n\t" \
	MULX(AT(s, 4), R(lo), R(u5)) "adcq %[lo], " R(u4) "\n\t" \
	MULX(AT(s, 5), R(lo), R(u6)) "adcq %[lo], " R(u5) "\n\t" \
	"adcq $0, " R(u6) "\n\t"

/* u0..u6 += rdx * s[0..5], for flags cleared */
#define MULX_ROW6(s, u0, u1, u2, u3, u4, u5, u6)	\
	MULX_ADD(AT(s, 0), u0, u1)			\
	MULX_ADD(AT(s, 1), u1, u2)			\
	MULX_ADD(AT(s, 2), u2, u3)			\
	MULX_ADD(AT(s, 3), u3, u4)			\
	MULX_ADD(AT(s, 4), u4, u5)			\
	MULX_ADD(AT(s, 5), u5, u6)			\
	MULX_END(u6)

/* u0..u5, u6 = u0..u5 + rdx * s[0..5] */
#define MULX_NEXT6(s, u0, u1, u2, u3, u4, u5, u6)	\
	CLEAR(u6) MULX_ROW6(s, u0, u1, u2, u3, u4, u5, u6)

/* The same on top of what is in u6 already */
#define MULX_MORE6(s, u0, u1, u2, u3, u4, u5, u6)	\
	CLEAR(lo) MULX_ROW6(s, u0, u1, u2, u3, u4, u5, u6)

/* u0..u6 += k * m, with the k that makes u0 zero */
#define MULX_REDUCE6(u0, u1, u2, u3, u4, u5, u6)	\
	MOV(R(u0), "%%rdx")				\
	"imulq 6*8(%[m]), %%rdx\n\t"			\
	CLEAR(lo) MULX_ROW6(m, u0, u1, u2, u3, u4, u5, u6)

/*
 * u1..u6, u0 += u0 * (2^-64 mod m), which stands behind -m^-1, with u0 as the top limb: as
 * MULX_REDUCE6, without having to wait for a k, but the sum is one limb longer.
 */
#define MULX_FOLD6(u0, u1, u2, u3, u4, u5, u6)		\
	MOV(R(u0), "%%rdx") CLEAR(u0)			\
	MULX_ADD(AT(m, 7), u1, u2)			\
	MULX_ADD(AT(m, 8), u2, u3)			\
	MULX_ADD(AT(m, 9), u3, u4)			\
	MULX_ADD(AT(m, 10), u4, u5)			\
	MULX_ADD(AT(m, 11), u5, u6)			\
	MULX_ADD(AT(m, 12), u6, u0) MULX_END(u0)

/* x0..x5 = u0..u5 - m, then u0..u5 = that unless it borrowed */
#define REDUCE_ONCE6(u0, u1, u2, u3, u4, u5, x0, x1, x2, x3, x4, x5)		\
	MOV(u0, x0) MOV(u1, x1) MOV(u2, x2) MOV(u3, x3) MOV(u4, x4) MOV(u5, x5)	\
	"subq 0*8(%[m]), " x0 "\n\t"						\
	"sbbq 1*8(%[m]), " x1 "\n\t"						\
	"sbbq 2*8(%[m]), " x2 "\n\t"						\
	"sbbq 3*8(%[m]), " x3 "\n\t"						\
	"sbbq 4*8(%[m]), " x4 "\n\t"						\
	"sbbq 5*8(%[m]), " x5 "\n\t"						\
	"cmovncq " x0 ", " u0 "\n\t"						\
	"cmovncq " x1 ", " u1 "\n\t"						\
	"cmovncq " x2 ", " u2 "\n\t"						\
	"cmovncq " x3 ", " u3 "\n\t"						\
	"cmovncq " x4 ", " u4 "\n\t"						\
	"cmovncq " x5 ", " u5 "\n\t"

/*
 * t6, t0..t4 = a * b / 2^384 mod m, not reduced.  The limbs rotate through the registers: each
 * row adds a product and takes off the lowest limb, whose register is the next top limb.
 */
#define MULX_PRODUCT6(row, reduce)						\
	MOV(AT(a, 0), "%%rdx") MULX_FIRST6(b, t0, t1, t2, t3, t4, t5, t6)	\
	reduce(t0, t1, t2, t3, t4, t5, t6)					\
	MOV(AT(a, 1), "%%rdx") row(b, t1, t2, t3, t4, t5, t6, t0)		\
	reduce(t1, t2, t3, t4, t5, t6, t0)					\
	MOV(AT(a, 2), "%%rdx") row(b, t2, t3, t4, t5, t6, t0, t1)		\
	reduce(t2, t3, t4, t5, t6, t0, t1)					\
	MOV(AT(a, 3), "%%rdx") row(b, t3, t4, t5, t6, t0, t1, t2)		\
	reduce(t3, t4, t5, t6, t0, t1, t2)					\
	MOV(AT(a, 4), "%%rdx") row(b, t4, t5, t6, t0, t1, t2, t3)		\
	reduce(t4, t5, t6, t0, t1, t2, t3)					\
	MOV(AT(a, 5), "%%rdx") row(b, t5, t6, t0, t1, t2, t3, t4)		\
	MULX_REDUCE6(t5, t6, t0, t1, t2, t3, t4)

/* What all of them work in, and where the result of six limbs then is */
#define MULX_SCRATCH6								\
	[t0] "=&r" (t0), [t1] "=&r" (t1), [t2] "=&r" (t2), [t3] "=&r" (t3),	\
	[t4] "=&r" (t4), [t5] "=&r" (t5), [t6] "=&r" (t6), [lo] "=&r" (lo),	\
	[hi] "=&r" (hi)

#define MULX_STORE6(to)								\
	((to)[0] = t6, (to)[1] = t0, (to)[2] = t1, (to)[3] = t2, (to)[4] = t3, (to)[5] = t4)

/* r = a * b / 2^384 mod m, reduced: see limbs_mont_mul() */
static __always_inline void mulx_mont_mul6(u64 *r, const u64 *a, const u64 *b, const u64 *m)
{
	u64 t0, t1, t2, t3, t4, t5, t6, lo, hi;

	asm volatile(MULX_PRODUCT6(MULX_NEXT6, MULX_REDUCE6)
	    REDUCE_ONCE6(R(t6), R(t0), R(t1), R(t2), R(t3), R(t4),
			 R(t5), R(lo), R(hi), R(a), R(b), "%%rdx")
	    : MULX_SCRATCH6, [a] "+&r" (a), [b] "+&r" (b)
	    : [m] "r" (m)
	    : "rdx", "cc", "memory");
	MULX_STORE6(r);
}

/* w = a * b, 12 limbs, for any a, b < 2^384; w must not alias them */
static __always_inline void mulx_mul_wide6(u64 *w, const u64 *a, const u64 *b)
{
	u64 t0, t1, t2, t3, t4, t5, t6, lo, hi;

	asm volatile(MOV(AT(a, 0), "%%rdx")
	    MULX_FIRST6(b, t0, t1, t2, t3, t4, t5, t6)
	    MOV(R(t0), AT(w, 0)) MOV(AT(a, 1), "%%rdx")
	    MULX_NEXT6(b, t1, t2, t3, t4, t5, t6, t0)
	    MOV(R(t1), AT(w, 1)) MOV(AT(a, 2), "%%rdx")
	    MULX_NEXT6(b, t2, t3, t4, t5, t6, t0, t1)
	    MOV(R(t2), AT(w, 2)) MOV(AT(a, 3), "%%rdx")
	    MULX_NEXT6(b, t3, t4, t5, t6, t0, t1, t2)
	    MOV(R(t3), AT(w, 3)) MOV(AT(a, 4), "%%rdx")
	    MULX_NEXT6(b, t4, t5, t6, t0, t1, t2, t3)
	    MOV(R(t4), AT(w, 4)) MOV(AT(a, 5), "%%rdx")
	    MULX_NEXT6(b, t5, t6, t0, t1, t2, t3, t4)
	    MOV(R(t5), AT(w, 5))
	    : MULX_SCRATCH6
	    : [a] "r" (a), [b] "r" (b), [w] "r" (w)
	    : "rdx", "cc", "memory");
	MULX_STORE6(w + 6);
}

/*
 * r = a * b / 2^384 mod m, below a * b / 2^384 + m + (2^-64 mod m) (1 + 2^-63), for a, b < 2 m.
 *
 * Folds instead of reductions, as in MULX_SQUARE6: t stays below 2^64 (b + m), in seven
 * limbs, and a row adds to the top limb that a fold left.
 */
static __always_inline void mulx_mont_mul_lazy6(u64 *r, const u64 *a, const u64 *b, const u64 *m)
{
	u64 t0, t1, t2, t3, t4, t5, t6, lo, hi;

	asm volatile(MULX_PRODUCT6(MULX_MORE6, MULX_FOLD6)
	    : MULX_SCRATCH6
	    : [a] "r" (a), [b] "r" (b), [m] "r" (m)
	    : "rdx", "cc", "memory");
	MULX_STORE6(r);
}

/* Limb i of a square: twice t, the sum of products there, plus a half of a limb's square */
#define MULX_SQUARE_REGISTER(i, half, t) \
	ADCX(R(t), R(t)) ADOX(R(half), R(t)) MOV(R(t), AT(w, i))
#define MULX_SQUARE_MEMORY(i, half, t) MOV(AT(w, i), R(t)) MULX_SQUARE_REGISTER(i, half, t)

/*
 * w = a^2, 12 limbs, for any a < 2^384; w must not alias a.
 *
 * First the products of different limbs, row by row, the lowest four limbs of their sum in
 * memory.  Then that is doubled by one carry chain while the other adds the squares; what
 * MOV and MULX do in between leaves both flags alone.
 */
static __always_inline void mulx_sqr_wide6(u64 *w, const u64 *a)
{
	u64 t0, t1, t2, t3, t4, t5, t6, lo, hi;

	asm volatile(MOV(AT(a, 0), "%%rdx")
	    MULX(AT(a, 1), R(t0), R(t1))
	    MULX(AT(a, 2), R(lo), R(t2)) "addq %[lo], %[t1]\n\t"
	    MULX(AT(a, 3), R(lo), R(t3)) "adcq %[lo], %[t2]\n\t"
	    MULX(AT(a, 4), R(lo), R(t4)) "adcq %[lo], %[t3]\n\t"
	    MULX(AT(a, 5), R(lo), R(t5)) "adcq %[lo], %[t4]\n\t"
	    "adcq $0, %[t5]\n\t"
	    MOV(R(t0), AT(w, 1)) MOV(R(t1), AT(w, 2))
	    MOV(AT(a, 1), "%%rdx") CLEAR(t6)
	    MULX_ADD(AT(a, 2), t2, t3)
	    MULX_ADD(AT(a, 3), t3, t4)
	    MULX_ADD(AT(a, 4), t4, t5)
	    MULX_ADD(AT(a, 5), t5, t6) MULX_END(t6)
	    MOV(R(t2), AT(w, 3)) MOV(R(t3), AT(w, 4))
	    MOV(AT(a, 2), "%%rdx") CLEAR(t0)
	    MULX_ADD(AT(a, 3), t4, t5)
	    MULX_ADD(AT(a, 4), t5, t6)
	    MULX_ADD(AT(a, 5), t6, t0) MULX_END(t0)
	    MOV(AT(a, 3), "%%rdx") CLEAR(t1)
	    MULX_ADD(AT(a, 4), t6, t0)
	    MULX_ADD(AT(a, 5), t0, t1) MULX_END(t1)
	    MOV(AT(a, 4), "%%rdx") CLEAR(t2)
	    MULX_ADD(AT(a, 5), t1, t2) MULX_END(t2)
	    MOV(AT(a, 0), "%%rdx") MULX("%%rdx", R(lo), R(hi)) CLEAR(t3)
	    MOV(R(lo), AT(w, 0))
	    MULX_SQUARE_MEMORY(1, hi, t3)
	    MOV(AT(a, 1), "%%rdx") MULX("%%rdx", R(lo), R(hi))
	    MULX_SQUARE_MEMORY(2, lo, t3)
	    MULX_SQUARE_MEMORY(3, hi, t3)
	    MOV(AT(a, 2), "%%rdx") MULX("%%rdx", R(lo), R(hi))
	    MULX_SQUARE_MEMORY(4, lo, t3)
	    MULX_SQUARE_REGISTER(5, hi, t4)
	    MOV(AT(a, 3), "%%rdx") MULX("%%rdx", R(lo), R(hi))
	    MULX_SQUARE_REGISTER(6, lo, t5)
	    MULX_SQUARE_REGISTER(7, hi, t6)
	    MOV(AT(a, 4), "%%rdx") MULX("%%rdx", R(lo), R(hi))
	    MULX_SQUARE_REGISTER(8, lo, t0)
	    MULX_SQUARE_REGISTER(9, hi, t1)
	    MOV(AT(a, 5), "%%rdx") MULX("%%rdx", R(lo), R(hi))
	    MULX_SQUARE_REGISTER(10, lo, t2)
	    "movl $0, %k[t3]\n\t" ADCX(R(t3), R(hi)) ADOX(R(t3), R(hi))
	    MOV(R(hi), AT(w, 11))
	    : MULX_SCRATCH6
	    : [a] "r" (a), [w] "r" (w)
	    : "rdx", "cc", "memory");
}

/* r = w / 2^384 mod m, reduced, for w < m * 2^384 */
static __always_inline void mulx_mont_redc6(u64 *r, const u64 *w, const u64 *m)
{
	u64 t0 = w[0], t1 = w[1], t2 = w[2], t3 = w[3], t4 = w[4], t5 = w[5], t6, lo, hi, x;

	asm volatile(CLEAR(t6)
	    MULX_REDUCE6(t0, t1, t2, t3, t4, t5, t6)
	    MULX_REDUCE6(t1, t2, t3, t4, t5, t6, t0)
	    MULX_REDUCE6(t2, t3, t4, t5, t6, t0, t1)
	    MULX_REDUCE6(t3, t4, t5, t6, t0, t1, t2)
	    MULX_REDUCE6(t4, t5, t6, t0, t1, t2, t3)
	    MULX_REDUCE6(t5, t6, t0, t1, t2, t3, t4)
	    "addq 6*8(%[w]), %[t6]\n\t"
	    "adcq 7*8(%[w]), %[t0]\n\t"
	    "adcq 8*8(%[w]), %[t1]\n\t"
	    "adcq 9*8(%[w]), %[t2]\n\t"
	    "adcq 10*8(%[w]), %[t3]\n\t"
	    "adcq 11*8(%[w]), %[t4]\n\t"
	    REDUCE_ONCE6(R(t6), R(t0), R(t1), R(t2), R(t3), R(t4),
			 R(t5), R(lo), R(hi), R(x), R(w), "%%rdx")
	    : [t0] "+&r" (t0), [t1] "+&r" (t1), [t2] "+&r" (t2), [t3] "+&r" (t3),
	      [t4] "+&r" (t4), [t5] "+&r" (t5), [t6] "=&r" (t6), [lo] "=&r" (lo),
	      [hi] "=&r" (hi), [x] "=&r" (x), [w] "+&r" (w)
	    : [m] "r" (m)
	    : "rdx", "cc", "memory");
	MULX_STORE6(r);
}

/*
 * t6, t0..t4 = a^2 / 2^384 mod m, not reduced, for a < 3 m.
 *
 * As in the product, but each limb of a meets itself and the doubles of the limbs above
 * only: d[0..4] are a[1..5] shifted left by one, for where the limb is the one below, and
 * d[5..8] are a[2..5] with the bit that comes from below.  A row adds at most
 * 2 a times the limb.
 *
 * With MULX_REDUCE6 and CLEAR of a row's top limb, t stays below 2 a + m, which is below
 * 2^384, and ends below m + a^2 / 2^384.  With MULX_FOLD6, which leaves something in that limb,
 * so that CLEAR of another only clears the flags, t stays below 2^64 (2 a + m), in
 * seven limbs.  The five folds, each of less than 2^64 times 2^-64 mod m, then come to
 * less than (2^-64 mod m) (1 + 2^-63), and t ends below that more.
 */
#define MULX_SQUARE6(reduce, c0, c1, c2, c3, c4)		\
	MOV(AT(a, 0), "%%rdx")					\
	MULX("%%rdx", R(t0), R(t1))				\
	MULX(AT(d, 0), R(lo), R(t2)) "addq %[lo], %[t1]\n\t"	\
	MULX(AT(d, 5), R(lo), R(t3)) "adcq %[lo], %[t2]\n\t"	\
	MULX(AT(d, 6), R(lo), R(t4)) "adcq %[lo], %[t3]\n\t"	\
	MULX(AT(d, 7), R(lo), R(t5)) "adcq %[lo], %[t4]\n\t"	\
	MULX(AT(d, 8), R(lo), R(t6)) "adcq %[lo], %[t5]\n\t"	\
	"adcq $0, %[t6]\n\t"					\
	reduce(t0, t1, t2, t3, t4, t5, t6)			\
	MOV(AT(a, 1), "%%rdx") CLEAR(c0)			\
	MULX_ADD("%%rdx", t2, t3)				\
	MULX_ADD(AT(d, 1), t3, t4)				\
	MULX_ADD(AT(d, 6), t4, t5)				\
	MULX_ADD(AT(d, 7), t5, t6)				\
	MULX_ADD(AT(d, 8), t6, t0) MULX_END(t0)			\
	reduce(t1, t2, t3, t4, t5, t6, t0)			\
	MOV(AT(a, 2), "%%rdx") CLEAR(c1)			\
	MULX_ADD("%%rdx", t4, t5)				\
	MULX_ADD(AT(d, 2), t5, t6)				\
	MULX_ADD(AT(d, 7), t6, t0)				\
	MULX_ADD(AT(d, 8), t0, t1) MULX_END(t1)			\
	reduce(t2, t3, t4, t5, t6, t0, t1)			\
	MOV(AT(a, 3), "%%rdx") CLEAR(c2)			\
	MULX_ADD("%%rdx", t6, t0)				\
	MULX_ADD(AT(d, 3), t0, t1)				\
	MULX_ADD(AT(d, 8), t1, t2) MULX_END(t2)			\
	reduce(t3, t4, t5, t6, t0, t1, t2)			\
	MOV(AT(a, 4), "%%rdx") CLEAR(c3)			\
	MULX_ADD("%%rdx", t1, t2)				\
	MULX_ADD(AT(d, 4), t2, t3) MULX_END(t3)			\
	reduce(t4, t5, t6, t0, t1, t2, t3)			\
	MOV(AT(a, 5), "%%rdx") CLEAR(c4)			\
	MULX_ADD("%%rdx", t3, t4) MULX_END(t4)			\
	MULX_REDUCE6(t5, t6, t0, t1, t2, t3, t4)

static __always_inline void mulx_sqr_double6(u64 *d, const u64 *a)
{
	int i;

	LIMBS_UNROLL
	for (i = 1; i < 6; i++)
		d[i - 1] = a[i] << 1;
	LIMBS_UNROLL
	for (i = 2; i < 6; i++)
		d[i + 3] = a[i] << 1 | a[i - 1] >> 63;
}

/*
 * r = a^2 / 2^384 mod m, below a^2 / 2^384 + m + (2^-64 mod m) (1 + 2^-63), for a < 3 m.
 * 2^-64 mod m stands behind -m^-1 mod 2^64.
 */
static __always_inline void mulx_mont_sqr_lazy6(u64 *r, const u64 *a, const u64 *m)
{
	u64 t0, t1, t2, t3, t4, t5, t6, lo, hi, d[9];

	mulx_sqr_double6(d, a);
	asm volatile(MULX_SQUARE6(MULX_FOLD6, lo, lo, lo, lo, lo)
	    : MULX_SCRATCH6
	    : [a] "r" (a), [d] "r" (d), [m] "r" (m)
	    : "rdx", "cc", "memory");
	MULX_STORE6(r);
}

/* r = a^2 / 2^384 mod m, reduced, for a < 3 m */
static __always_inline void mulx_mont_sqr6(u64 *r, const u64 *a, const u64 *m)
{
	u64 t0, t1, t2, t3, t4, t5, t6, lo, hi, d[9], *dp = d;

	mulx_sqr_double6(d, a);
	asm volatile(MULX_SQUARE6(MULX_REDUCE6, t0, t1, t2, t3, t4)
	    REDUCE_ONCE6(R(t6), R(t0), R(t1), R(t2), R(t3), R(t4),
			 R(t5), R(lo), R(hi), R(a), R(d), "%%rdx")
	    : MULX_SCRATCH6, [a] "+&r" (a), [d] "+&r" (dp)
	    : [m] "r" (m)
	    : "rdx", "cc", "memory");
	MULX_STORE6(r);
}

#define MULX_FIRST4(s, u0, u1, u2, u3, u4)			\
	MULX(AT(s, 0), R(u0), R(u1))				\
	MULX(AT(s, 1), R(lo), R(u2)) "addq %[lo], " R(u1) "\n\t" \
	MULX(AT(s, 2), R(lo), R(u3)) "adcq %[lo], " R(u2) "\n\t" \
	MULX(AT(s, 3), R(lo), R(u4)) "adcq %[lo], " R(u3) "\n\t" \
	"adcq $0, " R(u4) "\n\t"

#define MULX_ROW4(s, u0, u1, u2, u3, u4)		\
	MULX_ADD(AT(s, 0), u0, u1)			\
	MULX_ADD(AT(s, 1), u1, u2)			\
	MULX_ADD(AT(s, 2), u2, u3)			\
	MULX_ADD(AT(s, 3), u3, u4)			\
	MULX_END(u4)

#define MULX_NEXT4(s, u0, u1, u2, u3, u4) CLEAR(u4) MULX_ROW4(s, u0, u1, u2, u3, u4)

#define MULX_REDUCE4(u0, u1, u2, u3, u4)		\
	MOV(R(u0), "%%rdx")				\
	"imulq 4*8(%[m]), %%rdx\n\t"			\
	CLEAR(lo) MULX_ROW4(m, u0, u1, u2, u3, u4)

#define REDUCE_ONCE4(u0, u1, u2, u3, x0, x1, x2, x3)	\
	MOV(u0, x0) MOV(u1, x1) MOV(u2, x2) MOV(u3, x3)	\
	"subq 0*8(%[m]), " x0 "\n\t"			\
	"sbbq 1*8(%[m]), " x1 "\n\t"			\
	"sbbq 2*8(%[m]), " x2 "\n\t"			\
	"sbbq 3*8(%[m]), " x3 "\n\t"			\
	"cmovncq " x0 ", " u0 "\n\t"			\
	"cmovncq " x1 ", " u1 "\n\t"			\
	"cmovncq " x2 ", " u2 "\n\t"			\
	"cmovncq " x3 ", " u3 "\n\t"

/* r = a * b / 2^256 mod m, reduced: see limbs_mont_mul() */
static __always_inline void mulx_mont_mul4(u64 *r, const u64 *a, const u64 *b, const u64 *m)
{
	u64 t0, t1, t2, t3, t4, lo, hi;

	asm volatile(MOV(AT(a, 0), "%%rdx")
	    MULX_FIRST4(b, t0, t1, t2, t3, t4)
	    MULX_REDUCE4(t0, t1, t2, t3, t4)
	    MOV(AT(a, 1), "%%rdx")
	    MULX_NEXT4(b, t1, t2, t3, t4, t0)
	    MULX_REDUCE4(t1, t2, t3, t4, t0)
	    MOV(AT(a, 2), "%%rdx")
	    MULX_NEXT4(b, t2, t3, t4, t0, t1)
	    MULX_REDUCE4(t2, t3, t4, t0, t1)
	    MOV(AT(a, 3), "%%rdx")
	    MULX_NEXT4(b, t3, t4, t0, t1, t2)
	    MULX_REDUCE4(t3, t4, t0, t1, t2)
	    REDUCE_ONCE4(R(t4), R(t0), R(t1), R(t2), R(t3), R(lo), R(hi), "%%rdx")
	    : [t0] "=&r" (t0), [t1] "=&r" (t1), [t2] "=&r" (t2), [t3] "=&r" (t3),
	      [t4] "=&r" (t4), [lo] "=&r" (lo), [hi] "=&r" (hi)
	    : [a] "r" (a), [b] "r" (b), [m] "r" (m)
	    : "rdx", "cc", "memory");
	r[0] = t4;
	r[1] = t0;
	r[2] = t1;
	r[3] = t2;
}

#undef R
#undef AT
#undef MULX
#undef ADCX
#undef ADOX
#undef MOV
#undef CLEAR

#else /* !__x86_64__: never reached, as zk_cpu_has_mulx() is always false */

#define mulx_mont_mul6(r, a, b, m) ((void)(r), (void)(a), (void)(b), (void)(m))
#define mulx_mont_mul_lazy6(r, a, b, m) ((void)(r), (void)(a), (void)(b), (void)(m))
#define mulx_mont_mul4(r, a, b, m) ((void)(r), (void)(a), (void)(b), (void)(m))
#define mulx_mul_wide6(w, a, b) ((void)(w), (void)(a), (void)(b))
#define mulx_sqr_wide6(w, a) ((void)(w), (void)(a))
#define mulx_mont_redc6(r, w, m) ((void)(r), (void)(w), (void)(m))
#define mulx_mont_sqr6(r, a, m) ((void)(r), (void)(a), (void)(m))
#define mulx_mont_sqr_lazy6(r, a, m) ((void)(r), (void)(a), (void)(m))

#endif

#endif /* ZK_MULX_H */
