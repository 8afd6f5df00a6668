// SPDX-License-Identifier: GPL-2.0-only
/*
 * How fast is it, next to blst doing the same in the same minute?  Prints a table and
 * the ratios, and writes them to a file.  Figures of one run on one machine: only
 * the ratios are worth comparing.
 */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <getopt.h>
#include <openssl/sha.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "srs_file.h"

static const struct reference *load_reference(const char *dir, const char *name)
{
	const struct reference *ref;
	char path[4096];
	void *so;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	so = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	ref = so ? dlsym(so, "reference") : NULL;
	if (!ref)
		bench_die("%s", dlerror());
	return ref;
}

static struct zkcap_srs *load_srs(struct bench *b)
{
	struct zkcap_srs_file *f = bench_alloc(sizeof(*f));
	u8 *data = bench_alloc(ZKCAP_SRS_FILE_BYTES);
	struct zkcap_srs *srs;
	struct zkcap_error err;
	FILE *in = fopen(b->srs, "rb");
	size_t i;

	if (!in || fread(data, 1, ZKCAP_SRS_FILE_BYTES, in) != ZKCAP_SRS_FILE_BYTES)
		bench_die("%s: cannot read", b->srs);
	fclose(in);
	if (zkcap_srs_file_parse(f, data, ZKCAP_SRS_FILE_BYTES, &err))
		bench_die("%s: %s", b->srs, err.message);
	memcpy(b->points, f->g1, sizeof(b->points));
	memcpy(b->g2, f->g2, sizeof(b->g2));
	for (i = 0; i < BENCH_POINTS; i++)
		if (zk_g1_from_bytes_vartime(&b->affine[i], b->points[i]) != ZK_DECODE_OK)
			bench_die("%s: bad point %zu", b->srs, i);
	if (zkcap_srs_derive(&srs, f, 1, &err))
		bench_die("%s: %s", b->srs, err.message);
	free(data);
	free(f);
	return srs;
}

/* 512 bits of SHA-256 in counter mode, reduced. */
static void make_scalars(struct bench *b)
{
	size_t i;
	u8 wide[64];

	for (i = 0; i < BENCH_POINTS; i++) {
		u8 seed[4] = { 'b', (u8)(i >> 8), (u8)i, 0 };

		SHA256(seed, sizeof(seed), wide);
		seed[3] = 1;
		SHA256(seed, sizeof(seed), wide + 32);
		zk_fr_from_wide(&b->fr[i], wide);
		zk_fr_to_bytes(b->scalars[i], &b->fr[i]);
	}
}

/* Stay on one processor: caches and turbo are then the same for all ways. */
static void pin(void)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(sched_getcpu(), &set);
	sched_setaffinity(0, sizeof(set), &set);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "reference", required_argument, NULL, 'r' },
		{ "setup", required_argument, NULL, 's' },
		{ "srs", required_argument, NULL, 'S' },
		{ "json", required_argument, NULL, 'j' },
		{ "rounds", required_argument, NULL, 'n' },
		{ 0 },
	};
	struct bench *b = bench_alloc(sizeof(*b));
	struct zkcap_srs *srs;
	const char *json = NULL, *dir = ".";
	json_t *all;
	int c;

	memset(b, 0, sizeof(*b));
	b->rounds = 15;
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case 'r':
			dir = optarg;
			break;
		case 's':
			b->setup = optarg;
			break;
		case 'S':
			b->srs = optarg;
			break;
		case 'j':
			json = optarg;
			break;
		case 'n':
			b->rounds = (unsigned int)atoi(optarg);
			break;
		default:
			return 2;
		}
	}
	if (!json || !b->setup || !b->srs || b->rounds < 1)
		bench_die("--reference DIR --setup FILE --srs FILE --json FILE [--rounds N]");

	pin();
	b->ref[0] = load_reference(dir, "reference-asm.so");
	b->ref[1] = load_reference(dir, "reference-plain.so");
	b->times = json_object();
	b->ratios = json_object();
	b->memory = json_object();
	b->limits = json_object();
	srs = load_srs(b);
	make_scalars(b);

	printf("%-16s %11s %11s %11s %11s %6s %6s\n", "best of each", "zkcap", "blst",
	       "zkcap plain", "blst plain", "ratio", "plain");
	bench_primitives(b);
	bench_verify(b, srs);
	bench_prove(b, srs);
	bench_print_ratios(b);

	all = json_pack("{s:o,s:o,s:o}", "ratios", b->ratios, "times_ns", b->times,
			"memory_bytes", b->memory);
	if (json_dump_file(all, json, JSON_INDENT(2)) != 0)
		bench_die("%s: cannot write", json);
	json_decref(all);
	json_decref(b->limits);
	zkcap_srs_free(srs);
	free(b);
	return 0;
}
