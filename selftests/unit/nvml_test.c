// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is taken from NVIDIA's library, with one in its place that has the same interface
 * (NVML API Reference): the loader takes a library that is loaded for one that it looks for
 * by that name.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "collect.h"

/* Two GPUs, of which the second does not say how much memory it has */
static const char source[] =
	"#include <string.h>\n"
	"struct memory { unsigned long long total, free, used; };\n"
	"struct pci { char legacy[16]; unsigned int domain, bus, device, id, subsystem;\n"
	"	char bus_id[32]; };\n"
	"static int device[2], running;\n"
	"int nvmlInit_v2(void) { running++; return 0; }\n"
	"int nvmlShutdown(void) { running--; return 0; }\n"
	"int still_running(void) { return running; }\n"
	"int nvmlDeviceGetCount_v2(unsigned int *n) { *n = 2; return !running; }\n"
	"int nvmlDeviceGetHandleByIndex_v2(unsigned int i, void **d)\n"
	"{ *d = &device[i]; return i > 1; }\n"
	"#ifndef OLD\n"
	"int nvmlDeviceGetMemoryInfo(void *d, struct memory *m)\n"
	"{ m->total = 25769803776ULL; m->free = 1; m->used = 2; return d == &device[1]; }\n"
	"#endif\n"
	"int nvmlDeviceGetPciInfo_v3(void *d, struct pci *p)\n"
	"{ memset(p, 0, sizeof(*p)); p->domain = 1; p->bus = 0x3b;\n"
	"  p->device = d == &device[1]; return 0; }\n";

/* Compiles it with a flag, and has it loaded under its name. */
static void *library(const char *flag)
{
	char folder[] = "/tmp/zkcap-nvml.XXXXXX", path[64], command[256];
	FILE *compiler;
	void *loaded;

	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/library.so", folder);
	snprintf(command, sizeof(command),
		 "gcc %s -shared -fPIC -Wl,-soname,libnvidia-ml.so.1 -o %s -x c -", flag, path);
	compiler = popen(command, "w");
	assert_non_null(compiler);
	fputs(source, compiler);
	assert_int_equal(pclose(compiler), 0);
	loaded = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	assert_non_null(loaded);
	unlink(path);
	rmdir(folder);
	return loaded;
}

static void fill(struct gpu gpus[3])
{
	static const char *const names[] = { "0000:3b:00.0", "0001:3b:00.0", "0001:3b:01.0" };
	size_t i;

	memset(gpus, 0, 3 * sizeof(*gpus));
	for (i = 0; i < 3; i++) {
		snprintf(gpus[i].name, sizeof(gpus[i].name), "%s", names[i]);
		gpus[i].memory = 1 << 28;
		gpus[i].how = "the largest prefetchable BAR";
	}
	nvml_fill(gpus, 3);
}

static void nvml__tells_the_memory_of_the_gpu_at_its_place(void **state)
{
	struct gpu gpus[3];
	int (*still_running)(void);
	void *nvml = library("-DNEW"), *symbol = dlsym(nvml, "still_running");

	memcpy(&still_running, &symbol, sizeof(symbol));
	fill(gpus);
	assert_int_equal(gpus[0].memory, 1 << 28);
	assert_int_equal(gpus[1].memory, 24ULL << 30);
	assert_string_equal(gpus[1].how, "NVML");
	assert_int_equal(gpus[1].cover, COVER_NONE);
	assert_int_equal(gpus[2].memory, 1 << 28);
	assert_int_equal(still_running(), 0);
	dlclose(nvml);
}

static void nvml__without_a_function_changes_nothing(void **state)
{
	struct gpu gpus[3];
	void *nvml = library("-DOLD");

	fill(gpus);
	assert_int_equal(gpus[1].memory, 1 << 28);
	assert_string_equal(gpus[1].how, "the largest prefetchable BAR");
	dlclose(nvml);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvml__tells_the_memory_of_the_gpu_at_its_place),
		cmocka_unit_test(nvml__without_a_function_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
