# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What scripts/check runs, area by area.  An area builds with test_now and queues
# its tests with test_later.  Sourced, with B, jobs and those two functions set.

# shellcheck disable=SC2034,SC2154 # what scripts/check reads and sets
all_areas=(unit asan fuzz ct kbuild arm64 style docs vm)
vm_kernels=(6.1 6.12 debug)

asan_flags="-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"
fuzz_flags="-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all"

user_make()
{
	make -s -j "$jobs" -f userspace/Makefile "$@"
}

test_name()
{
	basename "$1" | sed 's/\.sh$//'
}

area_unit()
{
	local t

	test_now build make -s -j "$jobs" -f userspace/Makefile B="$B" WERROR=-Werror \
		tools tables unit-build || return
	for t in $(user_make B="$B" list-unit); do
		test_later "unit/$(test_name "$t")" -- env CMOCKA_MESSAGE_OUTPUT=TAP "$t"
	done
	for t in selftests/unit/*_test.sh; do
		test_later "unit/$(test_name "$t")" -- "$t"
	done
}

# The same programs, compiled to stop at the first bad access or undefined operation.
area_asan()
{
	local t args=(B="$B/asan" CFLAGS="-O1 -g" SAN="$asan_flags")

	test_now tables make -s -f userspace/Makefile B="$B" tables || return
	test_now build-asan make -s -j "$jobs" -f userspace/Makefile "${args[@]}" \
		tools unit-build || return
	for t in $(user_make "${args[@]}" list-unit); do
		test_later "asan/$(test_name "$t")" -- env CMOCKA_MESSAGE_OUTPUT=TAP "$t"
	done
	# The prover's tables would take long to make here, and are the same.
	mkdir -p "$B/asan/srs"
	cp "$B"/srs/*.tables "$B/asan/srs/"
	for t in selftests/unit/*cli_test.sh; do
		test_later "asan/$(test_name "$t")" -- env B="$B/asan" "$t"
	done
}

# Fixed seed and count, so that a run today and one tomorrow are the same run.
area_fuzz()
{
	local t args=(B="$B/fuzz" CC=clang CFLAGS="-O1 -g" SAN="$fuzz_flags")

	test_now build-fuzz make -s -j "$jobs" -f userspace/Makefile "${args[@]}" \
		fuzz-build || return
	for t in $(user_make "${args[@]}" list-fuzz); do
		test_later "fuzz/$(test_name "$t")" --plain --timeout 7200 -- \
			scripts/fuzz-run "$t" selftests/fuzz
	done
}

# Secrets are marked undefined: memcheck then reports each branch or address that
# depends on one.
area_ct()
{
	local t

	test_now build-ct make -s -j "$jobs" -f userspace/Makefile B="$B" tables ct-build || return
	for t in $(user_make B="$B" list-ct); do
		test_later "ct/$(test_name "$t")" -- env CMOCKA_MESSAGE_OUTPUT=TAP \
			valgrind -q --error-exitcode=99 "$t"
	done
}

# The verifier alone, which leans on nothing; and what sparse says of the whole module, as
# it is built for the guests anyway.
area_kbuild()
{
	local kernel

	for kernel in 6.1 6.12; do
		test_later "kbuild-$kernel" --plain -- scripts/check-zk-kbuild "$kernel"
		test_later "sparse-$kernel" --plain -- scripts/build-module --sparse "$kernel"
	done
}

# Everything is built for arm64; tests of the arithmetic run in emulation, the rest would
# only be slow.
area_arm64()
{
	local root t args
	root=$(scripts/arm64-sysroot)
	args=(B="$B/arm64" CC="aarch64-linux-gnu-gcc --sysroot=$root" AR=aarch64-linux-gnu-ar
		WERROR=-Werror)
	export PKG_CONFIG_LIBDIR=$root/usr/lib/aarch64-linux-gnu/pkgconfig
	export PKG_CONFIG_SYSROOT_DIR=$root

	if test_now build-arm64 make -s -j "$jobs" -f userspace/Makefile "${args[@]}" \
		tools unit-build; then
		for t in transcript_test field_test field_wide_test; do
			[ -e "$B/arm64/unit/$t" ] || continue
			test_later "arm64/$t" -- env CMOCKA_MESSAGE_OUTPUT=TAP OPERAND_ROUNDS=2000 \
				qemu-aarch64-static -L "$root" "$B/arm64/unit/$t"
		done
	fi
	unset PKG_CONFIG_LIBDIR PKG_CONFIG_SYSROOT_DIR
}

area_style()
{
	test_later style -- scripts/check-style
	# A second compiler warns of other things.
	test_later clang --plain -- make -s -j "$jobs" -f userspace/Makefile B="$B/clang" \
		CC=clang CFLAGS=-O0 WERROR=-Werror tools
}

area_docs()
{
	test_later docs --plain -- make -s docs
	test_later manual --plain -- make -s -f userspace/Makefile B="$B" manual
}

# The service needs the module, and ASan more addresses than a user-mode kernel has.
later_sanitized_service()
{
	test_now tables make -s -f userspace/Makefile B="$B" tables || return
	test_now build-asan-tools make -s -j "$jobs" -f userspace/Makefile B="$B/asan" \
		CFLAGS="-O1 -g" SAN="$asan_flags" tools || return
	mkdir -p "$B/asan/srs"
	cp "$B"/srs/*.tables "$B/asan/srs/"
	test_later 6.12/service/memory_test --timeout 14400 -- env ZKCAP_SANITIZED="$B/asan" \
		ZKCAP_VM_MEMORY=3072 scripts/vm-test 6.12 selftests/service/memory_test.py
}

# Tests in one boot of an emulated guest
later_batch()
{
	local name=$1 kernel=$2 limits=(ZKCAP_TEST_LIMIT=1500 ZKCAP_VM_TIMEOUT=14000)
	shift 2
	# KASAN, with every instruction emulated
	[ "$kernel" != debug-smp ] || limits=(ZKCAP_TEST_LIMIT=7200 ZKCAP_VM_TIMEOUT=36000)
	test_later "$name" --timeout 36400 -- env -u ZKCAP_TEST_LONG "${limits[@]}" \
		scripts/vm-batch "$kernel" "$@"
}

# An area in each boot: all of them take hours, which may be interrupted.
later_batches()
{
	local kernel=$1 area tests
	shift
	for area in $(printf '%s\n' "$@" | cut -d / -f 2 | uniq); do
		mapfile -t tests < <(printf '%s\n' "$@" | grep "^selftests/$area/")
		later_batch "$kernel/$area" "$kernel" "${tests[@]}"
	done
}

# A boot for each test: user-mode guests take a second for it.  Long counts are for the
# plain one, which runs at the machine's own speed, and for what only the debug kernel has:
# allocations that fail, and an eye on processors that are held up.
later_alone()
{
	local kernel=$1 t name counts
	shift
	for t; do
		# With its area: there is an attest_test in two of them.
		name=${t#selftests/}
		counts=(env -u ZKCAP_TEST_LONG)
		case $kernel/$name in
		uml/* | debug/fault/* | debug/flood/*) counts=() ;;
		esac
		test_later "$kernel/${name%.*}" --timeout 14400 -- "${counts[@]}" \
			scripts/vm-test "$kernel" "$t"
	done
}

# The module in guests: each test of an area under selftests/ that is not for the host
area_vm()
{
	local kernel speed t tests lab=(6.1 6.12 debug) kselftest

	[ -z "${ZKCAP_TEST_LONG:-}" ] || vm_kernels+=(uml debug-smp)
	for kernel in "${vm_kernels[@]}"; do
		test_now "kernel-$kernel" scripts/kernel-tree image "$kernel" || continue
		test_now "module-$kernel" scripts/build-module "$kernel" || continue
		case $kernel in
		6.* | debug-smp) speed=emulated ;;
		*) speed=native ;;
		esac
		tests=()
		for t in selftests/*/*_test.*; do
			case $speed/$kernel/$t in
			*/selftests/unit/* | */selftests/lab/* | */selftests/package/*) ;;
			# Debian's kernels are without KUnit and failslab.
			*/6.*/*/kunit_test.sh | */6.*/selftests/fault/*) ;;
			# The tools do the same on every kernel, and take minutes on an emulated
			# one: there, the demonstration shows them.
			emulated/*/selftests/client/* | emulated/*/selftests/docs/*) ;;
			emulated/*/selftests/load/* | emulated/*/selftests/service/*) ;;
			emulated/*/selftests/container/* | emulated/*/selftests/systemd/*) ;;
			# Too slow to be flooded, and for an interpreter for each operation.
			emulated/*/selftests/flood/* | emulated/*/ynl_cli_test.py) ;;
			*) tests+=("$t") ;;
			esac
		done
		case $kernel in
		6.*) later_batch "$kernel" "$kernel" "${tests[@]}" ;;
		debug-smp) later_batches "$kernel" "${tests[@]}" ;;
		*) later_alone "$kernel" "${tests[@]}" ;;
		esac
	done
	# Installing them builds the module in the guest: three minutes of a processor on the
	# plain user-mode kernel, which takes ten to build first, and eleven on the debug kernel.
	if test_now deb scripts/package/build-deb "$B/deb" && [ -n "${ZKCAP_TEST_LONG:-}" ]; then
		test_later package --timeout 3600 -- \
			scripts/vm-test uml selftests/package/package_test.sh
	fi
	for kernel in 6.1 6.12; do
		test_later "$kernel/demo" --plain --timeout 3600 -- scripts/demo/run --kernel "$kernel"
	done
	kselftest=(debug netlink kunit steps uapi)
	# All of it, as one who has only the module and a kernel's sources would.
	[ -z "${ZKCAP_TEST_LONG:-}" ] || kselftest=(uml)
	test_later kselftest --timeout 7200 -- env -u ZKCAP_TEST_LONG \
		scripts/vm-selftests "${kselftest[@]}"
	test_later install -- selftests/lab/install_test.sh
	[ -z "${ZKCAP_TEST_LONG:-}" ] || later_sanitized_service
	# The generated code is what the specification generates, bit for bit.
	test_later spec --plain -- scripts/ynl-regen --check
	# The plain user-mode kernel is a build of its own.
	[ -z "${ZKCAP_TEST_LONG:-}" ] || lab=(6.1 6.12 uml debug debug-smp)
	test_later lab --timeout 7200 -- selftests/lab/vm_test.sh "${lab[@]}"
}
