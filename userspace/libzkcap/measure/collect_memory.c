// SPDX-License-Identifier: MIT
/* Huge pages, error correction, swap. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collect.h"

#define EDAC_DIR "/sys/devices/system/edac/mc"

static void huge_pages(struct collector *c, const struct zkcap_attribute *a,
		       const struct source *source, struct zkcap_fact *f)
{
	const char *path = source->arg;
	u64 pages;

	if (collect_u64(c, &pages, "%s", path))
		fact_u64(c, a, f, pages, COVER_KERNEL, "%s", path);
	else
		fact_absent(f, "%s: not there", path);
}

/* What the memory modules of the controllers do about errors */
struct modules {
	char controller[64];
	int controllers;
	int corrected;
	int n;
};

static void module(struct collector *c, const char *name, void *ctx)
{
	struct modules *m = ctx;
	char mode[64];

	if ((strncmp(name, "dimm", 4) && strncmp(name, "rank", 4)) ||
	    !collect_text(c, mode, sizeof(mode), EDAC_DIR "/%s/%s/dimm_edac_mode", m->controller,
			  name))
		return;
	m->n++;
	/* SECDED, S4ECD4ED and so on: errors of one bit or chip corrected, of two detected */
	m->corrected += mode[0] == 'S' && strstr(mode, "EC") && strstr(mode, "ED");
}

static void controller(struct collector *c, const char *name, void *ctx)
{
	struct modules *m = ctx;
	char path[128];

	if (strncmp(name, "mc", 2) || name[2] < '0' || name[2] > '9')
		return;
	m->controllers++;
	snprintf(m->controller, sizeof(m->controller), "%s", name);
	snprintf(path, sizeof(path), EDAC_DIR "/%s", m->controller);
	collect_each(c, path, module, m);
}

static void ecc(struct collector *c, const struct zkcap_attribute *a,
		const struct source *source, struct zkcap_fact *f)
{
	struct modules m = { 0 };

	collect_each(c, EDAC_DIR, controller, &m);
	if (m.n)
		fact_u64(c, a, f, m.corrected == m.n, COVER_KERNEL,
			 EDAC_DIR ", %d modules of %d controllers", m.n, m.controllers);
	else
		fact_absent(f, EDAC_DIR ": no memory modules");
}

/* A heading, then a line for each area */
static void swap(struct collector *c, const struct zkcap_attribute *a,
		 const struct source *source, struct zkcap_fact *f)
{
	char text[COLLECT_TEXT_MAX];

	if (collect_text(c, text, sizeof(text), "/proc/swaps") &&
	    !strncmp(text, "Filename", 8))
		fact_u64(c, a, f, !!strchr(text, '\n'), COVER_KERNEL, "/proc/swaps");
	else
		fact_absent(f, "/proc/swaps: not there");
}

const struct source memory_sources[] = {
	{ "memory.hugepages_2m", ZKCAP_TYPE_U64, huge_pages,
	  "/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages" },
	{ "memory.hugepages_1g", ZKCAP_TYPE_U64, huge_pages,
	  "/sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages" },
	{ "memory.ecc", ZKCAP_TYPE_U64, ecc, NULL },
	{ "memory.swap.enabled", ZKCAP_TYPE_U64, swap, NULL },
	{ 0 },
};
