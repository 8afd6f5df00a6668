// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files of control groups are opened by path below the module's own mount, first
 * the directory and then the file in it: a group that was removed and made anew
 * under the same name is another kernfs node, and is told apart there.
 */
#include <linux/cgroup.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kernfs.h>
#include <linux/module.h>
#include <linux/mount.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "cgroupfs.h"
#include "compat/cgroup.h"
#include "fault.h"

static struct vfsmount *mount;
static struct workqueue_struct *queue;

/**
 * struct call - a function on its way to a kernel thread
 * @work: on the caller's stack, as all of this
 * @fn: to call
 * @arg: for @fn
 * @ret: what @fn returned
 */
struct call {
	struct work_struct work;
	int (*fn)(void *arg);
	void *arg;
	int ret;
};

static void call_work(struct work_struct *work)
{
	struct call *call = container_of(work, struct call, work);

	call->ret = call->fn(call->arg);
}

int zkcap_cgroupfs_call(int (*fn)(void *arg), void *arg)
{
	struct call call = { .fn = fn, .arg = arg };

	if (current->flags & PF_KTHREAD)
		return fn(arg);
	INIT_WORK_ONSTACK(&call.work, call_work);
	queue_work(queue, &call.work);
	flush_work(&call.work);
	destroy_work_on_stack(&call.work);
	return call.ret;
}

/*
 * A mount in the initial cgroup namespace sets the flags of the hierarchy for
 * everybody, so it is made with those that it has.  The mount code changes the
 * string as it reads it.
 */
static void mount_options(char *buf, size_t size)
{
	static const struct {
		unsigned int flag;
		const char *name;
	} flags[] = {
		{ CGRP_ROOT_NS_DELEGATE, "nsdelegate" },
		{ CGRP_ROOT_FAVOR_DYNMODS, "favordynmods" },
		{ CGRP_ROOT_MEMORY_LOCAL_EVENTS, "memory_localevents" },
		{ CGRP_ROOT_MEMORY_RECURSIVE_PROT, "memory_recursiveprot" },
		{ CGRP_ROOT_MEMORY_HUGETLB_ACCOUNTING, "memory_hugetlb_accounting" },
		{ CGRP_ROOT_PIDS_LOCAL_EVENTS, "pids_localevents" },
	};
	size_t i, len = 0;

	buf[0] = '\0';
	for (i = 0; i < ARRAY_SIZE(flags); i++)
		if (cgrp_dfl_root.flags & flags[i].flag)
			len += scnprintf(buf + len, size - len, "%s%s", len ? "," : "",
					 flags[i].name);
}

static int mount_hierarchy(void *unused)
{
	char options[128];
	struct file_system_type *type;
	struct vfsmount *mnt;

	type = get_fs_type("cgroup2");
	if (!type)
		return -ENODEV;
	mount_options(options, sizeof(options));
	mnt = vfs_kern_mount(type, SB_KERNMOUNT, type->name, options);
	module_put(type->owner);
	if (IS_ERR(mnt))
		return PTR_ERR(mnt);
	mount = mnt;
	return 0;
}

static int unmount_hierarchy(void *unused)
{
	kern_unmount(mount);
	return 0;
}

int zkcap_cgroupfs_init(void)
{
	int err;

	queue = alloc_workqueue("zkcap_cgroup", WQ_UNBOUND, 0);
	if (!queue)
		return -ENOMEM;
	err = zkcap_cgroupfs_call(mount_hierarchy, NULL);
	if (err)
		goto err_mount;
	zkcap_fault_init();
	return 0;

err_mount:
	destroy_workqueue(queue);
	return err;
}

void zkcap_cgroupfs_exit(void)
{
	zkcap_fault_exit();
	zkcap_cgroupfs_call(unmount_hierarchy, NULL);
	destroy_workqueue(queue);
}

struct file *zkcap_cgroupfs_open(struct cgroup *cgroup)
{
	struct path root = { .mnt = mount, .dentry = mount->mnt_root };
	struct file *dir;
	char *path;
	int len;

	if (!(cgroup->self.flags & CSS_ONLINE))
		return ERR_PTR(-ENODEV);
	path = kmalloc(PATH_MAX, GFP_KERNEL);
	if (!path)
		return ERR_PTR(-ENOMEM);
	len = kernfs_path(cgroup->kn, path, PATH_MAX);
	if (len < 0 || len >= PATH_MAX) {
		kfree(path);
		return ERR_PTR(-ENAMETOOLONG);
	}
	dir = file_open_root(&root, path[1] ? path + 1 : ".", O_RDONLY | O_DIRECTORY, 0);
	kfree(path);
	if (IS_ERR(dir))
		return PTR_ERR(dir) == -ENOENT ? ERR_PTR(-ENODEV) : dir;
	if (file_inode(dir)->i_private != cgroup->kn) {
		__fput_sync(dir);
		return ERR_PTR(-ENODEV);
	}
	return dir;
}

static struct file *open_file(struct cgroup *cgroup, const char *name, int flags)
{
	struct file *dir, *file;

	dir = zkcap_cgroupfs_open(cgroup);
	if (IS_ERR(dir))
		return dir;
	file = file_open_root(&dir->f_path, name, flags, 0);
	__fput_sync(dir);
	if (file == ERR_PTR(-ENOENT) && !(cgroup->self.flags & CSS_ONLINE))
		return ERR_PTR(-ENODEV);
	return file;
}

int zkcap_cgroupfs_write(struct cgroup *cgroup, const char *file, const char *text)
{
	size_t len = strlen(text);
	struct file *f;
	loff_t pos = 0;
	ssize_t n;

	if (zkcap_fault_write())
		return -EIO;
	f = open_file(cgroup, file, O_WRONLY);
	if (IS_ERR(f))
		return PTR_ERR(f);
	n = kernel_write(f, text, len, &pos);
	__fput_sync(f);
	if (n < 0)
		return n;
	return n == len ? 0 : -EIO;
}

ssize_t zkcap_cgroupfs_read(struct cgroup *cgroup, const char *file, char *buf, size_t size)
{
	struct file *f;
	loff_t pos = 0;
	ssize_t n;

	f = open_file(cgroup, file, O_RDONLY);
	if (IS_ERR(f))
		return PTR_ERR(f);
	n = kernel_read(f, buf, size, &pos);
	__fput_sync(f);
	if (n < 0)
		return n;
	if (n == size)
		return -E2BIG;
	buf[n] = '\0';
	return n;
}
