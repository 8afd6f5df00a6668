// SPDX-License-Identifier: MIT
/* What was booted: the kernel's image, command line and options. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "collect.h"
#include "sha256.h"

#define CONFIG_MAX (4 * 1024 * 1024)

static void kernel_release(struct collector *c, char *out, size_t size)
{
	struct utsname u;

	*out = '\0';
	if (!c->live)
		collect_text(c, out, size, "/proc/sys/kernel/osrelease");
	else if (!uname(&u))
		snprintf(out, size, "%s", u.release);
}

/* GRUB measures the files that it loads, as files */
static void image(struct collector *c, const struct zkcap_attribute *a,
		  const struct source *source, struct zkcap_fact *f)
{
	char release[128], path[256];
	const struct boot_event *event;
	u8 digest[32];

	kernel_release(c, release, sizeof(release));
	snprintf(path, sizeof(path), "/boot/vmlinuz-%s", release);
	if (!c->boot.n) {
		fact_absent(f, "there is no boot event log");
		return;
	}
	if (!collect_hash(c, digest, path)) {
		fact_absent(f, "%s: cannot be read", path);
		return;
	}
	event = boot_log_find(&c->boot, digest);
	if (!event) {
		fact_absent(f, "%s: is not in the boot event log", path);
		return;
	}
	fact_file(c, a, f, digest, path);
	snprintf(f->source, sizeof(f->source), "%.100s, in the boot event log, PCR %u", path,
		 event->pcr);
}

static const struct boot_event *find_text(struct collector *c, const void *text, size_t len)
{
	u8 digest[32];

	zkcap_sha256(digest, text, len);
	return boot_log_find(&c->boot, digest);
}

/*
 * A boot loader measures the line as the bytes that it has: GRUB without the word that it
 * puts before it, a stub in the kernel in UTF-16, each with or without a NUL.
 */
static const struct boot_event *find_cmdline(struct collector *c, const char *line)
{
	const struct boot_event *event = NULL;
	char wide[2 * COLLECT_TEXT_MAX] = { 0 };
	size_t len = strlen(line), i;

	for (i = 0; i < len; i++)
		wide[2 * i] = line[i];
	for (i = 0; i < 2 && !event; i++) {
		event = find_text(c, line, len + i);
		if (!event)
			event = find_text(c, wide, 2 * (len + i));
	}
	return event;
}

static void cmdline(struct collector *c, const struct zkcap_attribute *a,
		    const struct source *source, struct zkcap_fact *f)
{
	char text[COLLECT_TEXT_MAX];
	const struct boot_event *event;

	if (!collect_text(c, text, sizeof(text), "/proc/cmdline")) {
		fact_absent(f, "/proc/cmdline: cannot be read");
		return;
	}
	event = find_cmdline(c, text);
	if (!event && !strncmp(text, "BOOT_IMAGE=", 11))
		event = find_cmdline(c, text + 11);
	if (event)
		fact_text(c, a, f, text, COVER_KERNEL,
			  "/proc/cmdline, in the boot event log, PCR %u", event->pcr);
	else
		fact_absent(f, "/proc/cmdline: is not in the boot event log");
}

/* zlib is on every system that has packages, but nothing else here needs it to be built */
static char *read_gzip(struct collector *c, size_t max, const char *path)
{
	void *library = dlopen("libz.so.1", RTLD_NOW | RTLD_LOCAL), *file;
	void *(*open_fd)(int fd, const char *mode);
	int (*read_some)(void *file, void *out, unsigned int len);
	int (*close_file)(void *file);
	char *out = NULL;
	int fd, n = -1;

	if (!library)
		return NULL;
	*(void **)&open_fd = dlsym(library, "gzdopen");
	*(void **)&read_some = dlsym(library, "gzread");
	*(void **)&close_file = dlsym(library, "gzclose");
	fd = open_fd && read_some && close_file ? collect_open(c, O_RDONLY, path) : -1;
	file = fd >= 0 ? open_fd(fd, "r") : NULL;
	if (file) {
		out = malloc(max + 1);
		if (out)
			n = read_some(file, out, (unsigned int)max);
		close_file(file);
	} else if (fd >= 0) {
		close(fd);
	}
	dlclose(library);
	if (n < 0) {
		free(out);
		return NULL;
	}
	out[n] = '\0';
	return out;
}

bool kernel_config_has(const char *config, const char *option)
{
	char line[128];
	int len = snprintf(line, sizeof(line), "\nCONFIG_%s=y", option);
	const char *at = config;

	while ((at = strstr(at, line))) {
		if (at[len] == '\n' || !at[len])
			return true;
		at += len;
	}
	return false;
}

char *kernel_config(struct collector *c, char *path, size_t size, enum cover *cover)
{
	char release[128], *text;
	size_t len;

	*cover = COVER_KERNEL;
	snprintf(path, size, "/proc/config.gz");
	text = read_gzip(c, CONFIG_MAX, path);
	if (text)
		return text;
	kernel_release(c, release, sizeof(release));
	snprintf(path, size, "/boot/config-%s", release);
	*cover = cover_of_file(c, path);
	return collect_file(c, CONFIG_MAX, &len, path);
}

static void config(struct collector *c, const struct zkcap_attribute *a,
		   const struct source *source, struct zkcap_fact *f)
{
	char path[256], renamed[128], *text;
	enum cover cover;
	const char *name;
	u64 value = 0;
	size_t i;

	text = kernel_config(c, path, sizeof(path), &cover);
	if (!text) {
		fact_absent(f, "/proc/config.gz, %s: not there", path);
		return;
	}
	for (i = 0; i < a->n_bits; i++) {
		name = strrchr(a->bits[i].name, '.') + 1;
		/* since 6.9 mitigations have a prefix */
		snprintf(renamed, sizeof(renamed), "MITIGATION_%s", name);
		if (kernel_config_has(text, name) || kernel_config_has(text, renamed))
			value |= 1ULL << a->bits[i].bit;
	}
	free(text);
	fact_u64(c, a, f, value, cover, "%s", path);
}

const struct source kernel_boot_sources[] = {
	{ "kernel.image", ZKCAP_TYPE_DIGEST, image, NULL },
	{ "kernel.cmdline", ZKCAP_TYPE_DIGEST, cmdline, NULL },
	{ "kernel.config", ZKCAP_TYPE_BITS64, config, NULL },
	{ 0 },
};
