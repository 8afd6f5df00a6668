// SPDX-License-Identifier: MIT
/* zkcap watch: events as they happen. */

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <string.h>
#include <time.h>

#include "client_json.h"
#include "client_open.h"
#include "commands.h"
#include "attestation_file.h"
#include "interrupt.h"
#include "quantity.h"

/* What to wait for */
struct watch {
	struct cmd *cmd;
	uint64_t count;
	const char *time;
	uint64_t until;
};

static int parse(struct watch *w)
{
	struct zkcap_error err = { 0 };
	uint32_t seconds;
	int rc;

	w->cmd->into = w;
	rc = cmd_operands(w->cmd, 0, 0);
	if (rc)
		return rc;
	if (!w->count)
		return cmd_fail(w->cmd, CMD_USAGE, "--count 0: expected at least 1");
	if (w->time) {
		if (zkcap_duration_parse(w->time, &seconds, &err))
			return cmd_fail(w->cmd, CMD_USAGE, "--for: %s", err.message);
		w->until = zkcap_boottime_ms() + 1000ull * seconds;
	}
	return 0;
}

static void print_text(const struct zkcap_event *event)
{
	cleanup_json json_t *resources = client_json_resources(&event->resources, true);
	char when[16], left[ZKCAP_QUANTITY_TEXT];
	time_t now = time(NULL);
	struct tm tm;

	strftime(when, sizeof(when), "%H:%M:%S", localtime_r(&now, &tm));
	printf("%s  %-11s  tenant %" PRIu64, when, client_event_name(event->type), event->tenant);
	if (event->grant)
		printf("  grant %" PRIu64, event->grant);
	if (*event->offer)
		printf("  offer %s", event->offer);
	if (event->resources.n)
		printf("  %s", json_string_value(resources));
	if (event->reason)
		printf("  %s (detail %u)", zkcap_reason_name(event->reason), event->detail);
	if (event->cause)
		printf("  %s", client_cause_name(event->cause));
	if (event->expires_in_ms)
		printf("  expires in %s", zkcap_duration_format(event->expires_in_ms, left));
	if (event->withheld)
		printf("  (%" PRIu64 " of it not shown before)", event->withheld);
	putchar('\n');
}

static void print(const struct watch *w, const struct zkcap_event *event)
{
	cleanup_json json_t *o = NULL;

	if (w->cmd->json) {
		o = client_json_event(event);
		json_dumpf(o, stdout, JSON_COMPACT);
		putchar('\n');
	} else {
		print_text(event);
	}
}

static int time_left(const struct watch *w)
{
	uint64_t now = zkcap_boottime_ms();

	if (!w->until)
		return -1;
	if (now >= w->until)
		return 0;
	return w->until - now > INT32_MAX ? INT32_MAX : (int)(w->until - now);
}

static int watch(struct watch *w, struct zkcap_client *client)
{
	struct zkcap_error err = { 0 };
	struct zkcap_event event;
	uint64_t seen = 0;
	int rc;

	while (!interrupted && seen < w->count) {
		rc = zkcap_event_next(client, &event, time_left(w), &err);
		if (rc == -EINTR)
			continue;
		if (rc == -EAGAIN)
			break;
		if (rc == -ENOBUFS) {
			fprintf(stderr, "zkcap watch: %s\n", err.message);
			continue;
		}
		if (rc)
			return cmd_fail(w->cmd, CMD_KERNEL, "%s", err.message);
		print(w, &event);
		if (fflush(stdout))
			return cmd_fail(w->cmd, CMD_USAGE, "cannot write to standard output");
		seen++;
	}
	return CMD_OK;
}

static int watch_run(struct cmd *cmd)
{
	cleanup_client struct zkcap_client *client = NULL;
	struct watch w = { .cmd = cmd, .count = UINT64_MAX };
	struct zkcap_error err = { 0 };
	int rc = parse(&w);

	if (!rc)
		rc = cmd_open_client(cmd, &client);
	if (rc)
		return rc;
	if (zkcap_events_subscribe(client, &err))
		return cmd_fail(cmd, CMD_KERNEL, "%s", err.message);
	interrupt_catch();
	return watch(&w, client);
}

static const struct cmd_option options[] = {
	{ CMD_NUMBER(struct watch, count), "count", "N", "end after N events" },
	{ CMD_TEXT(struct watch, time), "for", "TIME", "end after a time (30s, 10m)" },
	{ 0 },
};

static const struct cmd_verb verbs[] = {
	{
		.synopsis = "[--count N] [--for TIME]",
		.summary = "show events as they happen",
		.details = "Grants that are made, resized, renewed, about to expire, over and reclaimed; refusals with\n"
			   "their reason; limits that somebody else changed; tenants that are gone.  A process in a\n"
			   "tenant's control group sees events of that tenant, the administrator sees all.\n"
			   "With --json each event is one object on a line of its own.  Ends on SIGINT or SIGTERM\n"
			   "with status 0.",
		.options = options,
		.run = watch_run,
	},
	{ 0 },
};

const struct cmd_noun cmd_watch = {
	.name = "watch",
	.summary = "show events as they happen",
	.verbs = verbs,
};
