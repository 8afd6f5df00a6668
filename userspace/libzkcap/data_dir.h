/* SPDX-License-Identifier: MIT */
/* Where the shipped files are: schema, sets, definitions, the reference string. */
#ifndef ZKCAP_DATA_DIR_H
#define ZKCAP_DATA_DIR_H

/**
 * zkcap_data_dir() - the directory of the shipped files
 * @given: what the caller was told on its command line; NULL for nothing
 *
 * @given, else $ZKCAP_DATADIR, else circuits/ of the build tree that the program was
 * started from, else the installed directory.
 *
 * Return: a name to be freed; NULL only without memory.
 */
char *zkcap_data_dir(const char *given);

#endif /* ZKCAP_DATA_DIR_H */
