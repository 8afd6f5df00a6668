// SPDX-License-Identifier: MIT
/* CPUID: the processor's own word on this machine, a text dump in a captured tree. */

#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __x86_64__
#include <cpuid.h>
#endif

#include "collect.h"

static bool ask(struct cpuid_regs *out, u32 leaf, u32 subleaf)
{
#ifdef __x86_64__
	return __get_cpuid_count(leaf, subleaf, &out->eax, &out->ebx, &out->ecx, &out->edx);
#else
	return false;
#endif
}

static bool read_dump(struct collector *c, u32 leaf, u32 subleaf, struct cpuid_regs *out)
{
	struct cpuid_regs r;
	char *text, *line, *rest;
	u32 l, s;
	bool found = false;
	size_t len;

	text = collect_file(c, 1024 * 1024, &len, "/cpuid");
	if (!text)
		return false;
	for (line = strtok_r(text, "\n", &rest); line && !found;
	     line = strtok_r(NULL, "\n", &rest)) {
		if (sscanf(line, " 0x%x 0x%x: eax=0x%x ebx=0x%x ecx=0x%x edx=0x%x", &l, &s,
			   &r.eax, &r.ebx, &r.ecx, &r.edx) == 6 && l == leaf && s == subleaf) {
			*out = r;
			found = true;
		}
	}
	free(text);
	return found;
}

bool cpuid_read(struct collector *c, u32 leaf, u32 subleaf, struct cpuid_regs *out)
{
	memset(out, 0, sizeof(*out));
	return c->live ? ask(out, leaf, subleaf) : read_dump(c, leaf, subleaf, out);
}
