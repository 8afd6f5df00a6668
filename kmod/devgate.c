// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two hash maps, shared by all gates, decide: `claimed` has the nodes that are
 * under the gates, `opened` the pairs of a tenant and a node that it holds.  The
 * program that asks them finds the tenant as the ancestor, at the level that it is
 * attached at, of the control group of the task that opens the node: one program
 * serves all tenants of a level.  The maps are frozen, so that nobody changes them
 * through bpf(2).
 */
#include <linux/bpf.h>
#include <linux/cgroup.h>
#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/filter.h>
#include <linux/fs.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#include "cgroupfs.h"
#include "compat/bpf.h"
#include "devgate.h"
#include "limits.h"

#if IS_ENABLED(CONFIG_CGROUP_BPF)

ZKCAP_IMPORT_BPF;

/* A class that takes another's place, or turns out to be one too many, has claimed its nodes. */
#define CLAIMED_MAX	((ZKCAP_DEVICE_CLASSES_MAX + 1) * ZKCAP_NODES_MAX)
#define OPENED_MAX	16384

/* The program hands on what it is asked about */
static_assert((int)ZKCAP_DEVICE_TYPE_BLOCK == (int)BPF_DEVCG_DEV_BLOCK);
static_assert((int)ZKCAP_DEVICE_TYPE_CHAR == (int)BPF_DEVCG_DEV_CHAR);
static_assert(sizeof(struct zkcap_node) == 12);

/**
 * struct opened_key - key of `opened`; that of `claimed` is the node alone
 * @cgroup: id of the tenant's control group
 * @node: that it holds
 * @zero: padding
 */
struct opened_key {
	u64 cgroup;
	struct zkcap_node node;
	u32 zero;
};

/**
 * struct gate_map - a map
 * @map: kept by @file
 * @file: for programs to be loaded with
 */
struct gate_map {
	struct bpf_map *map;
	struct file *file;
};

/**
 * struct zkcap_devgate - a program on a control group
 * @cgroup: its id
 * @link: keeps the program attached
 */
struct zkcap_devgate {
	u64 cgroup;
	struct file *link;
};

/**
 * struct attach_args - of attach()
 * @cgroup: to gate
 * @link: result
 */
struct attach_args {
	struct cgroup *cgroup;
	struct file *link;
};

/* Both have no map when the gate is not there */
static struct gate_map claimed;
static struct gate_map opened;

/* Loaded programs by level; a slot is set once, under the lock */
static struct file *programs[ZKCAP_TENANT_LEVELS];
static DEFINE_MUTEX(programs_lock);

/* Takes the file out of a descriptor that this kernel thread was given. */
static struct file *take_file(int fd)
{
	struct file *file = fget(fd);

	close_fd(fd);
	return file ?: ERR_PTR(-EBADF);
}

static int lend_fd(struct file *file)
{
	int fd = get_unused_fd_flags(O_CLOEXEC);

	if (fd >= 0)
		fd_install(fd, get_file(file));
	return fd;
}

static int create_map(struct gate_map *result, const char *name, u32 key_size, u32 max)
{
	union bpf_attr attr = {
		.map_type = BPF_MAP_TYPE_HASH,
		.key_size = key_size,
		.value_size = sizeof(u32),
		.max_entries = max,
		.map_flags = BPF_F_RDONLY_PROG,
	};
	struct bpf_map *map;
	int fd, err;

	strscpy(attr.map_name, name, sizeof(attr.map_name));
	fd = kern_sys_bpf(BPF_MAP_CREATE, &attr, sizeof(attr));
	if (fd < 0)
		return fd;
	memset(&attr, 0, sizeof(attr));
	attr.map_fd = fd;
	err = kern_sys_bpf(BPF_MAP_FREEZE, &attr, sizeof(attr));
	if (err)
		goto err_close;
	map = bpf_map_get(fd);
	if (IS_ERR(map)) {
		err = PTR_ERR(map);
		goto err_close;
	}
	result->file = fget(fd);
	result->map = map;
	bpf_map_put(map);
	close_fd(fd);
	return 0;

err_close:
	close_fd(fd);
	return err;
}

