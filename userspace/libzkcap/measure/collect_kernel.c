// SPDX-License-Identifier: MIT
/* The running kernel: version, and what it enforces. */

#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "collect.h"

#define SECURITY_DIR "/sys/kernel/security"
#define IMA_POLICY SECURITY_DIR "/ima/policy"

static bool release_of(struct collector *c, char *out, size_t size)
{
	struct utsname u;

	if (!c->live)
		return collect_text(c, out, size, "/proc/sys/kernel/osrelease");
	return !uname(&u) && (size_t)snprintf(out, size, "%s", u.release) < size;
}

static void version(struct collector *c, const struct zkcap_attribute *a,
		    const struct source *source, struct zkcap_fact *f)
{
	char text[128];
	u64 packed;

	if (release_of(c, text, sizeof(text)) && version_of(&packed, text))
		fact_u64(c, a, f, packed, COVER_KERNEL, "uname");
	else
		fact_absent(f, "uname: states no version");
}

static void release(struct collector *c, const struct zkcap_attribute *a,
		    const struct source *source, struct zkcap_fact *f)
{
	char text[128];

	if (release_of(c, text, sizeof(text)))
		fact_text(c, a, f, text, COVER_KERNEL, "uname");
	else
		fact_absent(f, "uname: states no release");
}

static void lockdown(struct collector *c, const struct zkcap_attribute *a,
		     const struct source *source, struct zkcap_fact *f)
{
	static const char *const modes[] = { "[none]", "[integrity]", "[confidentiality]" };
	char text[128];
	u64 i;

	if (collect_text(c, text, sizeof(text), SECURITY_DIR "/lockdown")) {
		for (i = 0; i < 3; i++) {
			if (strstr(text, modes[i])) {
				fact_u64(c, a, f, i, COVER_KERNEL, SECURITY_DIR "/lockdown");
				return;
			}
		}
	}
	fact_absent(f, SECURITY_DIR "/lockdown: not there, or of another form");
}

static void flag(struct collector *c, const struct zkcap_attribute *a,
		 const struct source *source, struct zkcap_fact *f)
{
	const char *path = source->arg;
	char text[16];

	if (collect_text(c, text, sizeof(text), "%s", path) && *text && !text[1] &&
	    strchr("YN01", *text))
		fact_u64(c, a, f, *text == 'Y' || *text == '1', COVER_KERNEL, "%s", path);
	else
		fact_absent(f, "%s: not there", path);
}

static void number(struct collector *c, const struct zkcap_attribute *a,
		   const struct source *source, struct zkcap_fact *f)
{
	const char *path = source->arg;
	u64 value;

	if (collect_u64(c, &value, "%s", path))
		fact_u64(c, a, f, value, COVER_KERNEL, "%s", path);
	else
		fact_absent(f, "%s: not there", path);
}

/* Bit of a name as it ends ("landlock" of kernel.lsm.landlock); 0 if there is none */
static u64 bit_of(const struct zkcap_attribute *a, const char *name)
{
	size_t i;

	for (i = 0; i < a->n_bits; i++)
		if (!strcmp(strrchr(a->bits[i].name, '.') + 1, name))
			return 1ULL << a->bits[i].bit;
	return 0;
}

static void lsm(struct collector *c, const struct zkcap_attribute *a,
		const struct source *source, struct zkcap_fact *f)
{
	char text[512], *name, *rest;
	u64 value = 0;

	if (!collect_text(c, text, sizeof(text), SECURITY_DIR "/lsm") || !*text) {
		fact_absent(f, SECURITY_DIR "/lsm: not there");
		return;
	}
	for (name = strtok_r(text, ",", &rest); name; name = strtok_r(NULL, ",", &rest))
		value |= bit_of(a, name);
	fact_u64(c, a, f, value, COVER_KERNEL, SECURITY_DIR "/lsm");
}

/* What the kernel's built-in policies hold (security/integrity/ima/ima_policy.c) */
static const struct {
	const char *option;
	const char *bits[4];
} ima_builtin[] = {
	{ "tcb", { "measure_executables", "measure_modules" } },
	{ "appraise_tcb", { "appraise" } },
	{ "secure_boot", { "appraise", "appraise_modules", "appraise_kexec" } },
};

static u64 ima_from_option(const struct zkcap_attribute *a, char *policies)
{
	char *name, *rest;
	u64 value = 0;
	size_t i, k;

	for (name = strtok_r(policies, "|", &rest); name; name = strtok_r(NULL, "|", &rest))
		for (i = 0; i < sizeof(ima_builtin) / sizeof(*ima_builtin); i++)
			for (k = 0; !strcmp(name, ima_builtin[i].option) && k < 4 &&
			     ima_builtin[i].bits[k]; k++)
				value |= bit_of(a, ima_builtin[i].bits[k]);
	return value;
}

