// SPDX-License-Identifier: MIT
/* zkcap show: one object, or all leases as a drawing. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "attestation_file.h"
#include "client_json.h"
#include "commands.h"
#include "interrupt.h"
#include "listing.h"
#include "plot.h"
#include "quantity.h"

#define WIDTH 100
#define WIDTH_MIN 60
#define WIDTH_MAX 400
#define FRAME_MS 1000

/* The command line */
struct show {
	struct cmd *cmd;
	bool plot, follow;
	const char *time;
	uint64_t until;
};

static int parse(struct show *s)
{
	struct zkcap_error err = { 0 };
	uint32_t seconds;
	int rc;

	s->cmd->into = s;
	rc = cmd_operands(s->cmd, 0, 2);
	if (rc)
		return rc;
	if (s->time) {
		if (zkcap_duration_parse(s->time, &seconds, &err))
			return cmd_fail(s->cmd, CMD_USAGE, "--for: %s", err.message);
		s->until = zkcap_boottime_ms() + 1000ull * seconds;
		s->follow = true;
	}
	if (s->follow && !s->plot)
		return cmd_fail(s->cmd, CMD_USAGE, "--follow and --for go with --plot");
	if (s->plot && s->cmd->json)
		return cmd_fail(s->cmd, CMD_USAGE,
				"a drawing has no JSON: see zkcap --json ls grants pools, and watch");
	return cmd_operands(s->cmd, s->plot ? 0 : 1, s->plot ? 0 : 2);
}

static bool text_is(const json_t *value, const char *text)
{
	if (json_is_string(value))
		return !strcmp(json_string_value(value), text);
	return json_is_integer(value) &&
		(json_int_t)strtoull(text, NULL, 0) == json_integer_value(value) &&
		text[strspn(text, "0123456789")] == '\0';
}

static json_t *pick(const struct listing *l, const json_t *list, const char *name)
{
	json_t *o;
	size_t i;

	json_array_foreach(list, i, o)
		if (text_is(json_object_get(o, l->key), name) ||
		    text_is(json_object_get(o, "path"), name) ||
		    (!strcmp(l->singular, "pool") && text_is(json_object_get(o, "name"), name)))
			return o;
	return NULL;
}

static bool is_text_list(const json_t *value)
{
	return json_is_array(value) && json_is_string(json_array_get(value, 0));
}

/* For people: their form of amounts and times, but digests in full */
static json_t *merge(json_t *full, json_t *people)
{
	json_t *o = json_copy(people), *value;
	const char *key;

	json_object_foreach(full, key, value) {
		if (!json_object_get(o, key) || json_is_string(value) || is_text_list(value))
			json_object_set(o, key, value);
	}
	/* The same, in milliseconds */
	json_object_del(o, "expires-in-ms");
	return o;
}

static int show_listed(struct show *s, struct zkcap_client *client, const struct listing *l,
		       const char *name)
{
	cleanup_json json_t *full = json_array(), *people = json_array();
	struct zkcap_error err = { 0 };
	json_t *o;

	if (l->fill(client, full, false, &err) || l->fill(client, people, true, &err))
		return cmd_client_fail(s->cmd, client, &err);
	o = pick(l, full, name);
	if (!o || !pick(l, people, name))
		return cmd_fail(s->cmd, CMD_REFUSED,
				"%s %s: not there, or not for the caller to see: see zkcap ls %s",
				l->singular, name, l->plural);
	if (s->cmd->json)
		return cmd_emit(s->cmd, json_incref(o));
	return cmd_emit(s->cmd, merge(o, pick(l, people, name)));
}

static int show_version(struct show *s, struct zkcap_client *client)
{
	struct zkcap_version version;
	struct zkcap_error err = { 0 };

	if (zkcap_version_get(client, &version, &err))
		return cmd_client_fail(s->cmd, client, &err);
	return cmd_emit(s->cmd, client_json_version(&version));
}

static int show_object(struct show *s)
{
	cleanup_client struct zkcap_client *client = NULL;
	struct cmd *cmd = s->cmd;
	const struct listing *l = listing_find(cmd->argv[0]);
	bool version = !strcmp(cmd->argv[0], "version");
	int rc;

	if (!l && !version)
		return cmd_fail(cmd, CMD_USAGE,
				"%s: expected version, grant, offer, tenant, capability, pool, device, trust or key",
				cmd->argv[0]);
	if (cmd->argc != (version ? 1 : 2))
		return cmd_fail(cmd, CMD_USAGE, version ? "version has no name" :
				"expected the %s's name or id", cmd->argv[0]);
	rc = cmd_open_client(cmd, &client);
	if (rc)
		return rc;
	return version ? show_version(s, client) : show_listed(s, client, l, cmd->argv[1]);
}