static int load_program(int level, int claimed_fd, int opened_fd)
{
	const int key = -(int)sizeof(struct opened_key);
	const int node = key + (int)offsetof(struct opened_key, node);
	const struct bpf_insn insns[] = {
		/* the node that is opened or made */
		BPF_MOV64_REG(BPF_REG_6, BPF_REG_1),
		BPF_LDX_MEM(BPF_W, BPF_REG_2, BPF_REG_6,
			    offsetof(struct bpf_cgroup_dev_ctx, access_type)),
		BPF_ALU64_IMM(BPF_AND, BPF_REG_2, 0xffff),
		BPF_STX_MEM(BPF_W, BPF_REG_10, BPF_REG_2,
			    node + (int)offsetof(struct zkcap_node, type)),
		BPF_LDX_MEM(BPF_W, BPF_REG_2, BPF_REG_6,
			    offsetof(struct bpf_cgroup_dev_ctx, major)),
		BPF_STX_MEM(BPF_W, BPF_REG_10, BPF_REG_2,
			    node + (int)offsetof(struct zkcap_node, major)),
		BPF_LDX_MEM(BPF_W, BPF_REG_2, BPF_REG_6,
			    offsetof(struct bpf_cgroup_dev_ctx, minor)),
		BPF_STX_MEM(BPF_W, BPF_REG_10, BPF_REG_2,
			    node + (int)offsetof(struct zkcap_node, minor)),
		BPF_ST_MEM(BPF_W, BPF_REG_10,
			   key + (int)offsetof(struct opened_key, zero), 0),
		/* not claimed: allowed */
		BPF_LD_IMM64_RAW(BPF_REG_1, BPF_PSEUDO_MAP_FD, claimed_fd),
		BPF_MOV64_REG(BPF_REG_2, BPF_REG_10),
		BPF_ALU64_IMM(BPF_ADD, BPF_REG_2, node),
		{ .code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_map_lookup_elem },
		BPF_JMP_IMM(BPF_JNE, BPF_REG_0, 0, 2),
		BPF_MOV64_IMM(BPF_REG_0, 1),
		BPF_EXIT_INSN(),
		/* claimed: allowed if the tenant holds it */
		BPF_MOV64_IMM(BPF_REG_1, level),
		{ .code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_get_current_ancestor_cgroup_id },
		BPF_STX_MEM(BPF_DW, BPF_REG_10, BPF_REG_0,
			    key + (int)offsetof(struct opened_key, cgroup)),
		BPF_LD_IMM64_RAW(BPF_REG_1, BPF_PSEUDO_MAP_FD, opened_fd),
		BPF_MOV64_REG(BPF_REG_2, BPF_REG_10),
		BPF_ALU64_IMM(BPF_ADD, BPF_REG_2, key),
		{ .code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_map_lookup_elem },
		BPF_JMP_IMM(BPF_JEQ, BPF_REG_0, 0, 1),
		BPF_MOV64_IMM(BPF_REG_0, 1),
		BPF_EXIT_INSN(),
	};
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_CGROUP_DEVICE,
		.expected_attach_type = BPF_CGROUP_DEVICE,
		.insns = (uintptr_t)insns,
		.insn_cnt = ARRAY_SIZE(insns),
		.license = (uintptr_t)"GPL",
		.prog_name = "zkcap_gate",
	};

	return kern_sys_bpf(BPF_PROG_LOAD, &attr, sizeof(attr));
}

static struct file *make_program(int level)
{
	int claimed_fd, opened_fd, fd;

	claimed_fd = lend_fd(claimed.file);
	if (claimed_fd < 0)
		return ERR_PTR(claimed_fd);
	opened_fd = lend_fd(opened.file);
	if (opened_fd < 0) {
		close_fd(claimed_fd);
		return ERR_PTR(opened_fd);
	}
	fd = load_program(level, claimed_fd, opened_fd);
	close_fd(opened_fd);
	close_fd(claimed_fd);
	return fd < 0 ? ERR_PTR(fd) : take_file(fd);
}

static struct file *program_for(int level)
{
	struct file *program;

	if (level >= ZKCAP_TENANT_LEVELS)
		return ERR_PTR(-ERANGE);
	mutex_lock(&programs_lock);
	program = programs[level];
	if (!program) {
		program = make_program(level);
		if (!IS_ERR(program))
			programs[level] = program;
	}
	mutex_unlock(&programs_lock);
	return program;
}

static int link_program(struct file *program, struct file *dir)
{
	union bpf_attr attr = {};
	int fd;

	attr.link_create.attach_type = BPF_CGROUP_DEVICE;
	attr.link_create.prog_fd = lend_fd(program);
	if ((int)attr.link_create.prog_fd < 0)
		return attr.link_create.prog_fd;
	attr.link_create.target_fd = lend_fd(dir);
	if ((int)attr.link_create.target_fd < 0) {
		close_fd(attr.link_create.prog_fd);
		return attr.link_create.target_fd;
	}
	fd = kern_sys_bpf(BPF_LINK_CREATE, &attr, sizeof(attr));
	close_fd(attr.link_create.target_fd);
	close_fd(attr.link_create.prog_fd);
	return fd;
}

