// SPDX-License-Identifier: MIT
/* PCI functions and GPUs: libpci, and what DRM drivers say of their memory. */

#include <limits.h>
#include <pci/pci.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include "collect.h"

#define PCI_DIR "/sys/bus/pci/devices"
#define NO_BUS PCI_DIR ": not there, or changed while it was read"
#define VENDOR_NVIDIA 0x10de
#define CLASS_DISPLAY 0x03
#define CLASS_ACCELERATOR 0x12

/* libpci leaves by its error function, which must not return */
static _Thread_local jmp_buf pci_failed;

__attribute__((noreturn, format(printf, 1, 2)))
static void on_error(char *fmt, ...)
{
	longjmp(pci_failed, 1);
}

__attribute__((format(printf, 1, 2)))
static void on_warning(char *fmt, ...)
{
}

static void largest_bar(struct gpu *gpu, const struct pci_dev *dev)
{
	int i;

	for (i = 0; i < 6; i++)
		if ((dev->base_addr[i] & PCI_BASE_ADDRESS_MEM_PREFETCH) &&
		    !(dev->base_addr[i] & PCI_BASE_ADDRESS_SPACE_IO) &&
		    dev->size[i] > gpu->memory)
			gpu->memory = dev->size[i];
	gpu->cover = COVER_KERNEL;
	gpu->how = "the largest prefetchable BAR";
}

static void take_device(struct pci_facts *p, struct pci_dev *dev)
{
	struct gpu *gpu;

	pci_fill_info(dev, PCI_FILL_IDENT | PCI_FILL_CLASS | PCI_FILL_BASES | PCI_FILL_SIZES);
	p->count++;
	p->accelerators += dev->device_class >> 8 == CLASS_ACCELERATOR;
	if (dev->device_class >> 8 != CLASS_DISPLAY)
		return;
	if (p->n_gpus < COLLECT_GPUS_MAX) {
		gpu = &p->gpus[p->n_gpus];
		snprintf(gpu->name, sizeof(gpu->name), "%04x:%02x:%02x.%x",
			 (unsigned int)dev->domain, dev->bus, dev->dev, dev->func);
		gpu->vendor = dev->vendor_id;
		gpu->device = dev->device_id;
		largest_bar(gpu, dev);
	}
	p->n_gpus++;
}

static void scan_bus(struct collector *c, struct pci_access *access)
{
	char path[PATH_MAX];
	struct pci_dev *dev;

	snprintf(path, sizeof(path), "%s/sys/bus/pci", c->root_path);
	access->error = on_error;
	access->warning = on_warning;
	access->method = PCI_ACCESS_SYS_BUS_PCI;
	if (setjmp(pci_failed)) {
		memset(&c->pci, 0, sizeof(c->pci));
		return;
	}
	pci_set_param(access, "sysfs.path", path);
	pci_init(access);
	pci_scan_bus(access);
	for (dev = access->devices; dev; dev = dev->next)
		take_device(&c->pci, dev);
	c->pci.scanned = true;
}

/* xe: memory tile by tile */
static void tile(struct collector *c, const char *name, void *ctx)
{
	struct gpu *gpu = ctx;
	u64 bytes;

	if (strncmp(name, "tile", 4) ||
	    !collect_u64(c, &bytes, PCI_DIR "/%s/%s/physical_vram_size_bytes", gpu->name, name))
		return;
	if (gpu->cover != COVER_SELF)
		gpu->memory = 0;
	/* marks that it was found; drm_memory() puts the real one back */
	gpu->cover = COVER_SELF;
	gpu->memory += bytes;
}

/* i915: below the device's DRM card */
static void card(struct collector *c, const char *name, void *ctx)
{
	struct gpu *gpu = ctx;
	u64 bytes;

	if (strncmp(name, "card", 4) ||
	    !collect_u64(c, &bytes, PCI_DIR "/%s/drm/%s/lmem_total_bytes", gpu->name, name))
		return;
	gpu->memory = bytes;
	gpu->cover = COVER_SELF;
}

static void drm_memory(struct collector *c, struct gpu *gpu)
{
	char path[128];
	u64 bytes;

	if (collect_u64(c, &bytes, PCI_DIR "/%s/mem_info_vram_total", gpu->name)) {
		gpu->memory = bytes;
		gpu->how = "DRM sysfs, mem_info_vram_total";
		return;
	}
	snprintf(path, sizeof(path), PCI_DIR "/%s", gpu->name);
	collect_each(c, path, tile, gpu);
	if (gpu->cover != COVER_SELF) {
		snprintf(path, sizeof(path), PCI_DIR "/%s/drm", gpu->name);
		collect_each(c, path, card, gpu);
	}
	if (gpu->cover == COVER_SELF)
		gpu->how = "DRM sysfs, local memory";
	gpu->cover = COVER_KERNEL;
}

void pci_scan(struct collector *c)
{
	struct pci_access *access;
	bool nvidia = false;
	size_t i, n;

	if (!collect_exists(c, PCI_DIR))
		return;
	access = pci_alloc();
	if (!access)
		return;
	scan_bus(c, access);
	pci_cleanup(access);
	n = c->pci.n_gpus < COLLECT_GPUS_MAX ? c->pci.n_gpus : COLLECT_GPUS_MAX;
	for (i = 0; i < n; i++) {
		drm_memory(c, &c->pci.gpus[i]);
		nvidia |= c->pci.gpus[i].vendor == VENDOR_NVIDIA;
	}
	if (nvidia && c->live)
		nvml_fill(c->pci.gpus, n);
}

