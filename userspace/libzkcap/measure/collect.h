/* SPDX-License-Identifier: MIT */
/*
 * Inside of the collector: a source is a row of a table, from an attribute's name to the
 * function that reads it.
 */
#ifndef ZKCAP_COLLECT_H
#define ZKCAP_COLLECT_H

#include <hwloc.h>
#include <stdarg.h>
#include <sys/types.h>

#include "boot_log.h"
#include "ima_log.h"
#include "measure.h"

#define COLLECT_TEXT_MAX 4096
#define COLLECT_GPUS_MAX 64

/* What vouches for a fact, and so which level it can have */
enum cover {
	COVER_NONE,	/* userspace's word */
	COVER_KERNEL,	/* the kernel states it: counts if the kernel's boot was measured */
	COVER_SELF,	/* read by the collector from the processor or the TPM itself */
};

/**
 * struct gpu - a display or 3D controller
 * @name: of its directory in /sys/bus/pci/devices
 * @memory: bytes, 0 if not known
 * @cover: of @memory
 * @how: where @memory comes from
 */
struct gpu {
	char name[32];
	u16 vendor;
	u16 device;
	u64 memory;
	enum cover cover;
	const char *how;
};

/**
 * struct pci_facts - what one scan of the PCI bus found
 * @scanned: the bus is there and was read to its end
 * @count: functions
 * @accelerators: of class 12
 * @n_gpus: how many, also of those that have no place in @gpus
 */
struct pci_facts {
	bool scanned;
	u64 count;
	u64 accelerators;
	struct gpu gpus[COLLECT_GPUS_MAX];
	size_t n_gpus;
};

/**
 * struct collector - one run
 * @root: directory that stands for "/", open
 * @live: it is this machine's own
 * @root_path: as given, "" if @live
 * @topology: NULL if hwloc could not read it
 * @boot: the firmware's event log, empty if there is none
 * @boot_measured: the boot up to the kernel was measured into a TPM
 */
struct collector {
	const struct zkcap_schema *schema;
	const struct zkcap_measure_options *options;
	int root;
	bool live;
	const char *root_path;
	hwloc_topology_t topology;
	struct pci_facts pci;
	struct boot_log boot;
	struct ima_log ima;
	bool boot_measured;
};

/**
 * struct source - where an attribute comes from
 * @name: of the attribute
 * @type: enum zkcap_type that the schema has to give it
 * @read: sets the fact, or leaves it absent
 * @arg: for @read: a path, or what is to be read there
 */
struct source {
	const char *name;
	u8 type;
	void (*read)(struct collector *c, const struct zkcap_attribute *a,
		     const struct source *source, struct zkcap_fact *f);
	const void *arg;
};

/* Tables, each ended by a row without a name */
extern const struct source cpu_sources[], cpu_state_sources[], topology_sources[],
	memory_sources[], pci_sources[], network_sources[], storage_sources[], kernel_sources[],
	kernel_boot_sources[], firmware_sources[], software_sources[], tpm_sources[];

/* collect_fact.c: a fact that was found, and what was read */
void fact_u64(struct collector *c, const struct zkcap_attribute *a, struct zkcap_fact *f,
	      u64 value, enum cover cover, const char *fmt, ...)
	__attribute__((format(printf, 6, 7)));
void fact_text(struct collector *c, const struct zkcap_attribute *a, struct zkcap_fact *f,
	       const char *text, enum cover cover, const char *fmt, ...)
	__attribute__((format(printf, 6, 7)));
/* The same for content whose digest IMA may have measured */
void fact_file(struct collector *c, const struct zkcap_attribute *a, struct zkcap_fact *f,
	       const u8 sha256[32], const char *path);
/* Covered by IMA if the file at @path, as it is now, is in the IMA log */
enum cover cover_of_file(struct collector *c, const char *path);
/* Left absent, and why */
void fact_absent(struct zkcap_fact *f, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* Up to three numbers with dots at the start of a version, packed; false if there is none */
bool version_of(u64 *out, const char *text);

/* collect_read.c: files below the root; paths are absolute as seen there */
int collect_open(struct collector *c, int flags, const char *path);
bool collect_exists(struct collector *c, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* A small text file, without the white space at its end; false if it cannot be read whole */
bool collect_text(struct collector *c, char *out, size_t size, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
/* A number, decimal or with 0x; false if there is no such file or no such number */
bool collect_u64(struct collector *c, u64 *out, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* A whole file, NUL added, to be freed; NULL if it cannot be read or is above max */
char *collect_file(struct collector *c, size_t max, size_t *len, const char *path);
/* The last part of where a symbolic link points; false if it is none */
bool collect_link(struct collector *c, char *out, size_t size, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
/* SHA-256 of a file, in pieces and with progress */
bool collect_hash(struct collector *c, u8 out[32], const char *path);

/**
 * collect_each() - call a function for each name in a directory, in order of the names
 * Return: how many names there are, or -1 if there is no such directory.
 */
int collect_each(struct collector *c, const char *dir,
		 void (*fn)(struct collector *c, const char *name, void *ctx), void *ctx);

/* A file's permissions; false if it is not there */
bool collect_mode(struct collector *c, unsigned int *mode, const char *path);

/* collect_kernel_boot.c: what the kernel was built with, to be freed; NULL if not known */
char *kernel_config(struct collector *c, char *path, size_t size, enum cover *cover);
bool kernel_config_has(const char *config, const char *option);

/* collect_package.c: a package's version as its database states it; false if not installed */
bool package_version(struct collector *c, char *out, size_t size, enum cover *cover,
		     char *where, size_t where_size, const char *const names[]);

/* collect_cpuid.c */
struct cpuid_regs {
	u32 eax, ebx, ecx, edx;
};

/* False if the processor has no such leaf, or no CPUID at all */
bool cpuid_read(struct collector *c, u32 leaf, u32 subleaf, struct cpuid_regs *out);

/* collect_pci.c, collect_nvml.c */
void pci_scan(struct collector *c);
void nvml_fill(struct gpu *gpus, size_t n);

#endif /* ZKCAP_COLLECT_H */
