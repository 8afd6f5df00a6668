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
#include <linux/string.h>
#include <linux/types.h>
#include <crypto/sha2.h>

#else /* !__KERNEL__ */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int64_t s64;

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define BUILD_BUG_ON(cond) _Static_assert(!(cond), #cond)

#endif /* __KERNEL__ */

typedef unsigned __int128 zk_u128;

#endif /* ZK_SHIM_H */
