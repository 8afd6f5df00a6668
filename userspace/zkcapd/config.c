// SPDX-License-Identifier: MIT
#include "config.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "cgroup.h"
#include "parallel.h"
#include "paths.h"
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

static void help(FILE *out)
{
	size_t i;

	fputs("usage: zkcapd [OPTION]...\n"
	      "Proves capabilities of this platform for processes in tenants' control groups.\n\n",
	      out);
	for (i = 0; i < N_ROWS; i++)
		fprintf(out, "  --%-12s %-5s %s\n", rows[i].name, rows[i].arg, rows[i].help);
	fputs("  --verbose            log every question\n"
	      "  --help               this text\n"
	      "  --version            the version\n\n"
	      "SIGHUP reads manifest and definitions again, SIGTERM ends the service.\n", out);
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
		[HELP] = { "help", no_argument, NULL, HELP },
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
			help(stdout);
			return -1;
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
