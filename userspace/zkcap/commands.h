/* SPDX-License-Identifier: MIT */
/* Every cmd_<noun>.c's one public name, sorted. */
#ifndef ZKCAP_COMMANDS_H
#define ZKCAP_COMMANDS_H

#include "cmd.h"

extern const struct cmd_noun cmd_attest;
extern const struct cmd_noun cmd_attributes;
extern const struct cmd_noun cmd_ca;
extern const struct cmd_noun cmd_capability;
extern const struct cmd_noun cmd_circuit;
extern const struct cmd_noun cmd_device_class;
extern const struct cmd_noun cmd_enroll;
extern const struct cmd_noun cmd_explain;
extern const struct cmd_noun cmd_help;
extern const struct cmd_noun cmd_key;
extern const struct cmd_noun cmd_load;
extern const struct cmd_noun cmd_ls;
extern const struct cmd_noun cmd_manifest;
extern const struct cmd_noun cmd_measure;
extern const struct cmd_noun cmd_offer;
extern const struct cmd_noun cmd_pool;
extern const struct cmd_noun cmd_prove;
extern const struct cmd_noun cmd_release;
extern const struct cmd_noun cmd_renew;
extern const struct cmd_noun cmd_request;
extern const struct cmd_noun cmd_resize;
extern const struct cmd_noun cmd_run;
extern const struct cmd_noun cmd_show;
extern const struct cmd_noun cmd_srs;
extern const struct cmd_noun cmd_tenant;
extern const struct cmd_noun cmd_trust;
extern const struct cmd_noun cmd_verify;
extern const struct cmd_noun cmd_watch;

#endif /* ZKCAP_COMMANDS_H */
