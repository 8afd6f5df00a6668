/* SPDX-License-Identifier: MIT */
/*
 * Asking the kernel for a grant, or for more of one: what request, resize, renew and
 * run share.  Evidence is made here when the manifest can be read, else by the
 * prover service.
 */
#ifndef ZKCAP_ASK_H
#define ZKCAP_ASK_H

#include "attest.h"
#include "client_open.h"
#include "kept_grant.h"
#include "provers.h"

/* Ids of the shared options that are parsed, out of reach of a command's own */
enum {
	ASK_OPT_CPU = CMD_LONG(0x100), ASK_OPT_MEMORY, ASK_OPT_PIDS, ASK_OPT_DEVICE,
	ASK_OPT_DURATION,
};

#define ASK_OFFER_OPTION \
	{ CMD_TEXT(struct ask, offer_name), "offer", "NAME", "offer to ask under; zkcap ls offers" }
#define ASK_TENANT_OPTION \
	{ CMD_TEXT(struct ask, tenant), "tenant", "CGROUP", \
	  "for this tenant rather than the caller's own" }
#define ASK_RESOURCE_OPTIONS \
	{ ASK_OPT_CPU, "cpu", "AMOUNT", "processor time: 2, 1.5 or 1500m" }, \
	{ ASK_OPT_MEMORY, "memory", "AMOUNT", "memory: 4Gi, 512M or bytes" }, \
	{ ASK_OPT_PIDS, "pids", "N", "number of tasks" }, \
	{ ASK_OPT_DEVICE, "device", "CLASS[=N]", "device nodes of a class; may be repeated" }
#define ASK_DURATION_OPTION \
	{ ASK_OPT_DURATION, "duration", "TIME", "how long: 30s, 10m, 2h; else the longest" }
#define ASK_EVIDENCE_OPTIONS \
	{ CMD_FLAG(struct ask, dry_run), "dry-run", NULL, \
	  "have everything checked and nothing granted" }, \
	{ CMD_TEXT(struct ask, provers_config.manifest), "manifest", "FILE", \
	  "if not /var/lib/zkcap/manifest.json" }, \
	{ CMD_TEXT(struct ask, provers_config.definitions), "definitions", "DIR", \
	  "if not /etc/zkcap/capabilities" }, \
	{ CMD_TEXT(struct ask, service), "service", "SOCKET", "have this prover service prove" }, \
	{ CMD_TEXT(struct ask, source.tcti), "tcti", "TCTI", \
	  "TPM to attest with: device:PATH, swtpm:..., mssim:..." }, \
	{ CMD_TEXT(struct ask, source.ak_dir), "ak", "DIR", "where the attestation key is" }, \
	{ CMD_TEXT(struct ask, source.event_log), "event-log", "FILE", \
	  "another log of what was measured" }

#define ASK_EVIDENCE_DETAILS \
	"Evidence is an attestation, one proof for each capability of the offer, and a fresh challenge.\n" \
	"An attestation that is kept under /run/zkcap/attestation ($ZKCAP_ATTESTATIONS) is used as long\n" \
	"as it counts; else the TPM is asked for another.  Grants are kept under /run/zkcap/grant\n" \
	"($ZKCAP_GRANTS) with the challenge for their next change, so that with a fresh attestation\n" \
	"making one grow takes a proof and one message to the kernel.  A definition is looked for by the\n" \
	"id that the kernel has, under /etc/zkcap/capabilities and among those shipped.  Where the\n" \
	"manifest cannot be read, as in a container, the service behind /run/zkcap/zkcapd.sock\n" \
	"($ZKCAP_SERVICE) proves."

/* Of ask_send(), beside exit codes */
#define ASK_CHANGED (-1)

/* How long each step took, in microseconds; 0 for none */
struct ask_times {
	uint64_t prepare, challenge, attest, prove, service, request;
};

/**
 * struct ask - a request, resize or renewal
 * @cmd: asks
 * @client: connection; opened by ask_open()
 * @tenant: as given, NULL for the caller's own
 * @cgroup_fd: of @tenant, or ZKCAP_OWN_TENANT
 * @op: what is asked for
 * @grant: id; 0 for a new one
 * @offer_name: under which
 * @resources: ascending
 * @duration: seconds; 0 when not given, and for a resize
 * @dry_run: grant nothing
 * @service: socket given by --service, else NULL
 * @provers_config: places
 * @source: of attestations
 * @known: the grant, in the end as granted, and its offer
 * @recalled: @known is what was kept, and may be wrong
 * @next_known: whether the grant's next challenge is
 * @changed: how often the grant turned out to have changed meanwhile
 * @tenant_id: control group id; known with the evidence's challenge
 * @evidence: made
 * @refused: attestation that the kernel just refused, zero for none
 * @times: how long it took
 */
struct ask {
	struct cmd *cmd;
	struct zkcap_client *client;
	const char *tenant;
	int cgroup_fd;
	enum zkcap_context_op op;
	uint64_t grant;
	const char *offer_name;
	struct zkcap_resources resources;
	uint32_t duration;
	bool dry_run;
	const char *service;
	struct zkcap_provers_config provers_config;
	struct zkcap_attest_source source;
	struct zkcap_provers *provers;
	char *data;
	struct kept_grant known;
	bool recalled;
	bool next_known;
	unsigned int changed;
	uint64_t tenant_id;
	struct zkcap_evidence evidence;
	uint8_t refused[ZKCAP_ATTESTATION_ID_LEN];
	struct ask_times times;
};

/* Return: NULL without memory, reported; to be given to ask_free() */
struct ask *ask_new(struct cmd *cmd, enum zkcap_context_op op);
void ask_free(struct ask *ask);
/* A whole command: makes an ask, has it carried out, frees it.  Return: what carry_out does. */
int ask_run(struct cmd *cmd, enum zkcap_context_op op, int (*carry_out)(struct ask *ask));

/* Takes a shared option that is parsed.  Return: 0, or CMD_USAGE after reporting. */
int ask_option(struct ask *ask, int c);
/* Takes all options, where a command has none of its own.  Return: as ask_option(). */
int ask_options(struct ask *ask);

/* Connects, and opens the tenant's directory.  Return: 0 or a code, reported. */
int ask_open(struct ask *ask);

/* The grant with ask->grant, into ask->known; its offer is then ask->offer_name. */
int ask_find_grant(struct ask *ask);

/*
 * The same from what was kept of it, which may have changed since: ground for a change
 * with evidence, and for no other.  Return: whether it was kept.
 */
bool ask_recall_grant(struct ask *ask);

/* The offer, if it can be seen; fills in the duration when there is none. */
int ask_find_offer(struct ask *ask);

/* Says that it cannot.  Return: the code of a refusal. */
int ask_offer_absent(struct ask *ask);

/**
 * ask_send() - make the evidence and ask
 * @with_evidence: false for a resize that needs none
 *
 * Asks once more with another attestation when the kernel does not take the kept one.
 *
 * Return: CMD_OK, the grant in ask->known; or a code, reported; or ASK_CHANGED, not
 * reported: what a resize was made of is no more, and it has to be made anew.
 */
int ask_send(struct ask *ask, bool with_evidence);

/* What was granted, and how long it took; to be given to cmd_emit() */
json_t *ask_result(const struct ask *ask);

/* Microseconds of a clock that does not jump */
uint64_t ask_now(void);

/* ask_evidence.c: fills ask->evidence.  Return: 0 or a code, reported. */
int ask_evidence(struct ask *ask);

#endif /* ZKCAP_ASK_H */
