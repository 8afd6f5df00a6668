/* SPDX-License-Identifier: MIT */
/* What the command line says. */
#ifndef ZKCAPD_CONFIG_H
#define ZKCAPD_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct config - places and bounds
 * @socket: path; not used when systemd passes a socket
 * @manifest: the platform's; NULL for the default
 * @definitions: the site's definitions; NULL for the default
 * @data: shipped files; NULL to look for them
 * @tcti: of the TPM; NULL for the default
 * @ak: directory of the attestation key; NULL for the default
 * @event_log: NULL for the default
 * @cgroup: where the unified hierarchy is mounted
 * @workers: threads that prove
 * @queue: questions that may wait
 * @rate: questions a second of one tenant
 * @burst: questions that it may ask at once
 * @deadline_ms: longest time from a connection to its answer
 * @verbose: log every question
 */
struct config {
	const char *socket;
	const char *manifest;
	const char *definitions;
	const char *data;
	const char *tcti;
	const char *ak;
	const char *event_log;
	const char *cgroup;
	unsigned int workers;
	unsigned int queue;
	unsigned int rate;
	unsigned int burst;
	uint64_t deadline_ms;
	bool verbose;
};

/**
 * config_parse() - read the command line
 *
 * Prints what was expected, or the help.
 *
 * Return: 0; -1 when there is nothing left to do; or what to exit with.
 */
int config_parse(struct config *config, int argc, char **argv);

#endif /* ZKCAPD_CONFIG_H */
