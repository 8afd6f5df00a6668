// SPDX-License-Identifier: MIT
/* What the kernel says of the processor: microcode, mitigations, SMT, frequency. */

#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "collect.h"

#define CPU_DIR "/sys/devices/system/cpu"

/* A file with one number in it */
static void number(struct collector *c, const struct zkcap_attribute *a,
		   const struct source *source, struct zkcap_fact *f)
{
	const char *path = source->arg;
	u64 value;

	if (collect_u64(c, &value, "%s", path))
		fact_u64(c, a, f, value, COVER_KERNEL, "%s", path);
	else
		fact_absent(f, "%s: not there", path);
}

/*
 * "Mitigation: Clear CPU buffers; SMT vulnerable" is not mitigated: a part of it is as
 * good as the whole to who attacks.
 */
static bool is_mitigated(const char *text)
{
	if (!strncmp(text, "Not affected", 12))
		return true;
	return !strncmp(text, "Mitigation", 10) && !strcasestr(text, "vulnerable");
}

static void mitigated(struct collector *c, const struct zkcap_attribute *a,
		      const struct source *source, struct zkcap_fact *f)
{
	char text[512];
	const char *name;
	u64 value = 0;
	int found = 0;
	size_t i;

	for (i = 0; i < a->n_bits; i++) {
		name = strrchr(a->bits[i].name, '.') + 1;
		if (!collect_text(c, text, sizeof(text), CPU_DIR "/vulnerabilities/%s", name))
			continue;
		found++;
		if (is_mitigated(text))
			value |= 1ULL << a->bits[i].bit;
	}
	if (found)
		fact_u64(c, a, f, value, COVER_KERNEL, "%s/vulnerabilities, %d files", CPU_DIR,
			 found);
	else
		fact_absent(f, "%s/vulnerabilities: not there", CPU_DIR);
}

static void highest(struct collector *c, const char *name, void *ctx)
{
	u64 khz, *max = ctx;

	if (!strncmp(name, "policy", 6) &&
	    collect_u64(c, &khz, CPU_DIR "/cpufreq/%s/cpuinfo_max_freq", name) && khz > *max)
		*max = khz;
}

static void frequency(struct collector *c, const struct zkcap_attribute *a,
		      const struct source *source, struct zkcap_fact *f)
{
	u64 khz = 0;

	collect_each(c, CPU_DIR "/cpufreq", highest, &khz);
	if (khz)
		fact_u64(c, a, f, khz * 1000, COVER_NONE,
			 CPU_DIR "/cpufreq/policy*/cpuinfo_max_freq");
	else
		fact_absent(f, CPU_DIR "/cpufreq: no policy");
}

const struct source cpu_state_sources[] = {
	{ "cpu.microcode", ZKCAP_TYPE_U64, number, CPU_DIR "/cpu0/microcode/version" },
	{ "cpu.topology.hardware_multithreading", ZKCAP_TYPE_U64, number, CPU_DIR "/smt/active" },
	{ "cpu.mitigated", ZKCAP_TYPE_BITS64, mitigated, NULL },
	{ "cpu.frequency_max", ZKCAP_TYPE_U64, frequency, NULL },
	{ 0 },
};
