/* SPDX-License-Identifier: MIT */
/*
 * Marks where a secret stops being one.  The constant-time check (selftests/ct)
 * runs the library under valgrind with secrets as undefined memory: a branch or an
 * address that depends on them is an error there.  What is about to be published
 * has to be made defined again, and this says where.  No code otherwise.
 */
#ifndef ZKCAP_DECLASSIFY_H
#define ZKCAP_DECLASSIFY_H

#ifdef ZKCAP_CT_CHECK
#include <valgrind/memcheck.h>
#define zkcap_declassify(p, len) ((void)VALGRIND_MAKE_MEM_DEFINED(p, len))
#else
#define zkcap_declassify(p, len) ((void)(p), (void)(len))
#endif

#endif /* ZKCAP_DECLASSIFY_H */
