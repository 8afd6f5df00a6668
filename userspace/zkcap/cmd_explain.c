// SPDX-License-Identifier: MIT
/* zkcap explain: why something was refused, and what to do. */

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "client_json.h"
#include "client_open.h"
#include "client_reason.h"
#include "commands.h"
#include "quantity.h"
#include "verdict.h"

/* What a reason's detail says */
enum detail { DETAIL_NONE, DETAIL_VERDICT, DETAIL_ERRNO, DETAIL_RESOURCE, DETAIL_PROOF };

static enum detail detail_of(uint32_t reason)
{
	switch (reason) {
	case ZKCAP_REASON_CAPABILITY_KEY:
	case ZKCAP_REASON_COMMITMENT_POINT:
	case ZKCAP_REASON_PROOF:
		return DETAIL_VERDICT;
	case ZKCAP_REASON_TRUST_AUTHORITY:
	case ZKCAP_REASON_KEY_CERTIFICATE:
	case ZKCAP_REASON_KEY_ISSUER:
	case ZKCAP_REASON_ENFORCEMENT:
		return DETAIL_ERRNO;
	case ZKCAP_REASON_RESOURCE_ORDER:
	case ZKCAP_REASON_RESOURCE_UNKNOWN:
	case ZKCAP_REASON_RESOURCE_ZERO:
	case ZKCAP_REASON_RESOURCE_CEILING:
	case ZKCAP_REASON_POOL_EXHAUSTED:
	case ZKCAP_REASON_DEVICE_BUSY:
		return DETAIL_RESOURCE;
	case ZKCAP_REASON_PROOF_SCHEMA:
		return DETAIL_PROOF;
	default:
		return DETAIL_NONE;
	}
}

static json_t *detail_json(uint32_t reason, uint32_t detail)
{
	switch (detail_of(reason)) {
	case DETAIL_VERDICT:
		if (detail >= ZK_VERDICTS)
			break;
		return json_sprintf("%s: %s", zk_verdict_name(detail), zk_verdict_text(detail));
	case DETAIL_ERRNO:
		return json_string(strerror((int)detail));
	case DETAIL_RESOURCE:
		return json_sprintf("resource %u of those asked for, from 0", detail);
	case DETAIL_PROOF:
		return json_sprintf("capability %u of the offer, from 0", detail);
	case DETAIL_NONE:
		break;
	}
	return json_integer(detail);
}

static int all_reasons(struct cmd *cmd)
{
	json_t *list = json_array();
	uint32_t i;

	for (i = 1; i < __ZKCAP_REASON_MAX; i++)
		json_array_append_new(list, json_pack("{s:i,s:s,s:s}", "code", (int)i, "reason",
						      zkcap_reason_name(i), "checked",
						      zkcap_reason_info(i)->checked));
	return cmd_emit(cmd, json_pack("{s:o}", "reasons", list));
}

static int explain_reason(struct cmd *cmd)
{
	const char *name = cmd->argv[0];
	const struct zkcap_reason_info *info;
	uint64_t code, detail = 0;
	json_t *o;
	int rc = 0;

	code = (uint64_t)zkcap_reason_find(name);
	if (isdigit((unsigned char)*name))
		rc = cmd_parse_u64(cmd, "REASON", name, &code);
	if (!rc && cmd->argc > 1)
		rc = cmd_parse_u64(cmd, "DETAIL", cmd->argv[1], &detail);
	if (rc)
		return rc;
	info = code < __ZKCAP_REASON_MAX ? zkcap_reason_info((uint32_t)code) : NULL;
	if (!info)
		return cmd_fail(cmd, CMD_USAGE,
				"%s: expected a reason's name or code below %d, 'offer NAME' or 'grant ID'; zkcap explain lists all reasons",
				name, __ZKCAP_REASON_MAX);
	o = json_pack("{s:s,s:i,s:s,s:s}", "reason", info->name, "code", (int)code, "checked",
		      info->checked, "remedy", info->remedy);
	if (cmd->argc > 1)
		json_object_set_new(o, "detail", detail_json((uint32_t)code, (uint32_t)detail));
	return cmd_emit(cmd, o);
}

/* What is looked for, and what was found */
struct look {
	const char *name;
	uint64_t id;
	bool found;
	struct zkcap_offer offer;
	struct zkcap_grant grant;
};

static int note_offer(const struct zkcap_offer *offer, void *arg)
{
	struct look *look = arg;

	if (!strcmp(offer->name, look->name)) {
		look->offer = *offer;
		look->found = true;
	}
	return 0;
}

static int note_grant(const struct zkcap_grant *grant, void *arg)
{
	struct look *look = arg;

	if (grant->id == look->id) {
		look->grant = *grant;
		look->found = true;
	}
	return 0;
}

static void say(json_t *list, const char *what, json_t *how)
{
	json_array_append_new(list, json_pack("{s:s,s:o}", "check", what, "by", how));
}

