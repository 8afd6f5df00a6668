/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /sys/kernel/zkcap: one value a file.
 *
 * A directory stands for an object by its name and holds no reference to it:
 * reading a file looks the object up again.  So no file takes a mutex of ours,
 * and a directory may be removed under any of them.
 */
#ifndef ZKCAP_SYSFS_H
#define ZKCAP_SYSFS_H

struct kobject;

/**
 * enum zkcap_dir - kinds of objects that have a directory each
 * @ZKCAP_DIR_CAPABILITY: in capabilities/
 * @ZKCAP_DIR_DEVCLASS: in device_classes/
 * @ZKCAP_DIR_GRANT: in grants/
 * @ZKCAP_DIR_OFFER: in offers/
 * @ZKCAP_DIR_TENANT: in tenants/
 * @ZKCAP_DIRS: how many kinds there are
 */
enum zkcap_dir {
	ZKCAP_DIR_CAPABILITY,
	ZKCAP_DIR_DEVCLASS,
	ZKCAP_DIR_GRANT,
	ZKCAP_DIR_OFFER,
	ZKCAP_DIR_TENANT,
	ZKCAP_DIRS,
};

/**
 * zkcap_sysfs_init() - make the tree
 *
 * Return: 0 or a negative errno.
 */
int zkcap_sysfs_init(void);

/**
 * zkcap_sysfs_exit() - remove the tree; waits for readers
 */
void zkcap_sysfs_exit(void);

/**
 * zkcap_sysfs_add() - show an object
 * @dir: kind of the object
 * @name: by which its files find it
 *
 * An object that cannot be shown, for lack of memory, works all the same.
 *
 * Return: its directory, or NULL.
 */
struct kobject *zkcap_sysfs_add(enum zkcap_dir dir, const char *name);

/**
 * zkcap_sysfs_remove() - show an object no more; waits for readers
 * @dir: of zkcap_sysfs_add()
 */
void zkcap_sysfs_remove(struct kobject *dir);

#endif /* ZKCAP_SYSFS_H */
