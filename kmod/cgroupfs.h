/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The files of control groups, through a private mount of the unified
 * hierarchy that the module makes for itself.
 */
#ifndef ZKCAP_CGROUPFS_H
#define ZKCAP_CGROUPFS_H

#include <linux/types.h>

struct cgroup;
struct file;

/**
 * zkcap_cgroupfs_init() - mount the unified hierarchy
 *
 * Keeps the mount options that the hierarchy has.
 *
 * Return: 0, -ENODEV when there is no unified hierarchy, or another errno.
 */
int zkcap_cgroupfs_init(void);

/**
 * zkcap_cgroupfs_exit() - unmount it; no call may be under way
 */
void zkcap_cgroupfs_exit(void);

/**
 * zkcap_cgroupfs_call() - run a function where it may use control group files
 * @fn: called once, with @arg
 * @arg: for @fn
 *
 * The functions below check neither the caller's rights nor its namespaces,
 * and would fail on either in a process: they work in a kernel thread, to which
 * this takes @fn.  Waits until @fn is done, uninterruptibly.  May be nested.
 *
 * Return: what @fn returns.
 */
int zkcap_cgroupfs_call(int (*fn)(void *arg), void *arg);

/**
 * zkcap_cgroupfs_open() - open the directory of a control group
 * @cgroup: referenced by the caller
 *
 * Context: kernel thread.
 *
 * Return: the directory, to be given back by __fput_sync(); ERR_PTR(-ENODEV)
 * when @cgroup was removed, or another errno.
 */
struct file *zkcap_cgroupfs_open(struct cgroup *cgroup);

/**
 * zkcap_cgroupfs_write() - write to a file of a control group
 * @cgroup: referenced by the caller
 * @file: name, such as "cpu.max"
 * @text: what to write
 *
 * Context: kernel thread; may sleep for long, memory.high reclaims.
 *
 * Return: 0; -ENOENT when the file is not there because its controller is not
 * enabled for @cgroup; -ENODEV when @cgroup was removed; or the file's errno.
 */
int zkcap_cgroupfs_write(struct cgroup *cgroup, const char *file, const char *text);

/**
 * zkcap_cgroupfs_read() - read a file of a control group
 * @cgroup: referenced by the caller
 * @file: name
 * @buf: filled in and terminated with NUL
 * @size: of @buf; what does not fit is an error
 *
 * Context: kernel thread; may sleep.
 *
 * Return: length without the NUL, -E2BIG, or as zkcap_cgroupfs_write().
 */
ssize_t zkcap_cgroupfs_read(struct cgroup *cgroup, const char *file, char *buf, size_t size);

#endif /* ZKCAP_CGROUPFS_H */
