/* SPDX-License-Identifier: MIT */
/*
 * A TPM 2.0, over any TCTI: PCRs, the endorsement key and its certificate, the
 * attestation key, credentials and quotes.
 *
 * Every object and session that is made here is flushed by zkcap_tpm_close(), on
 * every path.  SIGINT, SIGTERM and SIGHUP, unless ignored, are held back from the
 * calling thread while a TPM is open: a call between two commands notices them and
 * fails with -EINTR, and they are delivered once the TPM is closed.
 *
 * Errors, besides those that a function names:
 *	-ENXIO	 no TPM, or nothing that answers as one
 *	-EACCES	 the caller may not open the device
 *	-EBUSY	 still busy after all retries
 *	-EPERM	 a hierarchy has a password, or is disabled
 *	-EDQUOT	 locked out after wrong passwords
 *	-ENOSPC	 no room for another object: others left theirs
 *	-EIO	 it stopped answering, or answers with another error
 *	-EINTR	 interrupted; everything is cleaned up
 */
#ifndef ZKCAP_TPM_H
#define ZKCAP_TPM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

#define ZKCAP_TPM_DIGEST 32 /* of the SHA-256 bank */
#define ZKCAP_TPM_PCRS 24
#define ZKCAP_TPM_CHAIN_MAX 8
#define ZKCAP_TPM_CERTIFICATE_MAX 8192
#define ZKCAP_TPM_AREA_MAX 1024 /* a marshalled public or private area */
#define ZKCAP_TPM_NAME_MAX 66
#define ZKCAP_TPM_QUOTE_MAX 512
#define ZKCAP_TPM_DEVICE "device:/dev/tpmrm0"

struct zkcap_tpm;

/* Bytes with a length, to be freed with zkcap_tpm_bytes_free() */
struct zkcap_tpm_bytes {
	uint8_t *data;
	size_t len;
};

void zkcap_tpm_bytes_free(struct zkcap_tpm_bytes *bytes);

/**
 * zkcap_tpm_open() - connect to a TPM
 * @tpm: out; to be closed
 * @tcti: what tss2-tctildr understands, "device:/dev/tpmrm0" or
 *	  "swtpm:host=127.0.0.1,port=2321"; NULL for $ZKCAP_TCTI, else
 *	  ZKCAP_TPM_DEVICE if it exists, else whatever tctildr finds
 *
 * Return: 0, or a negative errno of those above.
 */
int zkcap_tpm_open(struct zkcap_tpm **tpm, const char *tcti, struct zkcap_error *err);

/* Flushes what is left, disconnects; @tpm may be NULL. */
void zkcap_tpm_close(struct zkcap_tpm *tpm);

/**
 * struct zkcap_tpm_properties - what the TPM says of itself
 * @manufacturer: TPM_PT_MANUFACTURER as text ("IFX", "IBM")
 * @manufacturer_id: the same as the TPM states it, four letters as a number
 * @model: vendor strings 1 to 4, as one text
 * @firmware: TPM_PT_FIRMWARE_VERSION_1 and _2, the first in the upper half
 * @revision: of the specification, times 100 (138, 159)
 * @in_lockout: wrong passwords have locked it for objects that are protected so
 */
struct zkcap_tpm_properties {
	char manufacturer[5];
	uint32_t manufacturer_id;
	char model[17];
	uint64_t firmware;
	uint32_t revision;
	bool in_lockout;
};

int zkcap_tpm_properties(struct zkcap_tpm *tpm, struct zkcap_tpm_properties *properties,
			 struct zkcap_error *err);

/**
 * zkcap_tpm_pcr_read() - values of PCRs of the SHA-256 bank
 * @pcrs: bit i for PCR i, below 24
 * @values: out, in ascending order of the PCRs; has room for each selected one
 *
 * Return: 0; -EINVAL for a PCR that is not there; -ENOENT when the TPM has no active
 * SHA-256 bank; or of those above.
 */
int zkcap_tpm_pcr_read(struct zkcap_tpm *tpm, uint32_t pcrs,
		       uint8_t values[][ZKCAP_TPM_DIGEST], struct zkcap_error *err);

/**
 * zkcap_tpm_pcr_extend() - extend one PCR of the SHA-256 bank
 *
 * Return: as zkcap_tpm_pcr_read().
 */
int zkcap_tpm_pcr_extend(struct zkcap_tpm *tpm, unsigned int pcr,
			 const uint8_t digest[ZKCAP_TPM_DIGEST], struct zkcap_error *err);

/**
 * struct zkcap_tpm_ek - an endorsement key that the vendor certified
 * @kind: name of its template in ek_template.h: "rsa2048", "ecc-p256", "ecc-p384" ...
 * @certificate: DER, from NV
 * @chain: DER of the issuers' certificates that the TPM has, n_chain of them; mostly none
 */