static json_t *checks(const struct zkcap_offer *offer)
{
	json_t *list = json_array(), *requires, *ceiling;
	char text[ZKCAP_QUANTITY_TEXT];
	cleanup_json json_t *shown = client_json_offer(offer, true);

	requires = json_object_get(shown, "requires");
	ceiling = json_object_get(shown, "ceiling");
	say(list, "who asks",
	    json_string("a process inside the tenant, or who may write its cgroup.procs"));
	say(list, "challenge",
	    json_string("this kernel's, for the tenant, fresh and unused; or the grant's next"));
	say(list, "attestation", json_sprintf("accepted under trust policy %s, by a key that speaks for the tenant",
					      offer->trust));
	say(list, "tenant", offer->n_tenants ?
	    json_sprintf("one of control groups %s",
			 json_string_value(json_object_get(shown, "tenants"))) :
	    json_string("any"));
	say(list, "amounts", json_sprintf("each at most %s", json_string_value(ceiling)));
	say(list, "duration", json_sprintf("at most %s",
					   zkcap_duration_format(1000ull * offer->duration, text)));
	say(list, "proofs", offer->n_requirements ?
	    json_sprintf("one for each of %s", json_string_value(requires)) :
	    json_string("none: the attestation is enough"));
	say(list, "grants", json_sprintf("fewer than %u of the tenant under the offer",
					 offer->grants_per_tenant));
	say(list, "pool", json_string("as much left as is asked for"));
	return list;
}

static int explain_offer(struct cmd *cmd, struct zkcap_client *client, const char *name)
{
	struct look look = { .name = name };
	struct zkcap_error err = { 0 };

	if (zkcap_offer_dump(client, note_offer, &look, &err))
		return cmd_client_fail(cmd, client, &err);
	if (!look.found)
		return cmd_fail(cmd, CMD_REFUSED,
				"offer %s: not there, or not for the caller's tenant: zkcap ls offers shows those that are",
				name);
	return cmd_emit(cmd, json_pack("{s:s,s:o}", "offer", name, "checks", checks(&look.offer)));
}

static const char *grant_story(const struct zkcap_grant *grant)
{
	if (grant->state == ZKCAP_GRANT_STATE_ACTIVE)
		return "enforced until it expires; renew it before then with zkcap renew";
	return "over, but some of what it had is still in use: the pool gets it when it is free";
}

static int explain_grant(struct cmd *cmd, struct zkcap_client *client, const char *text)
{
	struct look look = { 0 };
	struct zkcap_error err = { 0 };
	json_t *o;
	int rc = cmd_parse_u64(cmd, "grant", text, &look.id);

	if (rc)
		return rc;
	if (zkcap_grant_dump(client, note_grant, &look, &err))
		return cmd_client_fail(cmd, client, &err);
	if (!look.found)
		return cmd_fail(cmd, CMD_REFUSED,
				"grant %s: over and reclaimed, or not of the caller's tenant: zkcap ls grants shows those that are",
				text);
	o = client_json_grant(&look.grant, !cmd->json);
	json_object_set_new(o, "meaning", json_string(grant_story(&look.grant)));
	look.name = look.grant.offer;
	look.found = false;
	if (!zkcap_offer_dump(client, note_offer, &look, &err) && look.found)
		json_object_set_new(o, "checks", checks(&look.offer));
	return cmd_emit(cmd, o);
}

static int explain_run(struct cmd *cmd)
{
	cleanup_client struct zkcap_client *client = NULL;
	bool offer, grant;
	int rc = cmd_operands(cmd, 0, 2);

	if (rc)
		return rc;
	if (!cmd->argc)
		return all_reasons(cmd);
	offer = !strcmp(cmd->argv[0], "offer");
	grant = !strcmp(cmd->argv[0], "grant");
	if (!offer && !grant)
		return explain_reason(cmd);
	if (cmd->argc != 2)
		return cmd_fail(cmd, CMD_USAGE, "expected %s", offer ? "offer NAME" : "grant ID");
	rc = cmd_open_client(cmd, &client);
	if (rc)
		return rc;
	return offer ? explain_offer(cmd, client, cmd->argv[1]) :
		explain_grant(cmd, client, cmd->argv[1]);
}

static const struct cmd_verb verbs[] = {
	{
		.synopsis = "[REASON [DETAIL] | offer NAME | grant ID]",
		.summary = "explain a refusal, an offer or a grant",
		.details = "Of a REASON, by name or code: what the kernel checked, and what to do; with the DETAIL that\n"
			   "came along, what that says.  Of an offer: everything that is checked before something\n"
			   "is granted under it, in the kernel's order.  Of a grant: its state, and what it took.\n"
			   "Without operands, all reasons are listed.",
		.run = explain_run,
	},
	{ 0 },
};

const struct cmd_noun cmd_explain = {
	.name = "explain",
	.summary = "explain a refusal, an offer or a grant",
	.verbs = verbs,
};
