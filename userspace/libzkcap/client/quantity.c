// SPDX-License-Identifier: MIT
#include "quantity.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "value.h"

#define CPU_UNIT 1000

static const char *const kinds[] = {
	[ZKCAP_RESOURCE_KIND_CPU] = "cpu",
	[ZKCAP_RESOURCE_KIND_MEMORY] = "memory",
	[ZKCAP_RESOURCE_KIND_PIDS] = "pids",
	[ZKCAP_RESOURCE_KIND_DEVICE] = "device",
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

uint16_t zkcap_kind_find(const char *name)
{
	uint16_t kind;

	for (kind = 1; kind < KINDS; kind++)
		if (!strcmp(name, kinds[kind]))
			return kind;
	return 0;
}

const char *zkcap_kind_name(uint16_t kind, char buf[ZKCAP_QUANTITY_TEXT])
{
	if (kind && kind < KINDS)
		return kinds[kind];
	snprintf(buf, ZKCAP_QUANTITY_TEXT, "kind-%u", kind);
	return buf;
}

/* Digits only, up to the end of the text or to a character of @ends */
static int parse_digits(const char **text, const char *ends, uint64_t *value)
{
	const char *s = *text;
	uint64_t v = 0;

	if (!isdigit((unsigned char)*s))
		return -EINVAL;
	for (; isdigit((unsigned char)*s); s++)
		if (__builtin_mul_overflow(v, (uint64_t)10, &v) ||
		    __builtin_add_overflow(v, (uint64_t)(*s - '0'), &v))
			return -ERANGE;
	if (*s && !strchr(ends, *s))
		return -EINVAL;
	*text = s;
	*value = v;
	return 0;
}

/* "2", "1.5", "1500m": no more than three digits after the point */
static int parse_cpu(const char *text, uint64_t *amount)
{
	uint64_t whole, part = 0, unit = CPU_UNIT;
	int rc = parse_digits(&text, ".m", &whole);

	if (rc)
		return rc;
	if (*text == 'm' && !text[1]) {
		*amount = whole;
		return 0;
	}
	if (*text == '.') {
		for (text++; isdigit((unsigned char)*text) && unit > 1; text++) {
			unit /= 10;
			part += (uint64_t)(*text - '0') * unit;
		}
		if (unit == CPU_UNIT)
			return -EINVAL;
	}
	if (*text)
		return -EINVAL;
	if (__builtin_mul_overflow(whole, (uint64_t)CPU_UNIT, amount) ||
	    __builtin_add_overflow(*amount, part, amount))
		return -ERANGE;
	return 0;
}

static int parse_number(const char *text, uint64_t *amount)
{
	return parse_digits(&text, "", amount);
}

static int parse_memory(const char *text, uint64_t *amount)
{
	u64 bytes;
	int rc = zkcap_quantity_parse(text, &bytes);

	*amount = bytes;
	return rc;
}

static const struct {
	int (*parse)(const char *text, uint64_t *amount);
	const char *expected;
} parsers[KINDS] = {
	[ZKCAP_RESOURCE_KIND_CPU] = { parse_cpu, "CPUs such as 2, 1.5 or 1500m" },
	[ZKCAP_RESOURCE_KIND_MEMORY] = { parse_memory, "bytes such as 4Gi, 512M or 1048576" },
	[ZKCAP_RESOURCE_KIND_PIDS] = { parse_number, "a number of tasks" },
	[ZKCAP_RESOURCE_KIND_DEVICE] = { parse_number, "a number of devices" },
};

int zkcap_amount_parse(uint16_t kind, const char *text, uint64_t *amount,
		       struct zkcap_error *err)
{
	int rc;

	if (!kind || kind >= KINDS)
		return zkcap_error_set(err, -EINVAL, "resource kind %u is unknown", kind);
	rc = parsers[kind].parse(text, amount);
	if (rc)
		return zkcap_error_set(err, rc, "%s '%s': expected %s%s", kinds[kind], text,
				       parsers[kind].expected,
				       rc == -ERANGE ? ", a whole number below 2^64" : "");
	return 0;
}

static char *format_memory(uint64_t amount, char buf[ZKCAP_QUANTITY_TEXT])
{
	static const char *const suffix[] = { "", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei" };
	unsigned int i = 0;

	while (amount && !(amount & 1023) && i < 6) {
		amount >>= 10;
		i++;
	}
	snprintf(buf, ZKCAP_QUANTITY_TEXT, "%" PRIu64 "%s", amount, suffix[i]);
	return buf;
}

char *zkcap_amount_format(uint16_t kind, uint64_t amount, char buf[ZKCAP_QUANTITY_TEXT])
{
	if (amount == ZKCAP_CLIENT_UNLIMITED)
		snprintf(buf, ZKCAP_QUANTITY_TEXT, "unlimited");
	else if (kind == ZKCAP_RESOURCE_KIND_MEMORY)
		return format_memory(amount, buf);
	else if (kind == ZKCAP_RESOURCE_KIND_CPU && amount % CPU_UNIT)
		snprintf(buf, ZKCAP_QUANTITY_TEXT, "%" PRIu64 "m", amount);
	else if (kind == ZKCAP_RESOURCE_KIND_CPU)
		snprintf(buf, ZKCAP_QUANTITY_TEXT, "%" PRIu64, amount / CPU_UNIT);
	else
		snprintf(buf, ZKCAP_QUANTITY_TEXT, "%" PRIu64, amount);
	return buf;
}

/* The kernel's rule for names */
static bool is_name(const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (!isalnum((unsigned char)s[i]) && !strchr("._-", s[i]))
			return false;
	return len && len <= ZKCAP_NAME_MAX && s[0] != '.';
}

int zkcap_device_parse(const char *text, struct zkcap_resource *resource,
		       struct zkcap_error *err)
{
	size_t len = strcspn(text, "=");

	memset(resource, 0, sizeof(*resource));
	resource->kind = ZKCAP_RESOURCE_KIND_DEVICE;
	resource->amount = 1;
	if (!is_name(text, len))
		return zkcap_error_set(err, -EINVAL,
				       "device '%s': expected CLASS or CLASS=COUNT", text);
	memcpy(resource->name, text, len);
	return text[len] ? zkcap_amount_parse(ZKCAP_RESOURCE_KIND_DEVICE, text + len + 1,
					      &resource->amount, err) : 0;
}

static const struct {
	char letter;
	uint32_t seconds;
} units[] = { { 'd', 86400 }, { 'h', 3600 }, { 'm', 60 }, { 's', 1 } };

#define UNITS (sizeof(units) / sizeof(units[0]))

/* Units in descending order, each once; a bare number is seconds */
static int parse_duration(const char *text, uint64_t *seconds)
{
	size_t next = 0;
	uint64_t n;
	int rc;

	*seconds = 0;
	do {
		rc = parse_digits(&text, "dhms", &n);
		if (rc)
			return rc;
		if (!*text && next)
			return -EINVAL;
		while (*text && next < UNITS && units[next].letter != *text)
			next++;
		if (*text && next == UNITS)
			return -EINVAL;
		if (__builtin_mul_overflow(n, *text ? units[next].seconds : 1, &n) ||
		    __builtin_add_overflow(*seconds, n, seconds))
			return -ERANGE;
		text += *text ? 1 : 0;
		next++;
	} while (*text);
	return 0;
}

int zkcap_duration_parse(const char *text, uint32_t *seconds, struct zkcap_error *err)
{
	uint64_t s;
	int rc = parse_duration(text, &s);

	if (!rc && (s < 1 || s > ZKCAP_DURATION_MAX))
		rc = -ERANGE;
	if (rc)
		return zkcap_error_set(err, rc, "duration '%s': expected %s", text,
				       rc == -ERANGE ? "one second to 366 days" :
				       "a time such as 90, 30s, 10m, 2h or 1h30m");
	*seconds = (uint32_t)s;
	return 0;
}

char *zkcap_duration_format(uint64_t ms, char buf[ZKCAP_QUANTITY_TEXT])
{
	uint64_t s = ms / 1000;
	size_t i = 0;

	if (s < 60) {
		snprintf(buf, ZKCAP_QUANTITY_TEXT, "%" PRIu64 ".%" PRIu64 "s", s, ms % 1000 / 100);
		return buf;
	}
	while (s < units[i].seconds)
		i++;
	snprintf(buf, ZKCAP_QUANTITY_TEXT, "%" PRIu64 "%c %" PRIu64 "%c", s / units[i].seconds,
		 units[i].letter, s % units[i].seconds / units[i + 1].seconds,
		 units[i + 1].letter);
	return buf;
}

static int compare(const struct zkcap_resource *a, const struct zkcap_resource *b)
{
	return a->kind != b->kind ? a->kind - b->kind : strcmp(a->name, b->name);
}

int zkcap_resources_add(struct zkcap_resources *resources, const struct zkcap_resource *resource,
			struct zkcap_error *err)
{
	char buf[ZKCAP_QUANTITY_TEXT];
	uint32_t i = resources->n;

	if (zkcap_resources_find(resources, resource->kind, resource->name))
		return zkcap_error_set(err, -EEXIST, "%s%s%s is there twice",
				       zkcap_kind_name(resource->kind, buf),
				       *resource->name ? " " : "", resource->name);
	if (resources->n == ZKCAP_CLIENT_RESOURCES)
		return zkcap_error_set(err, -E2BIG, "more than %d resources",
				       ZKCAP_CLIENT_RESOURCES);
	for (; i && compare(&resources->r[i - 1], resource) > 0; i--)
		resources->r[i] = resources->r[i - 1];
	resources->r[i] = *resource;
	resources->n++;
	return 0;
}

struct zkcap_resource *zkcap_resources_find(struct zkcap_resources *resources, uint16_t kind,
					    const char *name)
{
	uint32_t i;

	for (i = 0; i < resources->n; i++)
		if (resources->r[i].kind == kind && !strcmp(resources->r[i].name, name))
			return &resources->r[i];
	return NULL;
}
