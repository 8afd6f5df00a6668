/* SPDX-License-Identifier: MIT */
/* The steps of an enrolment, for zkcap enroll: apart, and all on one machine. */
#ifndef ZKCAP_ENROLL_LOCAL_H
#define ZKCAP_ENROLL_LOCAL_H

#include "cmd.h"
#include "enrolment.h"
#include "tpm.h"

/**
 * struct enroll_options - the command line
 * @cmd: for reports
 * @tcti: of the TPM, or NULL
 * @ak_dir: of the attestation key, or NULL
 * @ek: kind of the endorsement key, or NULL
 * @ek_certificate: file of its certificate, or NULL
 * @ca_dir: of the local authority, or NULL
 * @roots: of TPM vendors, or NULL
 * @algorithm: of the attestation key
 * @trust_this: whatever the vendor
 */
struct enroll_options {
	struct cmd *cmd;
	const char *tcti;
	const char *ak_dir;
	const char *ek;
	const char *ek_certificate;
	const char *ca_dir;
	const char *roots;
	enum zkcap_tpm_ak_algorithm algorithm;
	bool trust_this;
};

/* All of these report, and return an enum cmd_exit. */
int enroll_request(const struct enroll_options *o, struct zkcap_enrol_request *request);
int enroll_activate(const struct enroll_options *o, const struct zkcap_enrol_challenge *challenge,
		    struct zkcap_enrol_response *response);
int enroll_install(const struct enroll_options *o, struct zkcap_enrol_certificate *certificate);
int enroll_show(const struct enroll_options *o);
int enroll_local(const struct enroll_options *o);

#endif /* ZKCAP_ENROLL_LOCAL_H */
