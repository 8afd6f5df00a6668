/* SPDX-License-Identifier: MIT */
/*
 * Public areas that keys are made from: endorsement keys (TCG EK Credential Profile for
 * TPM Family 2.0, version 2.5, annex B), storage root keys (TCG TPM v2.0 Provisioning
 * Guidance, 7.5.1), attestation keys.  No TPM is needed for them, so that an authority
 * builds the same.
 */
#ifndef ZKCAP_TPM_TEMPLATE_H
#define ZKCAP_TPM_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <tss2/tss2_tpm2_types.h>

#include "tpm.h"

/**
 * struct tpm_ek_template - one of the profile's templates
 * @kind: our name for it
 * @certificate: NV index of the certificate
 * @type: TPM2_ALG_RSA or TPM2_ALG_ECC
 * @name_alg: TPM2_ALG_SHA256 or TPM2_ALG_SHA384
 * @aes_bits: of the symmetric cipher that protects what is below it
 * @bits: RSA key size, or ECC field size
 * @curve: for ECC
 * @low_range: profile's low range: unique is zero filled, and use needs the policy
 *	PolicySecret(endorsement hierarchy); the others can be used with their empty password
 */
struct tpm_ek_template {
	const char *kind;
	uint32_t certificate;
	TPMI_ALG_PUBLIC type;
	TPMI_ALG_HASH name_alg;
	uint16_t aes_bits;
	uint16_t bits;
	TPMI_ECC_CURVE curve;
	bool low_range;
};

/* In order of preference; ends with kind NULL */
extern const struct tpm_ek_template tpm_ek_templates[];

/* The template of that kind, or NULL */
const struct tpm_ek_template *tpm_ek_template(const char *kind);

/* What TPM2_CreatePrimary gets; with unique set to the key's, what its name is of */
void tpm_ek_public(const struct tpm_ek_template *t, TPM2B_PUBLIC *out);

/* Storage root key "ecc-p256" or "rsa2048"; false for another name */
bool tpm_srk_public(const char *name, TPM2B_PUBLIC *out);

void tpm_ak_public(enum zkcap_tpm_ak_algorithm algorithm, TPM2B_PUBLIC *out);

/* What an AK has to be, and what it must not be */
#define TPM_AK_SET (TPMA_OBJECT_FIXEDTPM | TPMA_OBJECT_FIXEDPARENT | \
	TPMA_OBJECT_SENSITIVEDATAORIGIN | TPMA_OBJECT_RESTRICTED | TPMA_OBJECT_SIGN_ENCRYPT)
#define TPM_AK_CLEAR TPMA_OBJECT_DECRYPT

#endif /* ZKCAP_TPM_TEMPLATE_H */
