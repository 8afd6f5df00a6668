// SPDX-License-Identifier: MIT
/* Disks, and whether the root file system is encrypted. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collect.h"

#define BLOCK_DIR "/sys/block"
#define SECTOR 512 /* the unit of "size", whatever the disk's own is */
#define MOUNTINFO_MAX (1024 * 1024)
#define DEPTH_MAX 16

struct disks {
	u64 nvme;
	u64 rotational;
	u64 bytes;
};

static bool is_namespace(const char *name)
{
	unsigned int controller, id;
	int end = 0;

	return sscanf(name, "nvme%un%u%n", &controller, &id, &end) == 2 && !name[end];
}

/* A disk is a device of its own: no loop, memory, mapper or array; and no CD drive */
static void disk(struct collector *c, const char *name, void *ctx)
{
	struct disks *d = ctx;
	u64 sectors, rotational;

	if (!collect_exists(c, BLOCK_DIR "/%s/device", name) || !strncmp(name, "sr", 2) ||
	    !strncmp(name, "fd", 2))
		return;
	d->nvme += is_namespace(name);
	if (collect_u64(c, &rotational, BLOCK_DIR "/%s/queue/rotational", name))
		d->rotational += rotational;
	if (collect_u64(c, &sectors, BLOCK_DIR "/%s/size", name))
		d->bytes += sectors * SECTOR;
}

static void disks(struct collector *c, const struct zkcap_attribute *a,
		  const struct source *source, struct zkcap_fact *f)
{
	const char *what = source->arg;
	struct disks d = { 0 };

	if (collect_each(c, BLOCK_DIR, disk, &d) < 0)
		fact_absent(f, BLOCK_DIR ": not there");
	else if (!strcmp(what, "nvme"))
		fact_u64(c, a, f, d.nvme, COVER_KERNEL, BLOCK_DIR "/nvme*n*");
	else if (!strcmp(what, "rotational"))
		fact_u64(c, a, f, d.rotational, COVER_KERNEL, BLOCK_DIR "/*/queue/rotational");
	else
		fact_u64(c, a, f, d.bytes, COVER_KERNEL, BLOCK_DIR "/*/size");
}

/* Whether all that a block device stands on is dm-crypt */
struct below {
	const char *dir;
	bool encrypted;
	int depth;
};

static bool is_encrypted(struct collector *c, const char *dir, int depth);

static void slave(struct collector *c, const char *name, void *ctx)
{
	struct below *b = ctx;
	char dir[512];

	if (snprintf(dir, sizeof(dir), "%s/slaves/%s", b->dir, name) >= (int)sizeof(dir))
		b->encrypted = false;
	else
		b->encrypted &= is_encrypted(c, dir, b->depth + 1);
}

static bool is_encrypted(struct collector *c, const char *dir, int depth)
{
	struct below b = { dir, true, depth };
	char uuid[256], path[512];

	if (collect_text(c, uuid, sizeof(uuid), "%s/dm/uuid", dir) && !strncmp(uuid, "CRYPT-", 6))
		return true;
	if (depth == DEPTH_MAX || snprintf(path, sizeof(path), "%s/slaves", dir) >=
	    (int)sizeof(path))
		return false;
	return collect_each(c, path, slave, &b) > 0 && b.encrypted;
}

/* "36 35 98:0 /mnt1 / rw,noatime master:1 - ext3 /dev/root rw": proc(5) */
static bool root_device(struct collector *c, char *dir, size_t size)
{
	char where[256], from[256], name[128], *text, *line, *rest, *dash;
	unsigned int major, minor;
	bool found = false;
	size_t len;

	text = collect_file(c, MOUNTINFO_MAX, &len, "/proc/self/mountinfo");
	if (!text)
		return false;
	/* of several on top of each other the last is seen */
	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		if (sscanf(line, "%*u %*u %u:%u %*s %255s", &major, &minor, where) != 3 ||
		    strcmp(where, "/"))
			continue;
		dash = strstr(line, " - ");
		found = true;
		if (major)
			snprintf(dir, size, "/sys/dev/block/%u:%u", major, minor);
		else if (dash && sscanf(dash, " - %*s %255s", from) == 1 &&
			 !strncmp(from, "/dev/", 5) &&
			 (collect_link(c, name, sizeof(name), "%s", from) ||
			  sscanf(from, "/dev/%127s", name) == 1))
			snprintf(dir, size, "/sys/class/block/%s", name);
		else
			found = false;
	}
	free(text);
	return found && collect_exists(c, "%s", dir);
}

static void encrypted_root(struct collector *c, const struct zkcap_attribute *a,
			   const struct source *source, struct zkcap_fact *f)
{
	char dir[256];

	if (root_device(c, dir, sizeof(dir)))
		fact_u64(c, a, f, is_encrypted(c, dir, 0), COVER_KERNEL, "%s", dir);
	else
		fact_absent(f, "/proc/self/mountinfo: / is not on a block device");
}

const struct source storage_sources[] = {
	{ "storage.nvme_count", ZKCAP_TYPE_U64, disks, "nvme" },
	{ "storage.rotational_count", ZKCAP_TYPE_U64, disks, "rotational" },
	{ "storage.total", ZKCAP_TYPE_U64, disks, "bytes" },
	{ "storage.encrypted_root", ZKCAP_TYPE_U64, encrypted_root, NULL },
	{ 0 },
};