static u64 ima_from_cmdline(const struct zkcap_attribute *a, char *text)
{
	char *word, *rest;
	bool enforce = true;
	u64 value = 0;

	for (word = strtok_r(text, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
		if (!strncmp(word, "ima_policy=", 11))
			value |= ima_from_option(a, word + 11);
		else if (!strcmp(word, "ima_tcb"))
			value |= bit_of(a, "measure_executables") | bit_of(a, "measure_modules");
		else if (!strcmp(word, "ima_appraise_tcb"))
			value |= bit_of(a, "appraise");
		else if (!strncmp(word, "ima_appraise=", 13))
			enforce = !strcmp(word + 13, "enforce");
	}
	if (!enforce)
		value &= ~(bit_of(a, "appraise") | bit_of(a, "appraise_modules") |
			   bit_of(a, "appraise_kexec"));
	return value;
}

static u64 ima_from_rule(const struct zkcap_attribute *a, const char *rule)
{
	static const struct {
		const char *action;
		const char *func;
		const char *bit;
	} rows[] = {
		{ "measure", "func=KEXEC_KERNEL_CHECK", "measure_kernel" },
		{ "measure", "func=BPRM_CHECK", "measure_executables" },
		{ "measure", "func=MODULE_CHECK", "measure_modules" },
		{ "appraise", "", "appraise" },
		{ "appraise", "func=MODULE_CHECK", "appraise_modules" },
		{ "appraise", "func=KEXEC_KERNEL_CHECK", "appraise_kexec" },
	};
	size_t i, len;
	u64 value = 0;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		len = strlen(rows[i].action);
		if (!strncmp(rule, rows[i].action, len) && rule[len] == ' ' &&
		    strstr(rule, rows[i].func))
			value |= bit_of(a, rows[i].bit);
	}
	return value;
}

/*
 * Whether the policy must be the one of the command line.  A kernel that shows none, by the
 * file's mode, takes the file away once another policy was written; unless it was built to
 * take several.
 */
static bool is_builtin_policy(struct collector *c, unsigned int mode)
{
	char path[256], *config;
	enum cover cover;
	bool known;

	if (mode & 0400)
		return false;
	config = kernel_config(c, path, sizeof(path), &cover);
	known = config && !kernel_config_has(config, "IMA_WRITE_POLICY");
	free(config);
	return known;
}

static u64 ima_from_policy(const struct zkcap_attribute *a, char *policy)
{
	char *line, *rest;
	u64 value = 0;

	for (line = strtok_r(policy, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		value |= ima_from_rule(a, line);
	return value;
}

static void ima(struct collector *c, const struct zkcap_attribute *a,
		const struct source *source, struct zkcap_fact *f)
{
	char text[COLLECT_TEXT_MAX], *policy = NULL;
	const char *from = SECURITY_DIR "/ima, whose policy cannot be read";
	u64 value = bit_of(a, "enabled");
	unsigned int mode = 0;
	size_t len;

	if (!collect_exists(c, SECURITY_DIR "/ima")) {
		if (collect_exists(c, SECURITY_DIR "/lsm"))
			fact_u64(c, a, f, 0, COVER_KERNEL, SECURITY_DIR "/ima: not there");
		else
			fact_absent(f, SECURITY_DIR ": not mounted");
		return;
	}
	if (collect_mode(c, &mode, IMA_POLICY) && (mode & 0400))
		policy = collect_file(c, 1024 * 1024, &len, IMA_POLICY);
	if (policy) {
		value |= ima_from_policy(a, policy);
		from = IMA_POLICY;
	} else if (collect_exists(c, IMA_POLICY) && is_builtin_policy(c, mode) &&
		   collect_text(c, text, sizeof(text), "/proc/cmdline")) {
		value |= ima_from_cmdline(a, text);
		from = "/proc/cmdline, ima_policy";
	}
	free(policy);
	fact_u64(c, a, f, value, COVER_KERNEL, "%s", from);
}

const struct source kernel_sources[] = {
	{ "kernel.version", ZKCAP_TYPE_VERSION, version, NULL },
	{ "kernel.release", ZKCAP_TYPE_DIGEST, release, NULL },
	{ "kernel.lockdown", ZKCAP_TYPE_U64, lockdown, NULL },
	{ "kernel.module_sig_enforce", ZKCAP_TYPE_U64, flag,
	  "/sys/module/module/parameters/sig_enforce" },
	{ "kernel.ima", ZKCAP_TYPE_BITS64, ima, NULL },
	{ "kernel.lsm", ZKCAP_TYPE_BITS64, lsm, NULL },
	{ "kernel.tainted", ZKCAP_TYPE_U64, number, "/proc/sys/kernel/tainted" },
	{ "system.fips_mode", ZKCAP_TYPE_U64, flag, "/proc/sys/crypto/fips_enabled" },
	{ 0 },
};
