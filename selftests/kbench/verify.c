// SPDX-License-Identifier: GPL-2.0-only
/*
 * Times the verifier in userspace on the proofs that the kernel is timed on.
 *
 * usage: verify ROUNDS VK PROOF... -- V PUBLIC
 *
 * VK and PROOF take turns, up to 8 of each; V is the commitment and PUBLIC the only
 * public input of all, both in hexadecimal; the context is all zeroes.  Prints, for 1, 2,
 * 4 and 8 proofs, the least time of so many rounds, in nanoseconds, as JSON.
 */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cpu.h"
#include "plonk.h"

#define MAX_PROOFS 8

static struct zk_srs srs;
static struct zk_srs_scratch srs_scratch;
static struct zk_vk_scratch vk_scratch;
static struct zk_plonk_scratch scratch;
static struct zk_vk vk[MAX_PROOFS];
static struct zk_commitment commitment;
static struct zk_fr public;
static struct zk_statement statements[MAX_PROOFS];
static u8 proofs[MAX_PROOFS][ZK_PROOF_BYTES], context[ZK_CONTEXT_BYTES];

static void __attribute__((noreturn, format(printf, 1, 2))) die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

static void read_file(const char *path, u8 *bytes, size_t len)
{
	FILE *in = fopen(path, "rb");

	if (!in || fread(bytes, 1, len, in) != len || fgetc(in) != EOF)
		die("%s: not a file of %zu bytes", path, len);
	fclose(in);
}

static void read_hex(const char *text, u8 *bytes, size_t len)
{
	size_t i;
	unsigned int byte;

	if (strlen(text) != 2 * len)
		die("%s: not %zu bytes in hexadecimal", text, len);
	for (i = 0; i < len; i++) {
		if (sscanf(text + 2 * i, "%2x", &byte) != 1)
			die("%s: not hexadecimal", text);
		bytes[i] = (u8)byte;
	}
}

static long long now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static long long best(size_t n, int rounds)
{
	long long least = 0, took;
	struct zk_fault fault;

	while (rounds--) {
		took = now_ns();
		if (zk_plonk_verify(&srs, statements, n, &fault, &scratch) != ZK_ACCEPT)
			die("one of %zu proofs is refused", n);
		took = now_ns() - took;
		if (!least || took < least)
			least = took;
	}
	return least;
}

static size_t load(int argc, char **argv)
{
	enum zk_element element;
	u8 bytes[ZK_VK_BYTES];
	size_t n = 0;

	for (; n < MAX_PROOFS && argc >= 2 && strcmp(argv[0], "--"); argc -= 2, argv += 2, n++) {
		read_file(argv[0], bytes, sizeof(bytes));
		if (zk_vk_decode(&vk[n], bytes, sizeof(bytes), &element, &vk_scratch))
			die("%s: no verifying key", argv[0]);
		read_file(argv[1], proofs[n], sizeof(proofs[n]));
		statements[n] = (struct zk_statement){
			.vk = &vk[n],
			.commitment = &commitment,
			.context = context,
			.publics = &public,
			.n_publics = 1,
			.proof = proofs[n],
			.proof_len = sizeof(proofs[n]),
		};
	}
	if (argc != 3 || strcmp(argv[0], "--"))
		die("usage: verify ROUNDS VK PROOF... -- V PUBLIC");
	read_hex(argv[1], bytes, 48);
	if (zk_commitment_decode(&commitment, bytes))
		die("%s: no commitment", argv[1]);
	read_hex(argv[2], bytes, 32);
	if (!zk_fr_from_bytes(&public, bytes))
		die("%s: no scalar", argv[2]);
	return n;
}

int main(int argc, char **argv)
{
	size_t n, all;
	int rounds;

	if (argc < 4)
		die("usage: verify ROUNDS VK PROOF... -- V PUBLIC");
	rounds = atoi(argv[1]);
	if (rounds < 1)
		die("%s: not a number of rounds", argv[1]);
	zk_cpu_detect();
	if (!zk_srs_init(&srs, &zk_srs_const, &srs_scratch))
		die("the SRS cannot be set up");
	all = load(argc - 2, argv + 2);
	putchar('{');
	for (n = 1; n <= all; n *= 2)
		printf("%s\"%zu\": %lld", n > 1 ? ", " : "", n, best(n, rounds));
	puts("}");
	return 0;
}
