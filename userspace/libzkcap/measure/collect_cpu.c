// SPDX-License-Identifier: MIT
/* What the processor is and can do: CPUID. */

#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "collect.h"

#define NO_CPUID "CPUID: no such leaf on this processor"

/* A feature word: two registers of a leaf, or one */
struct word {
	u32 leaf;
	u32 subleaf;
	size_t high;	/* offset of the register in the upper half; ONE if there is none */
	size_t low;
};

#define ONE SIZE_MAX
#define REG(name) offsetof(struct cpuid_regs, name)

static const struct word leaf1 = { 1, 0, REG(ecx), REG(edx) };
static const struct word leaf7 = { 7, 0, REG(ebx), REG(ecx) };
static const struct word leaf7_edx = { 7, 0, ONE, REG(edx) };
static const struct word leaf7_1 = { 7, 1, ONE, REG(eax) };
static const struct word leaf80000001 = { 0x80000001, 0, REG(ecx), REG(edx) };
static const struct word leafd_1 = { 0xd, 1, ONE, REG(eax) };

static u32 reg(const struct cpuid_regs *regs, size_t offset)
{
	u32 v;

	memcpy(&v, (const char *)regs + offset, sizeof(v));
	return v;
}

static bool read_word(struct collector *c, const struct word *w, u64 *out)
{
	struct cpuid_regs r;

	if (!cpuid_read(c, w->leaf, w->subleaf, &r))
		return false;
	*out = w->high == ONE ? reg(&r, w->low) : (u64)reg(&r, w->high) << 32 | reg(&r, w->low);
	return true;
}

/* Features are those that every processor has, on which the collector may run at all */
static void features(struct collector *c, const struct zkcap_attribute *a,
		     const struct source *source, struct zkcap_fact *f)
{
	const struct word *w = source->arg;
	cpu_set_t allowed, one;
	u64 common, word;
	int cpu, n = 1;

	if (!read_word(c, w, &common)) {
		fact_absent(f, NO_CPUID);
		return;
	}
	if (c->live && !sched_getaffinity(0, sizeof(allowed), &allowed)) {
		for (n = 0, cpu = 0; cpu < CPU_SETSIZE; cpu++) {
			CPU_ZERO(&one);
			CPU_SET(cpu, &one);
			if (!CPU_ISSET(cpu, &allowed) || sched_setaffinity(0, sizeof(one), &one))
				continue;
			if (read_word(c, w, &word))
				common &= word;
			n++;
		}
		sched_setaffinity(0, sizeof(allowed), &allowed);
	}
	fact_u64(c, a, f, common, COVER_SELF, "CPUID leaf 0x%x.%u, common to %d processors",
		 w->leaf, w->subleaf, n);
}

static void vendor(struct collector *c, const struct zkcap_attribute *a,
		   const struct source *source, struct zkcap_fact *f)
{
	struct cpuid_regs r;
	char name[13] = { 0 };

	if (!cpuid_read(c, 0, 0, &r)) {
		fact_absent(f, NO_CPUID);
		return;
	}
	memcpy(name, &r.ebx, 4);
	memcpy(name + 4, &r.edx, 4);
	memcpy(name + 8, &r.ecx, 4);
	fact_text(c, a, f, name, COVER_SELF, "CPUID leaf 0x0");
}

/* Intel SDM volume 2, CPUID, "Version Information" */
static void signature(struct collector *c, const struct zkcap_attribute *a,
		      const struct source *source, struct zkcap_fact *f)
{
	u32 family, model;
	struct cpuid_regs r;
	u64 value;

	if (!cpuid_read(c, 1, 0, &r)) {
		fact_absent(f, NO_CPUID);
		return;
	}
	family = r.eax >> 8 & 15;
	model = r.eax >> 4 & 15;
	if (family == 6 || family == 15)
		model |= (r.eax >> 16 & 15) << 4;
	if (family == 15)
		family += r.eax >> 20 & 255;
	value = !strcmp(source->arg, "family") ? family :
		!strcmp(source->arg, "model") ? model : r.eax & 15;
	fact_u64(c, a, f, value, COVER_SELF, "CPUID leaf 0x1");
}

static bool read_msr(struct collector *c, u32 index, u64 *value)
{
	int fd = collect_open(c, O_RDONLY, "/dev/cpu/0/msr");
	ssize_t n;

	if (fd < 0)
		return false;
	n = pread(fd, value, sizeof(*value), index);
	close(fd);
	return n == (ssize_t)sizeof(*value);
}

