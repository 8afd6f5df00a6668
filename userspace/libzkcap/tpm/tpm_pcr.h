/* SPDX-License-Identifier: MIT */
/* Selections of PCRs of the SHA-256 bank. */
#ifndef ZKCAP_TPM_PCR_H
#define ZKCAP_TPM_PCR_H

#include <stdint.h>
#include <tss2/tss2_tpm2_types.h>

/* @pcrs: bit i for PCR i */
TPML_PCR_SELECTION tpm_pcr_selection(uint32_t pcrs);

#endif /* ZKCAP_TPM_PCR_H */
