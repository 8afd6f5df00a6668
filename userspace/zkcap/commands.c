// SPDX-License-Identifier: MIT
/* The table of commands: one line each, sorted by name. */

#include "cmd.h"
#include "commands.h"

const struct cmd_noun *const cmd_nouns[] = {
	&cmd_attest,
	&cmd_attributes,
	&cmd_ca,
	&cmd_capability,
	&cmd_circuit,
	&cmd_device_class,
	&cmd_enroll,
	&cmd_explain,
	&cmd_help,
	&cmd_key,
	&cmd_load,
	&cmd_ls,
	&cmd_manifest,
	&cmd_measure,
	&cmd_offer,
	&cmd_pool,
	&cmd_prove,
	&cmd_release,
	&cmd_renew,
	&cmd_request,
	&cmd_resize,
	&cmd_run,
	&cmd_show,
	&cmd_srs,
	&cmd_tenant,
	&cmd_trust,
	&cmd_verify,
	&cmd_watch,
	NULL,
};
