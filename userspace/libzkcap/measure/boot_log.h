/* SPDX-License-Identifier: MIT */
/*
 * The firmware's event log, binary_bios_measurements: TCG PC Client Platform Firmware
 * Profile 1.05, chapter 10, crypto agile form.
 */
#ifndef ZKCAP_BOOT_LOG_H
#define ZKCAP_BOOT_LOG_H

#include "error.h"
#include "shim.h"

#define BOOT_LOG_BYTES_MAX (16 * 1024 * 1024)
#define BOOT_EVENT_VARIABLE_DRIVER_CONFIG 0x80000001

/**
 * struct boot_event - an event that has a digest in the SHA-256 bank
 * @data: what was measured or a description of it; points into the log
 */
struct boot_event {
	u32 pcr;
	u32 type;
	u8 sha256[32];
	const u8 *data;
	size_t len;
};

struct boot_log {
	struct boot_event *events;
	size_t n;
};

/**
 * boot_log_parse() - read a log strictly
 * @data: stays the caller's, and has to outlive the log
 *
 * Return: 0; -EINVAL naming the event at fault; -ENOMEM.
 */
int boot_log_parse(struct boot_log *log, const u8 *data, size_t len, struct zkcap_error *err);
void boot_log_free(struct boot_log *log);

/* Whether content of that digest was measured, in whichever PCR */
const struct boot_event *boot_log_find(const struct boot_log *log, const u8 sha256[32]);

/**
 * boot_log_variable() - an EFI variable as measured in PCR 7
 * @name: ASCII
 * @value: of one byte
 *
 * Return: false if it was not measured, or has another size, or its digest is not its own.
 */
bool boot_log_variable(const struct boot_log *log, const char *name, u8 *value);

#endif /* ZKCAP_BOOT_LOG_H */