struct zkcap_tpm_ek {
	const char *kind;
	struct zkcap_tpm_bytes certificate;
	struct zkcap_tpm_bytes chain[ZKCAP_TPM_CHAIN_MAX];
	size_t n_chain;
};

/**
 * zkcap_tpm_ek_read() - find the EK certificate
 * @kind: which template, or NULL for the first whose certificate the TPM has
 *
 * Return: 0; -ENOENT when there is no such certificate in NV; -EINVAL for a @kind that
 * is not known; or of those above.
 */
int zkcap_tpm_ek_read(struct zkcap_tpm *tpm, const char *kind, struct zkcap_tpm_ek *ek,
		      struct zkcap_error *err);

void zkcap_tpm_ek_free(struct zkcap_tpm_ek *ek);

enum zkcap_tpm_ak_algorithm {
	ZKCAP_TPM_AK_RSA, /* RSA-2048, RSASSA, SHA-256 */
	ZKCAP_TPM_AK_ECC, /* NIST P-256, ECDSA, SHA-256 */
};

/**
 * struct zkcap_tpm_ak - a restricted signing key, as kept outside of the TPM
 * @parent: template of the storage root key above it, a name in srk_template.h
 * @public_area: TPMT_PUBLIC, marshalled
 * @private_area: TPM2B_PRIVATE's buffer: encrypted by the TPM, of use to it only
 * @name: TPM name: hash algorithm and digest of the public area
 */
struct zkcap_tpm_ak {
	char parent[16];
	uint8_t public_area[ZKCAP_TPM_AREA_MAX];
	size_t public_len;
	uint8_t private_area[ZKCAP_TPM_AREA_MAX];
	size_t private_len;
	uint8_t name[ZKCAP_TPM_NAME_MAX];
	size_t name_len;
};

/**
 * zkcap_tpm_ak_create() - make an attestation key under the storage root key
 *
 * Restricted, signing, fixed to the TPM; nothing stays in the TPM.
 *
 * Return: 0; -EOPNOTSUPP when the TPM lacks the algorithm; or of those above.
 */
int zkcap_tpm_ak_create(struct zkcap_tpm *tpm, enum zkcap_tpm_ak_algorithm algorithm,
			struct zkcap_tpm_ak *ak, struct zkcap_error *err);

/**
 * zkcap_tpm_activate() - show that @ak and the EK are in one TPM
 * @kind: of the EK
 * @credential: TPMS_ID_OBJECT of TPM2_MakeCredential
 * @seed: TPMT_ENCRYPTED_SECRET's bytes
 * @secret: out: what was in the credential
 *
 * Return: 0; -EBADMSG when the credential is not for this EK and this AK, or was
 * changed; -ESTALE when the AK is not of this TPM, or it was cleared since; or of those
 * above.
 */
int zkcap_tpm_activate(struct zkcap_tpm *tpm, const char *kind, const struct zkcap_tpm_ak *ak,
		       const struct zkcap_tpm_bytes *credential,
		       const struct zkcap_tpm_bytes *seed, struct zkcap_tpm_bytes *secret,
		       struct zkcap_error *err);

/**
 * struct zkcap_tpm_quote - what the kernel gets of a TPM
 * @attest: TPMS_ATTEST
 * @signature: TPMT_SIGNATURE
 * @pcrs: bit i for PCR i
 * @values: of these PCRs, ascending; they hash to the quote's pcrDigest
 * @n_values: how many
 */
struct zkcap_tpm_quote {
	uint8_t attest[ZKCAP_TPM_QUOTE_MAX];
	size_t attest_len;
	uint8_t signature[ZKCAP_TPM_QUOTE_MAX];
	size_t signature_len;
	uint32_t pcrs;
	uint8_t values[ZKCAP_TPM_PCRS][ZKCAP_TPM_DIGEST];
	size_t n_values;
};

/**
 * zkcap_tpm_quote() - quote PCRs of the SHA-256 bank
 * @pcrs: bit i for PCR i
 * @nonce: qualifying data
 *
 * Reads the PCRs again, a bounded number of times, if one was extended between reading
 * and quoting.
 *
 * Return: 0; -ESTALE as zkcap_tpm_activate(); -EAGAIN when PCRs keep changing; or as
 * zkcap_tpm_pcr_read().
 */
int zkcap_tpm_quote(struct zkcap_tpm *tpm, const struct zkcap_tpm_ak *ak, uint32_t pcrs,
		    const uint8_t nonce[ZKCAP_TPM_DIGEST], struct zkcap_tpm_quote *quote,
		    struct zkcap_error *err);

#endif /* ZKCAP_TPM_H */
