/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The one place where kmod/zk touches its surroundings: integer types, memory
 * primitives and SHA-256, from the kernel or from userspace.  Everything else
 * in this directory is freestanding integer C.
 */
#ifndef ZK_SHIM_H
#define ZK_SHIM_H

#ifdef __KERNEL__

#include <linux/build_bug.h>
#include <linux/kernel.h>
#include <linux/sched/signal.h>
#include <linux/string.h>
#include <linux/types.h>
#include <crypto/sha2.h>

#ifdef CONFIG_X86_64 /* user-mode Linux on it, too */
#include <asm/cpufeature.h>
#define zk_has_bmi2() boot_cpu_has(X86_FEATURE_BMI2)
#define zk_has_adx() boot_cpu_has(X86_FEATURE_ADX)
#endif

#define ZK_BEFORE_MAIN

#else /* !__KERNEL__ */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <openssl/sha.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int8_t s8;
typedef int64_t s64;

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define BUILD_BUG_ON(cond) _Static_assert(!(cond), #cond)

#ifndef __always_inline
#define __always_inline inline __attribute__((__always_inline__))
#endif
#define noinline __attribute__((__noinline__))

/* The libraries have no initialisation call: what must run first does so */
#define ZK_BEFORE_MAIN __attribute__((constructor))

#ifdef __x86_64__
#include <cpuid.h>

/* Structured extended feature flags, EBX: Intel SDM volume 2, CPUID leaf 7 */
static inline u32 zk_cpuid7_ebx(void)
{
	unsigned int a, b, c, d;

	return __get_cpuid_count(7, 0, &a, &b, &c, &d) ? b : 0;
}

#define zk_has_bmi2() (zk_cpuid7_ebx() >> 8 & 1)
#define zk_has_adx() (zk_cpuid7_ebx() >> 19 & 1)
#endif

#endif /* __KERNEL__ */

#ifdef __KERNEL__

struct zk_sha256 {
	struct sha256_state state;
};

static inline void zk_sha256_init(struct zk_sha256 *s)
{
	sha256_init(&s->state);
}

static inline void zk_sha256_update(struct zk_sha256 *s, const void *data, size_t len)
{
	sha256_update(&s->state, data, len);
}

static inline void zk_sha256_final(struct zk_sha256 *s, u8 out[32])
{
	sha256_final(&s->state, out);
}

/* Between stages of long work: let others run, say whether to give up */
static inline bool zk_interrupted(void)
{
	cond_resched();
	return fatal_signal_pending(current);
}

#else /* !__KERNEL__ */

/*
 * OpenSSL's low-level interface: it neither allocates nor fails, unlike EVP,
 * so a digest has no error to propagate here, as in the kernel.
 */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

struct zk_sha256 {
	SHA256_CTX state;
};

static inline void zk_sha256_init(struct zk_sha256 *s)
{
	SHA256_Init(&s->state);
}

static inline void zk_sha256_update(struct zk_sha256 *s, const void *data, size_t len)
{
	SHA256_Update(&s->state, data, len);
}

static inline void zk_sha256_final(struct zk_sha256 *s, u8 out[32])
{
	SHA256_Final(out, &s->state);
}

#pragma GCC diagnostic pop

static inline bool zk_interrupted(void)
{
	return false;
}

#endif /* __KERNEL__ */

typedef unsigned __int128 zk_u128;
typedef __int128 zk_s128;

#endif /* ZK_SHIM_H */
