// SPDX-License-Identifier: MIT
/* What a TPM says of itself. */

#include <ctype.h>
#include <string.h>

#include "tpm_call.h"

/* Four characters, as the TPM packs text into numbers; blanks and NULs at the end go. */
static void append_text(char *out, size_t size, uint32_t value)
{
	size_t len = strlen(out);
	int shift;

	for (shift = 24; shift >= 0; shift -= 8) {
		unsigned char c = (unsigned char)(value >> shift);

		if (c && len + 1 < size)
			out[len++] = isprint(c) ? (char)c : '?';
	}
	out[len] = '\0';
}

static void trim(char *text)
{
	size_t len = strlen(text);

	while (len && text[len - 1] == ' ')
		text[--len] = '\0';
}

static void take(struct zkcap_tpm_properties *p, const TPMS_TAGGED_PROPERTY *property)
{
	switch (property->property) {
	case TPM2_PT_REVISION:
		p->revision = property->value;
		break;
	case TPM2_PT_MANUFACTURER:
		p->manufacturer_id = property->value;
		append_text(p->manufacturer, sizeof(p->manufacturer), property->value);
		break;
	case TPM2_PT_VENDOR_STRING_1:
	case TPM2_PT_VENDOR_STRING_2:
	case TPM2_PT_VENDOR_STRING_3:
	case TPM2_PT_VENDOR_STRING_4:
		append_text(p->model, sizeof(p->model), property->value);
		break;
	case TPM2_PT_FIRMWARE_VERSION_1:
		p->firmware |= (uint64_t)property->value << 32;
		break;
	case TPM2_PT_FIRMWARE_VERSION_2:
		p->firmware |= property->value;
		break;
	case TPM2_PT_PERMANENT:
		p->in_lockout = property->value & TPMA_PERMANENT_INLOCKOUT;
		break;
	}
}

static int ask(struct zkcap_tpm *tpm, uint32_t first, uint32_t count,
	       struct zkcap_tpm_properties *p, struct zkcap_error *err)
{
	TPMS_CAPABILITY_DATA *data = NULL;
	TPMI_YES_NO more;
	uint32_t i;
	int rc = TPM_CALL(err, "ask the TPM for its properties",
			  Esys_GetCapability(tpm->esys, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE,
					     TPM2_CAP_TPM_PROPERTIES, first, count, &more,
					     &data));

	for (i = 0; !rc && i < data->data.tpmProperties.count; i++)
		take(p, &data->data.tpmProperties.tpmProperty[i]);
	Esys_Free(data);
	return rc;
}

int zkcap_tpm_properties(struct zkcap_tpm *tpm, struct zkcap_tpm_properties *properties,
			 struct zkcap_error *err)
{
	int rc;

	memset(properties, 0, sizeof(*properties));
	rc = ask(tpm, TPM2_PT_FAMILY_INDICATOR,
		 TPM2_PT_FIRMWARE_VERSION_2 - TPM2_PT_FAMILY_INDICATOR + 1, properties, err);
	if (!rc)
		rc = ask(tpm, TPM2_PT_PERMANENT, 1, properties, err);
	trim(properties->manufacturer);
	trim(properties->model);
	return rc;
}