/* The firmware set memory for enclaves aside, without which the feature is of no use */
static bool sgx_enabled(struct collector *c)
{
	struct cpuid_regs r;
	u32 i;

	if (!cpuid_read(c, 7, 0, &r) || !(r.ebx & 1U << 2) || !cpuid_read(c, 0x12, 0, &r) ||
	    !(r.eax & 3))
		return false;
	for (i = 2; i < 10; i++)
		if (cpuid_read(c, 0x12, i, &r) && (r.eax & 15) == 1 &&
		    ((r.ecx & 0xfffff000) || (r.edx & 0xfffff)))
			return true;
	return false;
}

static bool tdx_protected(struct collector *c)
{
	struct cpuid_regs r;

	return cpuid_read(c, 0, 0, &r) && r.eax >= 0x21 && cpuid_read(c, 0x21, 0, &r) &&
	       r.ebx == 0x65746e49 && r.edx == 0x5844546c && r.ecx == 0x20202020;
}

/* SYSCFG, memory encryption enabled (AMD APM volume 2, 7.10.1) */
static bool sme_enabled(struct collector *c)
{
	struct cpuid_regs r;
	u64 v;

	return cpuid_read(c, 0x8000001f, 0, &r) && (r.eax & 1) && read_msr(c, 0xc0010010, &v) &&
	       (v >> 23 & 1);
}

/* IA32_TME_ACTIVATE, locked and enabled */
static bool tme_enabled(struct collector *c)
{
	struct cpuid_regs r;
	u64 v;

	return cpuid_read(c, 7, 0, &r) && (r.ecx >> 13 & 1) && read_msr(c, 0x982, &v) &&
	       (v & 3) == 3;
}

static bool parameter(struct collector *c, const char *module, const char *name)
{
	char text[16];

	return collect_text(c, text, sizeof(text), "/sys/module/%s/parameters/%s", module, name) &&
	       (!strcmp(text, "Y") || !strcmp(text, "1"));
}

static void confidential(struct collector *c, const struct zkcap_attribute *a,
			 const struct source *source, struct zkcap_fact *f)
{
	const bool found[] = {
		sgx_enabled(c),
		parameter(c, "kvm_intel", "tdx"),
		tdx_protected(c),
		parameter(c, "kvm_amd", "sev"),
		parameter(c, "kvm_amd", "sev_es"),
		parameter(c, "kvm_amd", "sev_snp"),
		sme_enabled(c),
		tme_enabled(c),
	};
	struct cpuid_regs r;
	u64 value = 0;
	size_t i;

	if (!cpuid_read(c, 0, 0, &r)) {
		fact_absent(f, NO_CPUID);
		return;
	}
	for (i = 0; i < sizeof(found) / sizeof(*found); i++)
		value |= (u64)found[i] << i;
	fact_u64(c, a, f, value, COVER_KERNEL, "CPUID, MSRs and /sys/module/kvm_*/parameters");
}

const struct source cpu_sources[] = {
	{ "cpu.model.vendor_id", ZKCAP_TYPE_DIGEST, vendor, NULL },
	{ "cpu.model.family", ZKCAP_TYPE_U64, signature, "family" },
	{ "cpu.model.id", ZKCAP_TYPE_U64, signature, "model" },
	{ "cpu.model.stepping", ZKCAP_TYPE_U64, signature, "stepping" },
	{ "cpu.cpuid.leaf1_ecx_edx", ZKCAP_TYPE_BITS64, features, &leaf1 },
	{ "cpu.cpuid.leaf7_ebx_ecx", ZKCAP_TYPE_BITS64, features, &leaf7 },
	{ "cpu.cpuid.leaf7_edx", ZKCAP_TYPE_BITS64, features, &leaf7_edx },
	{ "cpu.cpuid.leaf7_1_eax", ZKCAP_TYPE_BITS64, features, &leaf7_1 },
	{ "cpu.cpuid.leaf80000001_ecx_edx", ZKCAP_TYPE_BITS64, features, &leaf80000001 },
	{ "cpu.cpuid.leafd_1_eax", ZKCAP_TYPE_BITS64, features, &leafd_1 },
	{ "cpu.security", ZKCAP_TYPE_BITS64, confidential, NULL },
	{ 0 },
};
