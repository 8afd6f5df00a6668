// SPDX-License-Identifier: MIT
/*
 * Memory of NVIDIA GPUs, from the driver's own library where it is installed.  What is
 * declared here is the part of its stable interface (NVML API Reference) that is used.
 */

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "collect.h"

struct nvml_memory {
	unsigned long long total, free, used;
};

struct nvml_pci {
	char bus_id_legacy[16];
	unsigned int domain, bus, device, pci_device_id, pci_subsystem_id;
	char bus_id[32];
};

struct nvml {
	int (*init)(void);
	int (*shutdown)(void);
	int (*count)(unsigned int *n);
	int (*handle)(unsigned int index, void **device);
	int (*memory)(void *device, struct nvml_memory *memory);
	int (*pci)(void *device, struct nvml_pci *pci);
};

static bool load(struct nvml *nvml, void *library)
{
	const struct {
		const char *name;
		void *to;
	} symbols[] = {
		{ "nvmlInit_v2", &nvml->init },
		{ "nvmlShutdown", &nvml->shutdown },
		{ "nvmlDeviceGetCount_v2", &nvml->count },
		{ "nvmlDeviceGetHandleByIndex_v2", &nvml->handle },
		{ "nvmlDeviceGetMemoryInfo", &nvml->memory },
		{ "nvmlDeviceGetPciInfo_v3", &nvml->pci },
	};
	void *symbol;
	size_t i;

	for (i = 0; i < sizeof(symbols) / sizeof(*symbols); i++) {
		symbol = dlsym(library, symbols[i].name);
		if (!symbol)
			return false;
		/* as POSIX has it: a function's address comes as a pointer to data */
		memcpy(symbols[i].to, &symbol, sizeof(symbol));
	}
	return true;
}

static void take(const struct nvml *nvml, void *device, struct gpu *gpus, size_t n)
{
	struct nvml_memory memory;
	struct nvml_pci pci;
	char name[32];
	size_t i;

	if (nvml->memory(device, &memory) || nvml->pci(device, &pci))
		return;
	snprintf(name, sizeof(name), "%04x:%02x:%02x.0", pci.domain, pci.bus, pci.device);
	for (i = 0; i < n; i++) {
		if (strcmp(gpus[i].name, name))
			continue;
		gpus[i].memory = memory.total;
		gpus[i].cover = COVER_NONE;
		gpus[i].how = "NVML";
	}
}

void nvml_fill(struct gpu *gpus, size_t n)
{
	void *library = dlopen("libnvidia-ml.so.1", RTLD_NOW | RTLD_LOCAL), *device;
	unsigned int count = 0, i;
	struct nvml nvml;

	if (!library)
		return;
	if (load(&nvml, library) && !nvml.init()) {
		if (!nvml.count(&count))
			for (i = 0; i < count; i++)
				if (!nvml.handle(i, &device))
					take(&nvml, device, gpus, n);
		nvml.shutdown();
	}
	dlclose(library);
}
