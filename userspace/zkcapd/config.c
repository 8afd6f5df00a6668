// SPDX-License-Identifier: MIT
#include "config.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "cgroup.h"
#include "parallel.h"
#include "paths.h"
#include "program_help.h"
#include "service.h"
#include "tpm.h"

#define EXIT_USAGE 2

/* One option: its name, what its argument is called, its help, and where it goes */
struct option_row {
	const char *name;
	const char *arg;
	const char *help;
	size_t at;
	unsigned int min, max;
};

#define TEXT(name, arg, member, help) { name, arg, help, offsetof(struct config, member), 0, 0 }
#define NUMBER(name, member, min, max, help) \
	{ name, "N", help, offsetof(struct config, member), min, max }

static const struct option_row rows[] = {
	TEXT("socket", "PATH", socket,
	     "where to listen, unless systemd passes a socket; " ZKCAP_SERVICE_SOCKET),
	TEXT("manifest", "FILE", manifest, "the platform's attributes; " ZKCAP_MANIFEST_PATH),
	TEXT("definitions", "DIR", definitions,
	     "the site's definitions; " ZKCAP_CONFIG_DIR "/capabilities"),
	TEXT("data", "DIR", data, "shipped schema, sets, definitions and tables"),
	TEXT("tcti", "TCTI", tcti, "how to reach the TPM; " ZKCAP_TPM_DEVICE),
	TEXT("ak", "DIR", ak, "the attestation key; " ZKCAP_STATE_DIR "/ak"),
	TEXT("event-log", "FILE", event_log, "what was measured since boot; " ZKCAP_EVENT_LOG_PATH),
	TEXT("cgroup", "DIR", cgroup, "the unified control group hierarchy; " ZKCAP_CGROUP_ROOT),
	NUMBER("workers", workers, 1, 256, "threads that prove; one per processor"),
	NUMBER("queue", queue, 1, 4096, "questions that may wait; 128"),
	NUMBER("rate", rate, 1, 100000, "questions a second of one tenant; 10"),
	NUMBER("burst", burst, 1, 100000, "questions of one tenant at once; 20"),
	NUMBER("deadline", deadline_ms, 1, 120, "seconds in which a question is answered; 30"),
};

#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

static const char details[] =
	"Containers hold no manifest: they ask at a unix socket, by zkcap request --service or\n"
	"libzkcap, and take the answer to the kernel themselves.  Who asks is told by the control\n"
	"group of the process, what is proved by the kernel's offers for its tenant.  Questions of\n"
	"a tenant beyond its rate, or its half of the queue, are refused.  The service keeps an\n"
	"attestation for each tenant and trust policy that was asked for, and renews it in time.\n\n"
	"One process reads the manifest and has no capabilities; two agents, for the kernel's\n"
	"netlink family and for the TPM, have no manifest.\n\n"
	"SIGHUP reads manifest and definitions again, SIGTERM ends the service.";

static int print_help(const char *format)
{
	struct zkcap_help_row lines[N_ROWS + 3] = {
		[N_ROWS] = { "--verbose", NULL, "log every question" },
		{ "--help", NULL, "this text" },
		{ "--version", NULL, "the version" },
	};
	char names[N_ROWS][32];
	size_t i;

	for (i = 0; i < N_ROWS; i++) {
		snprintf(names[i], sizeof(names[i]), "--%s", rows[i].name);
		lines[i] = (struct zkcap_help_row) { names[i], rows[i].arg, rows[i].help };
	}
	return zkcap_program_help(&(struct zkcap_program_help) {
		.name = "zkcapd", .synopsis = "[OPTION]...",
		.summary = "Proves capabilities of this platform for processes in tenants' "
			   "control groups",
		.details = details, .title = "Options", .rows = lines, .n_rows = N_ROWS + 3,
	}, format, stdout);
}

static int set(struct config *config, const struct option_row *row, const char *arg)
{
	void *at = (char *)config + row->at;
	unsigned long value;
	char *end;

	if (!row->max) {
		*(const char **)at = arg;
		return 0;
	}
	errno = 0;
	value = strtoul(arg, &end, 10);
	if (errno || *arg < '0' || *arg > '9' || *end || value < row->min || value > row->max) {
		fprintf(stderr, "zkcapd: --%s %s: expected %u to %u\n", row->name, arg, row->min,
			row->max);
		return EXIT_USAGE;
	}
	if (at == (void *)&config->deadline_ms)
		config->deadline_ms = value * 1000;
	else
		*(unsigned int *)at = (unsigned int)value;
	return 0;
}

int config_parse(struct config *config, int argc, char **argv)
{
	enum { VERBOSE = N_ROWS, HELP, VERSION_TEXT, N_OPTIONS };
	struct option options[N_OPTIONS + 1] = {
		[VERBOSE] = { "verbose", no_argument, NULL, VERBOSE },
		[HELP] = { "help", optional_argument, NULL, HELP },
		[VERSION_TEXT] = { "version", no_argument, NULL, VERSION_TEXT },
	};
	size_t i;
	int c, rc;

	*config = (struct config) {
		.socket = ZKCAP_SERVICE_SOCKET, .cgroup = ZKCAP_CGROUP_ROOT,
		.workers = zkcap_online_threads(), .queue = 128, .rate = 10, .burst = 20,
		.deadline_ms = 30000,
	};
	for (i = 0; i < N_ROWS; i++)
		options[i] = (struct option) { rows[i].name, required_argument, NULL, (int)i };
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == HELP) {
			return print_help(optarg) ? EXIT_USAGE : -1;
		} else if (c == VERSION_TEXT) {
			puts("zkcapd " ZKCAP_VERSION);
			return -1;
		} else if (c == VERBOSE) {
			config->verbose = true;
			continue;
		} else if (c < 0 || c >= (int)N_ROWS) {
			return EXIT_USAGE;
		}
		rc = set(config, &rows[c], optarg);
		if (rc)
			return rc;
	}
	if (optind < argc) {
		fprintf(stderr, "zkcapd: %s: expected options only\n", argv[optind]);
		return EXIT_USAGE;
	}
	return 0;
}
