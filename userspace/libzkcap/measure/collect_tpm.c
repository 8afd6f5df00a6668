// SPDX-License-Identifier: MIT
/* What the TPM says of itself. */

#include <string.h>

#include "collect.h"

static void property(struct collector *c, const struct zkcap_attribute *a,
		     const struct source *source, struct zkcap_fact *f)
{
	const struct zkcap_tpm_properties *tpm = c->options->tpm;
	const char *name = source->arg;

	if (!tpm)
		fact_absent(f, "no TPM was asked");
	else if (!strcmp(name, "MANUFACTURER"))
		fact_u64(c, a, f, tpm->manufacturer_id, COVER_SELF, "TPM2_GetCapability, TPM_PT_%s",
			 name);
	else if (!strcmp(name, "REVISION"))
		fact_u64(c, a, f, tpm->revision, COVER_SELF, "TPM2_GetCapability, TPM_PT_%s", name);
	else
		fact_u64(c, a, f, tpm->firmware, COVER_SELF, "TPM2_GetCapability, TPM_PT_%s", name);
}

const struct source tpm_sources[] = {
	{ "tpm.manufacturer", ZKCAP_TYPE_U64, property, "MANUFACTURER" },
	{ "tpm.firmware", ZKCAP_TYPE_U64, property, "FIRMWARE_VERSION" },
	{ "tpm.family", ZKCAP_TYPE_U64, property, "REVISION" },
	{ 0 },
};