static int screen_width(void)
{
	const char *columns = getenv("COLUMNS");
	int width = columns ? atoi(columns) : WIDTH;
	struct winsize size;

	if (!columns && !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_col)
		width = size.ws_col;
	if (width < WIDTH_MIN)
		return WIDTH_MIN;
	return width > WIDTH_MAX ? WIDTH_MAX : width;
}

static int frame(struct show *s, struct zkcap_client *client, struct plot *plot)
{
	struct zkcap_error err = { 0 };

	if (plot_look(plot, client, &err))
		return cmd_client_fail(s->cmd, client, &err);
	/* A terminal is painted over; a file gets one frame after the other. */
	if (s->follow && isatty(STDOUT_FILENO))
		fputs("\033[H\033[2J", stdout);
	plot_draw(plot, stdout, screen_width());
	if (s->follow && !isatty(STDOUT_FILENO))
		putchar('\n');
	return fflush(stdout) ? cmd_fail(s->cmd, CMD_USAGE, "cannot write to standard output") : 0;
}

/* A frame a second, and one for each event */
static int follow(struct show *s, struct zkcap_client *client, struct plot *plot)
{
	cleanup_client struct zkcap_client *events = NULL;
	struct zkcap_error err = { 0 };
	struct zkcap_event event;
	int rc = cmd_open_client(s->cmd, &events);

	if (rc)
		return rc;
	if (zkcap_events_subscribe(events, &err))
		return cmd_fail(s->cmd, CMD_KERNEL, "%s", err.message);
	interrupt_catch();
	for (;;) {
		rc = frame(s, client, plot);
		if (rc || interrupted || (s->until && zkcap_boottime_ms() >= s->until))
			return rc;
		rc = zkcap_event_next(events, &event, FRAME_MS, &err);
		if (rc && rc != -EAGAIN && rc != -EINTR && rc != -ENOBUFS)
			return cmd_fail(s->cmd, CMD_KERNEL, "%s", err.message);
	}
}

static int show_plot(struct show *s)
{
	cleanup_client struct zkcap_client *client = NULL;
	cleanup_free struct plot *plot = calloc(1, sizeof(*plot));
	int rc = plot ? cmd_open_client(s->cmd, &client) :
		cmd_fail(s->cmd, CMD_USAGE, "out of memory");

	if (rc)
		return rc;
	return s->follow ? follow(s, client, plot) : frame(s, client, plot);
}

static int show_run(struct cmd *cmd)
{
	struct show s = { .cmd = cmd };
	int rc = parse(&s);

	if (rc)
		return rc;
	return s.plot ? show_plot(&s) : show_object(&s);
}

static const struct cmd_option options[] = {
	{ CMD_FLAG(struct show, plot), "plot", NULL, "draw leases against time, and the pool" },
	{ CMD_FLAG(struct show, follow), "follow", NULL, "go on drawing until interrupted" },
	{ CMD_TEXT(struct show, time), "for", "TIME", "go on drawing for a time (30s, 10m)" },
	{ 0 },
};

static const struct cmd_verb verbs[] = {
	{
		.synopsis = "OBJECT NAME | version | --plot [--follow | --for TIME]",
		.summary = "show one object in full, or leases as a drawing",
		.details = "OBJECT is grant, offer, tenant, capability, pool, device, trust or key; NAME is its name or\n"
			   "id, a tenant's path, a pool's kind.  version shows the module's version and limits.\n\n"
			   "The drawing has a bar for each kind of resource in the pool, for the administrator, and a\n"
			   "line for each lease: what has passed of it since the command began as '=', what is left\n"
			   "as '-', its end as 'x' when it is over, and '|' for now.  COLUMNS or the terminal says how\n"
			   "wide it is.",
		.options = options,
		.run = show_run,
	},
	{ 0 },
};

const struct cmd_noun cmd_show = {
	.name = "show",
	.summary = "show one object in full, or leases as a drawing",
	.verbs = verbs,
};
