/* SPDX-License-Identifier: MIT */
/* Files that are there as a whole or not at all, whatever stops their writer. */
#ifndef ZKCAP_WHOLE_FILE_H
#define ZKCAP_WHOLE_FILE_H

#include <sys/types.h>

#include "error.h"
#include "shim.h"

/**
 * zkcap_file_replace() - give a file new content
 * @mode: permissions of the new file, whatever the umask is
 *
 * Written beside it under a name of its own, synced, renamed over it; the directory is
 * synced before this returns.
 *
 * Return: 0 or a negative errno, with a message.
 */
int zkcap_file_replace(const char *path, const void *data, size_t len, mode_t mode,
		       struct zkcap_error *err);

/**
 * zkcap_file_sweep() - remove what writers of a file that were killed left beside it
 *
 * To be called under a lock that keeps other writers out.
 */
void zkcap_file_sweep(const char *path);

/**
 * zkcap_file_rename() - rename a file durably
 * Return: 0 or a negative errno, with a message.
 */
int zkcap_file_rename(const char *from, const char *to, struct zkcap_error *err);

/**
 * zkcap_file_write_fd() - write all of it
 * Return: 0 or a negative errno.
 */
int zkcap_file_write_fd(int fd, const void *data, size_t len);

/**
 * zkcap_file_read_fd() - read what an open file holds
 * @max: how much is read at most
 *
 * Return: how many bytes, or a negative errno.
 */
ssize_t zkcap_file_read_fd(int fd, void *data, size_t max);

/**
 * zkcap_file_read() - read a whole file
 * @data: to be freed; a NUL follows that @len does not count
 * @max: largest size accepted
 *
 * Return: 0; -EFBIG if it is larger; an errno of opening or reading; with a message.
 */
int zkcap_file_read(const char *path, size_t max, char **data, size_t *len,
		    struct zkcap_error *err);

/**
 * zkcap_dir_make() - make the directory that a file goes to, if it is not there
 * @path: of the file; parents of its directory have to be there
 *
 * Return: 0 or a negative errno, with a message.
 */
int zkcap_dir_make(const char *path, mode_t mode, struct zkcap_error *err);

#endif /* ZKCAP_WHOLE_FILE_H */