static int attach(void *arg)
{
	struct attach_args *args = arg;
	struct file *program, *dir;
	int fd;

	program = program_for(args->cgroup->level);
	if (IS_ERR(program))
		return PTR_ERR(program);
	dir = zkcap_cgroupfs_open(args->cgroup);
	if (IS_ERR(dir))
		return PTR_ERR(dir);
	fd = link_program(program, dir);
	fput(dir);
	if (fd < 0)
		return fd;
	args->link = take_file(fd);
	return PTR_ERR_OR_ZERO(args->link);
}

static int put_file(void *file)
{
	__fput_sync(file);
	return 0;
}

struct zkcap_devgate *zkcap_devgate_attach(struct cgroup *cgroup)
{
	struct attach_args args = { .cgroup = cgroup };
	struct zkcap_devgate *gate;
	int err;

	if (!claimed.map)
		return ERR_PTR(-EOPNOTSUPP);
	gate = kzalloc(sizeof(*gate), GFP_KERNEL);
	if (!gate)
		return ERR_PTR(-ENOMEM);
	err = zkcap_cgroupfs_call(attach, &args);
	if (err) {
		kfree(gate);
		return ERR_PTR(err);
	}
	gate->cgroup = cgroup_id(cgroup);
	gate->link = args.link;
	return gate;
}

void zkcap_devgate_detach(struct zkcap_devgate *gate)
{
	if (IS_ERR_OR_NULL(gate))
		return;
	zkcap_cgroupfs_call(put_file, gate->link);
	kfree(gate);
}

/* The kernel side of the maps, which freezing leaves open */
static int map_add(struct bpf_map *map, void *key)
{
	u32 value = 1;
	int err;

	rcu_read_lock();
	err = map->ops->map_update_elem(map, key, &value, BPF_NOEXIST);
	rcu_read_unlock();
	return err == -E2BIG ? -ENOSPC : err;
}

static void map_remove(struct bpf_map *map, void *key)
{
	rcu_read_lock();
	map->ops->map_delete_elem(map, key);
	rcu_read_unlock();
}

int zkcap_devgate_claim(const struct zkcap_node *node)
{
	struct zkcap_node key = *node;

	if (!claimed.map)
		return -EOPNOTSUPP;
	return map_add(claimed.map, &key);
}

void zkcap_devgate_unclaim(const struct zkcap_node *node)
{
	struct zkcap_node key = *node;

	map_remove(claimed.map, &key);
}

int zkcap_devgate_open(struct zkcap_devgate *gate, const struct zkcap_node *node)
{
	struct opened_key key = { .cgroup = gate->cgroup, .node = *node };

	return map_add(opened.map, &key);
}

void zkcap_devgate_close(struct zkcap_devgate *gate, const struct zkcap_node *node)
{
	struct opened_key key = { .cgroup = gate->cgroup, .node = *node };

	map_remove(opened.map, &key);
}

static int create_maps(void *unused)
{
	int err;

	err = create_map(&claimed, "zkcap_claimed", sizeof(struct zkcap_node), CLAIMED_MAX);
	if (err)
		return err;
	err = create_map(&opened, "zkcap_opened", sizeof(struct opened_key), OPENED_MAX);
	if (err) {
		__fput_sync(claimed.file);
		claimed.map = NULL;
	}
	return err;
}

static int destroy_all(void *unused)
{
	int level;

	for (level = 0; level < ZKCAP_TENANT_LEVELS; level++)
		if (programs[level])
			__fput_sync(programs[level]);
	__fput_sync(opened.file);
	__fput_sync(claimed.file);
	/* Descriptors that were lent are closed by a work of the kernel's */
	flush_delayed_fput();
	return 0;
}

int zkcap_devgate_init(void)
{
	return zkcap_cgroupfs_call(create_maps, NULL);
}

void zkcap_devgate_exit(void)
{
	if (!claimed.map)
		return;
	zkcap_cgroupfs_call(destroy_all, NULL);
}

#else /* CONFIG_CGROUP_BPF */

int zkcap_devgate_init(void)
{
	return -EOPNOTSUPP;
}

void zkcap_devgate_exit(void)
{
}

int zkcap_devgate_claim(const struct zkcap_node *node)
{
	return -EOPNOTSUPP;
}

void zkcap_devgate_unclaim(const struct zkcap_node *node)
{
}

struct zkcap_devgate *zkcap_devgate_attach(struct cgroup *cgroup)
{
	return ERR_PTR(-EOPNOTSUPP);
}

void zkcap_devgate_detach(struct zkcap_devgate *gate)
{
}

int zkcap_devgate_open(struct zkcap_devgate *gate, const struct zkcap_node *node)
{
	return -EOPNOTSUPP;
}

void zkcap_devgate_close(struct zkcap_devgate *gate, const struct zkcap_node *node)
{
}

#endif /* CONFIG_CGROUP_BPF */