static void count(struct collector *c, const struct zkcap_attribute *a,
		  const struct source *source, struct zkcap_fact *f)
{
	const char *what = source->arg;

	if (!c->pci.scanned)
		fact_absent(f, NO_BUS);
	else if (!strcmp(what, "gpus"))
		fact_u64(c, a, f, c->pci.n_gpus, COVER_KERNEL, "libpci, class 03");
	else if (!strcmp(what, "accelerators"))
		fact_u64(c, a, f, c->pci.accelerators, COVER_KERNEL, "libpci, class 12");
	else
		fact_u64(c, a, f, c->pci.count, COVER_KERNEL, "libpci");
}

/* The GPU with most memory; the first of several; NULL if there is none */
static const struct gpu *top_gpu(const struct collector *c)
{
	const struct gpu *top = NULL;
	size_t i;

	for (i = 0; i < c->pci.n_gpus && i < COLLECT_GPUS_MAX; i++)
		if (!top || c->pci.gpus[i].memory > top->memory)
			top = &c->pci.gpus[i];
	return top;
}

static void gpu_fact(struct collector *c, const struct zkcap_attribute *a,
		     const struct source *source, struct zkcap_fact *f)
{
	const struct gpu *top = top_gpu(c);
	const char *what = source->arg;

	if (!top)
		fact_absent(f, c->pci.scanned ? "libpci: no GPU" : NO_BUS);
	else if (!strcmp(what, "vendor"))
		fact_u64(c, a, f, top->vendor, COVER_KERNEL, "libpci, %s", top->name);
	else if (!strcmp(what, "device"))
		fact_u64(c, a, f, top->device, COVER_KERNEL, "libpci, %s", top->name);
	else if (top->memory)
		fact_u64(c, a, f, top->memory, top->cover, "%s, %s", top->name, top->how);
	else
		fact_absent(f, "%s: its memory is not known", top->name);
}

/* As good as the worst of its parts */
static void gpu_total(struct collector *c, const struct zkcap_attribute *a,
		      const struct source *source, struct zkcap_fact *f)
{
	enum cover cover = COVER_KERNEL;
	u64 bytes = 0;
	size_t i;

	for (i = 0; i < c->pci.n_gpus && i < COLLECT_GPUS_MAX; i++) {
		bytes += c->pci.gpus[i].memory;
		if (c->pci.gpus[i].memory && c->pci.gpus[i].cover == COVER_NONE)
			cover = COVER_NONE;
	}
	if (bytes)
		fact_u64(c, a, f, bytes, cover, "memory of %zu GPUs", i);
	else
		fact_absent(f, c->pci.scanned ? "libpci: no GPU with memory" : NO_BUS);
}

static void gpu_driver(struct collector *c, const struct zkcap_attribute *a,
		       const struct source *source, struct zkcap_fact *f)
{
	const struct gpu *top = top_gpu(c);
	char module[64], text[128];
	u64 version;

	if (!top)
		fact_absent(f, c->pci.scanned ? "libpci: no GPU" : NO_BUS);
	else if (!collect_link(c, module, sizeof(module), PCI_DIR "/%s/driver/module", top->name))
		fact_absent(f, "%s: has no driver that is a module", top->name);
	else if (!collect_text(c, text, sizeof(text), "/sys/module/%s/version", module) ||
		 !version_of(&version, text))
		fact_absent(f, "/sys/module/%s: states no version", module);
	else
		fact_u64(c, a, f, version, COVER_KERNEL, "/sys/module/%s/version", module);
}

static void virtual_functions(struct collector *c, const char *name, void *ctx)
{
	u64 n, *sum = ctx;

	if (collect_u64(c, &n, PCI_DIR "/%s/sriov_totalvfs", name))
		*sum += n;
}

static void sriov(struct collector *c, const struct zkcap_attribute *a,
		  const struct source *source, struct zkcap_fact *f)
{
	u64 sum = 0;

	if (collect_each(c, PCI_DIR, virtual_functions, &sum) < 0)
		fact_absent(f, NO_BUS);
	else
		fact_u64(c, a, f, sum, COVER_KERNEL, PCI_DIR "/*/sriov_totalvfs");
}

static void iommu(struct collector *c, const struct zkcap_attribute *a,
		  const struct source *source, struct zkcap_fact *f)
{
	int n = collect_each(c, "/sys/class/iommu", NULL, NULL);

	if (n < 0)
		fact_absent(f, "/sys/class/iommu: not there");
	else
		fact_u64(c, a, f, n > 0, COVER_KERNEL, "/sys/class/iommu");
}

const struct source pci_sources[] = {
	{ "gpu.count", ZKCAP_TYPE_U64, count, "gpus" },
	{ "gpu.memory_max", ZKCAP_TYPE_U64, gpu_fact, "memory" },
	{ "gpu.memory_total", ZKCAP_TYPE_U64, gpu_total, NULL },
	{ "gpu.vendor_id", ZKCAP_TYPE_U64, gpu_fact, "vendor" },
	{ "gpu.device_id", ZKCAP_TYPE_U64, gpu_fact, "device" },
	{ "gpu.driver_version", ZKCAP_TYPE_VERSION, gpu_driver, NULL },
	{ "pci.device.count", ZKCAP_TYPE_U64, count, "all" },
	{ "pci.device.accelerator_count", ZKCAP_TYPE_U64, count, "accelerators" },
	{ "pci.device.sriov_vf_total", ZKCAP_TYPE_U64, sriov, NULL },
	{ "iommu.enabled", ZKCAP_TYPE_U64, iommu, NULL },
	{ 0 },
};
