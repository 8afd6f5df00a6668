// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compiling when there is no memory: each allocation fails once, and every time
 * the compiler says so, gives back what it had, and does not crash.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <gmp.h>

#include "compile.h"

#ifdef __SANITIZE_ADDRESS__

int main(void)
{
	puts("1..0 # SKIP the address sanitizer has an allocator of its own");
	return 0;
}

#else

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t size);
void __libc_free(void *p);

/* Counted while armed; the one with number fail_at fails */
static bool armed;
static long n_allocations, fail_at, n_held;

static bool fails(void)
{
	if (!armed || n_allocations++ != fail_at)
		return false;
	errno = ENOMEM;
	return true;
}

static void *held(void *p)
{
	n_held += armed && p;
	return p;
}

void *malloc(size_t size)
{
	return fails() ? NULL : held(__libc_malloc(size));
}

void *calloc(size_t n, size_t size)
{
	return fails() ? NULL : held(__libc_calloc(n, size));
}

void *realloc(void *p, size_t size)
{
	if (fails())
		return NULL;
	n_held += armed && !p;
	return __libc_realloc(p, size);
}

void free(void *p)
{
	n_held -= armed && p;
	__libc_free(p);
}

/* libgmp ends the program when it gets no memory, so it always does */
static void *gmp_realloc(void *p, size_t old, size_t size)
{
	(void)old;
	return __libc_realloc(p, size);
}

static void gmp_free(void *p, size_t size)
{
	(void)size;
	__libc_free(p);
}

static int compile(const char *path, struct zkcap_error *err)
{
	struct zkcap_circuit *circuit = NULL;
	int ret;

	armed = true;
	ret = zkcap_compile_file(&circuit, path, "circuits/attributes.yaml", "circuits/sets", err);
	if (ret && circuit)
		fail_msg("a circuit in spite of an error");
	zkcap_circuit_free(circuit);
	armed = false;
	return ret;
}

static void each_allocation_may_fail(void **state)
{
	static const char *const paths[] = {
		"circuits/capabilities/gpu-vendor.yaml",
		"circuits/capabilities/kernel-version.yaml",
		"circuits/capabilities/kernel-signed-modules.yaml",
	};
	struct zkcap_error err;
	long total, step;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(paths); i++) {
		fail_at = -1;
		n_allocations = 0;
		assert_int_equal(compile(paths[i], NULL), 0);
		total = n_allocations;
		assert_true(total > 500);
		/* most are for the schema, over and over the same and for every definition */
		for (fail_at = i ? total - 500 : 0; fail_at < total; fail_at += step) {
			step = fail_at < 300 || fail_at > total - 700 ? 1 : 101;
			n_allocations = 0;
			n_held = 0;
			memset(&err, 0, sizeof(err));
			if (compile(paths[i], &err) && !err.message[0])
				fail_msg("%s: allocation %ld: no message", paths[i], fail_at);
			if (n_held)
				fail_msg("%s: allocation %ld: %ld left", paths[i], fail_at,
					 n_held);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_allocation_may_fail),
	};

	mp_set_memory_functions(__libc_malloc, gmp_realloc, gmp_free);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#endif /* __SANITIZE_ADDRESS__ */
