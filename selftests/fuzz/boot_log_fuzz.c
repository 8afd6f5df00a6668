// SPDX-License-Identifier: GPL-2.0-only
/* Any bytes as a firmware's event log, and as IMA's */
#include <stdlib.h>
#include <string.h>

#include "boot_log.h"
#include "ima_log.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

static void check_boot(const u8 *data, size_t len)
{
	struct zkcap_error err = { 0 };
	struct boot_log log;
	size_t i;
	u8 value;

	if (boot_log_parse(&log, data, len, &err)) {
		if (!err.message[0])
			abort();
		return;
	}
	for (i = 0; i < log.n; i++) {
		if (log.events[i].data < data || log.events[i].len > len ||
		    log.events[i].data + log.events[i].len > data + len)
			abort();
		if (!boot_log_find(&log, log.events[i].sha256))
			abort();
	}
	boot_log_variable(&log, "SecureBoot", &value);
	boot_log_free(&log);
}

static void check_ima(const u8 *data, size_t len)
{
	char *text = malloc(len + 1);
	struct ima_log log;
	size_t i;

	memcpy(text, data, len);
	text[len] = '\0';
	if (!ima_log_parse(&log, text)) {
		for (i = 0; i < log.n; i++)
			if (!ima_log_has(&log, log.digests[i]))
				abort();
		ima_log_free(&log);
	}
	free(text);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	check_boot(data, len);
	check_ima(data, len);
	return 0;
}
