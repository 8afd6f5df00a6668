// SPDX-License-Identifier: MIT
/* Cores, threads, packages, caches and memory: hwloc. */

#include "collect.h"

#define NO_TOPOLOGY "hwloc: the topology cannot be read"

/* How many objects of a type there are */
static void objects(struct collector *c, const struct zkcap_attribute *a,
		    const struct source *source, struct zkcap_fact *f)
{
	hwloc_obj_type_t type = *(const hwloc_obj_type_t *)source->arg;
	int n = c->topology ? hwloc_get_nbobjs_by_type(c->topology, type) : 0;

	if (n > 0)
		fact_u64(c, a, f, (u64)n, COVER_KERNEL, "hwloc, objects of type %s",
			 hwloc_obj_type_string(type));
	else
		fact_absent(f, c->topology ? "hwloc: no object of type %s" : NO_TOPOLOGY,
			    hwloc_obj_type_string(type));
}

/* The caches of one package, which on some processors are several */
static void cache_l3(struct collector *c, const struct zkcap_attribute *a,
		     const struct source *source, struct zkcap_fact *f)
{
	hwloc_obj_t package, cache = NULL;
	u64 bytes = 0;

	package = c->topology ? hwloc_get_obj_by_type(c->topology, HWLOC_OBJ_PACKAGE, 0) : NULL;
	while (package && (cache = hwloc_get_next_obj_by_type(c->topology, HWLOC_OBJ_L3CACHE,
							      cache)))
		if (hwloc_bitmap_isincluded(cache->cpuset, package->cpuset))
			bytes += cache->attr->cache.size;
	if (bytes)
		fact_u64(c, a, f, bytes, COVER_KERNEL, "hwloc, L3Cache objects of package 0");
	else
		fact_absent(f, "hwloc: no object of type L3Cache in a package");
}

static void memory(struct collector *c, const struct zkcap_attribute *a,
		   const struct source *source, struct zkcap_fact *f)
{
	u64 bytes = c->topology ? hwloc_get_root_obj(c->topology)->total_memory : 0;

	if (bytes)
		fact_u64(c, a, f, bytes, COVER_KERNEL, "hwloc, local memory of all NUMA nodes");
	else
		fact_absent(f, "hwloc: no memory");
}

static void nodes(struct collector *c, const struct zkcap_attribute *a,
		  const struct source *source, struct zkcap_fact *f)
{
	hwloc_obj_t node = NULL;
	u64 n = 0;

	while (c->topology && (node = hwloc_get_next_obj_by_type(c->topology, HWLOC_OBJ_NUMANODE,
								 node)))
		n += node->attr->numanode.local_memory > 0;
	if (n)
		fact_u64(c, a, f, n, COVER_KERNEL, "hwloc, objects of type NUMANode");
	else
		fact_absent(f, "hwloc: no NUMA node with memory");
}

static const hwloc_obj_type_t core = HWLOC_OBJ_CORE, thread = HWLOC_OBJ_PU,
	package = HWLOC_OBJ_PACKAGE;

const struct source topology_sources[] = {
	{ "cpu.topology.core_count", ZKCAP_TYPE_U64, objects, &core },
	{ "cpu.topology.thread_count", ZKCAP_TYPE_U64, objects, &thread },
	{ "cpu.topology.socket_count", ZKCAP_TYPE_U64, objects, &package },
	{ "cpu.cache_l3", ZKCAP_TYPE_U64, cache_l3, NULL },
	{ "memory.total", ZKCAP_TYPE_U64, memory, NULL },
	{ "memory.numa.node_count", ZKCAP_TYPE_U64, nodes, NULL },
	{ 0 },
};
