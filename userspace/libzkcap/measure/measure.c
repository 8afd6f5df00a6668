// SPDX-License-Identifier: MIT
/* The collector: what it needs before the first source, and the run through all tables. */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collect.h"

#define IMA_LOG "/sys/kernel/security/ima/ascii_runtime_measurements"
#define IMA_LOG_MAX (256 * 1024 * 1024)
#define BOOT_LOG "/sys/kernel/security/tpm0/binary_bios_measurements"

static const struct source *const tables[] = {
	cpu_sources, cpu_state_sources, topology_sources, memory_sources, pci_sources,
	network_sources, storage_sources, kernel_sources, kernel_boot_sources, firmware_sources,
	software_sources, tpm_sources,
};

static const struct source *find(const char *name)
{
	const struct source *s;
	size_t i;

	for (i = 0; i < sizeof(tables) / sizeof(*tables); i++)
		for (s = tables[i]; s->name; s++)
			if (!strcmp(s->name, name))
				return s;
	return NULL;
}

bool zkcap_measure_knows(const char *attribute)
{
	return !!find(attribute);
}

/* hwloc takes other machines' topologies from the environment, which is not what is measured */
static void forget_environment(void)
{
	static const char *const names[] = { "HWLOC_XMLFILE", "HWLOC_SYNTHETIC", "HWLOC_FSROOT",
		"HWLOC_CPUID_PATH", "HWLOC_DUMPED_HWDATA_DIR", "HWLOC_COMPONENTS",
		"HWLOC_THISSYSTEM", "HWLOC_ALLOW" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		unsetenv(names[i]);
}

/*
 * Everything there is, not only what the collector's own cgroup may use.  A tree is read by
 * the part for Linux alone: the others would ask the machine that the test runs on.
 */
static void load_topology(struct collector *c)
{
	hwloc_topology_t topology;

	if (!collect_exists(c, "/sys/devices/system/cpu/online"))
		return;
	forget_environment();
	setenv("HWLOC_HIDE_ERRORS", "2", 0);
	if (!c->live && (setenv("HWLOC_FSROOT", c->root_path, 1) ||
			 setenv("HWLOC_COMPONENTS", "linux,stop", 1)))
		return;
	if (!hwloc_topology_init(&topology)) {
		hwloc_topology_set_flags(topology, HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED);
		if (hwloc_topology_load(topology))
			hwloc_topology_destroy(topology);
		else
			c->topology = topology;
	}
	if (!c->live) {
		unsetenv("HWLOC_FSROOT");
		unsetenv("HWLOC_COMPONENTS");
	}
}

/*
 * What the boot and IMA measured.  A log that cannot be read counts for nothing.  The boot
 * log's events point into what is returned, to be freed after them.
 */
static char *load_logs(struct collector *c)
{
	size_t len;
	char *text = collect_file(c, IMA_LOG_MAX, &len, IMA_LOG);

	if (text)
		ima_log_parse(&c->ima, text);
	free(text);
	text = collect_file(c, BOOT_LOG_BYTES_MAX, &len, BOOT_LOG);
	if (text)
		boot_log_parse(&c->boot, (const u8 *)text, len, NULL);
	c->boot_measured = c->boot.n || c->ima.boot_measured;
	return text;
}

static int collect_all(struct collector *c, struct zkcap_facts *facts, struct zkcap_error *err)
{
	const struct zkcap_attribute *a;
	const struct source *s;
	struct zkcap_fact *f;
	size_t i;

	for (i = 0; i < c->schema->n_attributes; i++) {
		a = &c->schema->attributes[i];
		f = &facts->fact[a->slot];
		s = find(a->name);
		if (!s) {
			fact_absent(f, "the collector has no source for it");
			continue;
		}
		if (s->type != a->type)
			return zkcap_error_set(err, -EINVAL, "%s: is of type %s: expected %s",
					       a->name, zkcap_type_name(a->type),
					       zkcap_type_name(s->type));
		s->read(c, a, s, f);
	}
	return 0;
}

int zkcap_measure_collect(struct zkcap_facts *facts, const struct zkcap_schema *schema,
			  const struct zkcap_measure_options *options, struct zkcap_error *err)
{
	struct collector *c = calloc(1, sizeof(*c));
	char *logs = NULL;
	int rc;

	memset(facts, 0, sizeof(*facts));
	if (!c)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	c->schema = schema;
	c->options = options;
	c->live = !options->root;
	c->root_path = c->live ? "" : options->root;
	c->root = open(c->live ? "/" : options->root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (c->root < 0) {
		rc = zkcap_error_set(err, -errno, "%s: cannot open: %s", options->root,
				     strerror(errno));
	} else {
		logs = load_logs(c);
		load_topology(c);
		pci_scan(c);
		rc = collect_all(c, facts, err);
		close(c->root);
	}
	if (c->topology)
		hwloc_topology_destroy(c->topology);
	boot_log_free(&c->boot);
	ima_log_free(&c->ima);
	free(logs);
	free(c);
	return rc;
}

int zkcap_measure_fill(struct zkcap_manifest *m, const struct zkcap_schema *schema,
		       const struct zkcap_facts *facts, struct zkcap_error *err)
{
	const struct zkcap_attribute *a;
	const struct zkcap_fact *f;
	int rc = 0;
	size_t i;

	for (i = 0; !rc && i < schema->n_attributes; i++) {
		a = &schema->attributes[i];
		f = &facts->fact[a->slot];
		rc = zkcap_manifest_set(m, a, &f->value, f->level, err);
	}
	return rc;
}
