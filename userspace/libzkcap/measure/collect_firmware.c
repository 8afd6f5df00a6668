// SPDX-License-Identifier: MIT
/* The distribution, the machine, and how its firmware starts it. */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collect.h"
#include "whole_file.h"

#define EFI_DIR "/sys/firmware/efi/efivars"
#define EFI_GLOBAL "8be4df61-93ca-11d2-aa0d-00e098032b8c"

/* The value of NAME=value, without quotes: os-release(5) */
static bool take_setting(char *out, size_t size, char *text, const char *name)
{
	size_t len = strlen(name), n;
	char *line, *rest, *value;
	bool found = false;

	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		if (strncmp(line, name, len) || line[len] != '=')
			continue;
		value = line + len + 1;
		n = strlen(value);
		if (n >= 2 && (*value == '"' || *value == '\'') && value[n - 1] == *value) {
			value[n - 1] = '\0';
			value++;
		}
		found = *value && (size_t)snprintf(out, size, "%s", value) < size;
	}
	return found;
}

static void os_release(struct collector *c, const struct zkcap_attribute *a,
		       const struct source *source, struct zkcap_fact *f)
{
	const char *name = source->arg, *path = "/etc/os-release";
	char text[COLLECT_TEXT_MAX], value[256];
	u64 packed;

	if (!collect_text(c, text, sizeof(text), "%s", path)) {
		path = "/usr/lib/os-release";
		if (!collect_text(c, text, sizeof(text), "%s", path)) {
			fact_absent(f, "/etc/os-release: not there");
			return;
		}
	}
	if (!take_setting(value, sizeof(value), text, name))
		fact_absent(f, "%s: has no %s", path, name);
	else if (source->type == ZKCAP_TYPE_DIGEST)
		fact_text(c, a, f, value, cover_of_file(c, path), "%s, %s", path, name);
	else if (version_of(&packed, value))
		fact_u64(c, a, f, packed, cover_of_file(c, path), "%s, %s", path, name);
	else
		fact_absent(f, "%s: %s is not a version", path, name);
}

static void dmi(struct collector *c, const struct zkcap_attribute *a,
		const struct source *source, struct zkcap_fact *f)
{
	const char *path = source->arg;
	char text[256];

	if (collect_text(c, text, sizeof(text), "%s", path) && *text)
		fact_text(c, a, f, text, COVER_KERNEL, "%s", path);
	else
		fact_absent(f, "%s: not there", path);
}

/* Four bytes of attributes, then the value */
static bool read_variable(struct collector *c, const char *name, u8 *value)
{
	char path[128];
	u8 data[6];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), EFI_DIR "/%s-" EFI_GLOBAL, name);
	fd = collect_open(c, O_RDONLY, path);
	if (fd < 0)
		return false;
	n = zkcap_file_read_fd(fd, data, sizeof(data));
	close(fd);
	*value = data[4];
	return n == 5 && *value <= 1;
}

static void secure_boot(struct collector *c, const struct zkcap_attribute *a,
			const struct source *source, struct zkcap_fact *f)
{
	u8 value, measured;

	if (!read_variable(c, "SecureBoot", &value))
		fact_absent(f, EFI_DIR "/SecureBoot: not there");
	else if (!boot_log_variable(&c->boot, "SecureBoot", &measured))
		fact_absent(f, EFI_DIR "/SecureBoot: is not in the boot event log");
	else if (value != measured)
		fact_absent(f, EFI_DIR "/SecureBoot: is not as in the boot event log");
	else
		fact_u64(c, a, f, value, COVER_KERNEL,
			 EFI_DIR "/SecureBoot, in the boot event log, PCR 7");
}

static void setup_mode(struct collector *c, const struct zkcap_attribute *a,
		       const struct source *source, struct zkcap_fact *f)
{
	u8 value;

	if (read_variable(c, "SetupMode", &value))
		fact_u64(c, a, f, value, COVER_KERNEL, EFI_DIR "/SetupMode");
	else
		fact_absent(f, EFI_DIR "/SetupMode: not there");
}

const struct source firmware_sources[] = {
	{ "system.osrelease.id", ZKCAP_TYPE_DIGEST, os_release, "ID" },
	{ "system.osrelease.version_id", ZKCAP_TYPE_VERSION, os_release, "VERSION_ID" },
	{ "system.dmiid.sys_vendor", ZKCAP_TYPE_DIGEST, dmi,
	  "/sys/devices/virtual/dmi/id/sys_vendor" },
	{ "system.dmiid.product_name", ZKCAP_TYPE_DIGEST, dmi,
	  "/sys/devices/virtual/dmi/id/product_name" },
	{ "firmware.secure_boot", ZKCAP_TYPE_U64, secure_boot, NULL },
	{ "firmware.setup_mode", ZKCAP_TYPE_U64, setup_mode, NULL },
	{ "firmware.version", ZKCAP_TYPE_DIGEST, dmi, "/sys/devices/virtual/dmi/id/bios_version" },
	{ 0 },
};
