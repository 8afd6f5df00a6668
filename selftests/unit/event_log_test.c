// SPDX-License-Identifier: GPL-2.0-only
/* The event log: what is written can be read, what is wrong is named, what it replays to */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "event_log.h"
#include "hex.h"
#include "sha256.h"
#include "whole_file.h"

#define DIGEST "\"1111111111111111111111111111111111111111111111111111111111111111\""
#define OTHER(number, pcr)                                                                  \
	"{\"recnum\":" number ",\"pcr\":" pcr ",\"digests\":[{\"hashAlg\":\"sha256\","      \
	"\"digest\":" DIGEST "}],\"content_type\":\"systemd\",\"content\":{\"string\":\"x\"}}"

static char dir[] = "/tmp/zkcap-event-log-test-XXXXXX";
static char path[64];
static struct zkcap_event_log elog;

static int setup(void **state)
{
	if (!mkdtemp(dir))
		return -1;
	snprintf(path, sizeof(path), "%s/log.json", dir);
	return 0;
}

static int teardown(void **state)
{
	char lock[80];

	snprintf(lock, sizeof(lock), "%s.lock", path);
	unlink(lock);
	unlink(path);
	return rmdir(dir);
}

static int begin(void **state)
{
	unlink(path);
	return 0;
}

static void make_event(struct zkcap_log_event *e, u8 pcr, u8 seed)
{
	u8 schema[32], commitment[48];

	memset(schema, 0xaa, sizeof(schema));
	memset(commitment, seed, sizeof(commitment));
	zkcap_event_of_commitment(e, pcr, schema, commitment);
}

static void append(u8 pcr, u8 seed)
{
	struct zkcap_error err = { 0 };
	struct zkcap_log_event e;

	make_event(&e, pcr, seed);
	if (zkcap_event_log_append(path, &e, &err))
		fail_msg("%s", err.message);
}

static void read_back(void)
{
	struct zkcap_error err = { 0 };

	if (zkcap_event_log_read(&elog, path, &err))
		fail_msg("%s", err.message);
}

static void a_commitment_is_measured_as_documented(void **state)
{
	/* printf zkcap-measurement-v1 and 32 bytes aa and 48 bytes 01, sha256sum */
	static const char wanted[] =
		"231d440841f976e825894c29d4045ef3a9fbfeb72c2861cef68d779ec052279c";
	struct zkcap_log_event e;
	char hex[65];

	make_event(&e, 13, 1);
	assert_string_equal(zkcap_hex_encode(hex, e.digest, 32), wanted);
}

static void a_missing_log_is_empty(void **state)
{
	read_back();
	assert_int_equal(elog.n, 0);
}

static void events_are_read_as_they_were_appended(void **state)
{
	struct zkcap_event_list list;
	struct zkcap_log_event e;
	struct stat st;

	append(13, 1);
	append(14, 2);
	append(13, 3);
	read_back();
	assert_int_equal(elog.n, 3);
	make_event(&e, 13, 3);
	assert_memory_equal(&elog.events[2], &e, sizeof(e));
	assert_int_equal(zkcap_event_log_list(&list, &elog, 13, e.commitment, NULL), 0);
	assert_int_equal(list.n, 2);
	assert_int_equal(list.commitment, 1);
	assert_memory_equal(list.digests[1], e.digest, 32);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0644);
	/* measured, but in another PCR */
	assert_int_equal(zkcap_event_log_list(&list, &elog, 14, e.commitment, NULL), -ENOENT);
}

static void the_first_of_equal_commitments_is_found(void **state)
{
	struct zkcap_event_list list;

	append(13, 1);
	append(13, 2);
	append(13, 1);
	read_back();
	assert_int_equal(zkcap_event_log_list(&list, &elog, 13, elog.events[2].commitment, NULL), 0);
	assert_int_equal(list.commitment, 0);
}

static void replay_is_that_of_a_pcr(void **state)
{
	u8 value[64] = { 0 }, out[32], base[32];

	append(13, 1);
	append(12, 9);
	append(13, 2);
	read_back();
	memcpy(value + 32, elog.events[0].digest, 32);
	zkcap_sha256(value, value, 64);
	memcpy(value + 32, elog.events[2].digest, 32);
	zkcap_sha256(value, value, 64);
	zkcap_event_log_replay(out, &elog, 13, NULL);
	assert_memory_equal(out, value, 32);
	memset(base, 7, sizeof(base));
	zkcap_event_log_replay(out, &elog, 11, base);
	assert_memory_equal(out, base, 32);
	zkcap_event_log_replay(out, &elog, 13, base);
	assert_memory_not_equal(out, value, 32);
}

static void records_of_others_count_and_stay(void **state)
{
	static const char text[] = "[" OTHER("0", "13") "]";
	char *now;
	size_t len;

	assert_int_equal(zkcap_file_replace(path, text, strlen(text), 0644, NULL), 0);
	append(13, 1);
	read_back();
	assert_int_equal(elog.n, 2);
	assert_false(elog.events[0].is_commitment);
	assert_true(elog.events[1].is_commitment);
	assert_int_equal(zkcap_file_read(path, 65536, &now, &len, NULL), 0);
	assert_non_null(strstr(now, "\"content\":{\"string\":\"x\"}"));
	free(now);
}

static void a_full_log_takes_no_more(void **state)
{
	struct zkcap_error err = { 0 };
	struct zkcap_log_event e;
	char *text = NULL;
	size_t len, i;
	FILE *out = open_memstream(&text, &len);

	fputc('[', out);
	for (i = 0; i < ZKCAP_EVENTS_MAX; i++)
		fprintf(out, "%s{\"recnum\":%zu,\"pcr\":13,\"digests\":[{\"hashAlg\":\"sha256\",\"digest\":" DIGEST "}],\"content_type\":\"x\",\"content\":null}",
			i ? "," : "", i);
	fputc(']', out);
	fclose(out);
	assert_int_equal(zkcap_file_replace(path, text, len, 0644, NULL), 0);
	make_event(&e, 13, 1);
	assert_int_equal(zkcap_event_log_append(path, &e, &err), -E2BIG);
	assert_non_null(strstr(err.message, "256 records"));
	free(text);
	read_back();
	assert_int_equal(elog.n, ZKCAP_EVENTS_MAX);
}

#define PART(member) "{\"recnum\":0,\"pcr\":13," member "}"
#define OK_DIGESTS "\"digests\":[{\"hashAlg\":\"sha256\",\"digest\":" DIGEST "}]"

static void faults_are_named_by_record_and_field(void **state)
{
	static const struct {
		const char *text;
		int code;
		const char *message;
	} faults[] = {
		{ "", -EINVAL, "log:1:0: not JSON" },
		{ "[", -EINVAL, "not JSON" },
		{ "{}", -EINVAL, "expected an array of records" },
		{ "[] x", -EINVAL, "not JSON" },
		{ "[1]", -EINVAL, "record 0: its members" },
		{ "[{}]", -EINVAL, "record 0: its members" },
		{ "[" OTHER("0", "13") "," OTHER("2", "13") "]", -EINVAL, "record 1: recnum" },
		{ "[" OTHER("-1", "13") "]", -EINVAL, "record 0: recnum" },
		{ "[" OTHER("0", "24") "]", -EINVAL, "record 0: pcr: expected a number of 0..23" },
		{ "[" OTHER("0", "\"13\"") "]", -EINVAL, "record 0: pcr" },
		{ "[" OTHER("0", "-1") "]", -EINVAL, "record 0: pcr" },
		{ "[" PART("\"digests\":[],\"content_type\":\"x\",\"content\":0") "]", -EINVAL,
		  "record 0: digests:" },
		{ "[" PART("\"digests\":[{\"hashAlg\":\"sha1\",\"digest\":" DIGEST "}],\"content_type\":\"x\",\"content\":0") "]",
		  -EINVAL, "record 0: digests[0].hashAlg" },
		{ "[" PART("\"digests\":[{\"hashAlg\":\"sha256\",\"digest\":\"11\"}],\"content_type\":\"x\",\"content\":0") "]",
		  -EINVAL, "record 0: digests[0].digest: expected a string of 64 hex digits" },
		{ "[" PART(OK_DIGESTS ",\"content_type\":1,\"content\":0") "]", -EINVAL,
		  "record 0: content_type" },
		{ "[" PART(OK_DIGESTS ",\"content_type\":\"zkcap\",\"content\":0") "]", -EINVAL,
		  "record 0: content.event" },
		{ "[" PART(OK_DIGESTS ",\"content_type\":\"zkcap\",\"content\":{\"event\":\"commitment\"}") "]",
		  -EINVAL, "record 0: content:" },
		{ "[" PART(OK_DIGESTS ",\"content_type\":\"zkcap\",\"content\":{\"event\":\"commitment\",\"schema\":\"x\",\"commitment\":\"y\"}") "]",
		  -EINVAL, "record 0: content.schema: expected a string of 64 hex digits" },
		{ "[" PART(OK_DIGESTS ",\"content_type\":\"zkcap\",\"content\":{\"event\":\"commitment\",\"schema\":" DIGEST ",\"commitment\":\"y\"}") "]",
		  -EINVAL, "record 0: content.commitment: expected a string of 96 hex digits" },
		{ "[" PART(OK_DIGESTS "," OK_DIGESTS ",\"content\":0") "]", -EINVAL, "not JSON" },
	};
	struct zkcap_error err;
	size_t i;
	int rc;

	for (i = 0; i < sizeof(faults) / sizeof(*faults); i++) {
		memset(&err, 0, sizeof(err));
		rc = zkcap_event_log_parse(&elog, "log", faults[i].text, strlen(faults[i].text), &err);
		if (rc != faults[i].code || !strstr(err.message, faults[i].message))
			fail_msg("%s: %d, %s", faults[i].text, rc, err.message);
	}
}

static void content_of_another_digest_is_noticed(void **state)
{
	struct zkcap_error err = { 0 };
	char *text, *at;
	size_t len;

	append(13, 1);
	assert_int_equal(zkcap_file_read(path, 65536, &text, &len, NULL), 0);
	at = strstr(text, "\"schema\":\"aa");
	assert_non_null(at);
	at[10] = 'b';
	assert_int_equal(zkcap_event_log_parse(&elog, "log", text, len, &err), -EBADMSG);
	assert_non_null(strstr(err.message, "record 0: digests[0].digest"));
	free(text);
}

static void a_log_that_is_too_large_is_not_read(void **state)
{
	struct zkcap_error err = { 0 };
	int fd = open(path, O_CREAT | O_WRONLY, 0600);

	assert_int_equal(ftruncate(fd, ZKCAP_EVENT_LOG_BYTES_MAX + 1), 0);
	close(fd);
	assert_int_equal(zkcap_event_log_read(&elog, path, &err), -EFBIG);
	unlink(path);
}

static void writers_at_the_same_time_lose_nothing(void **state)
{
	struct zkcap_log_event e;
	int child, i, status;

	for (child = 0; child < 8; child++) {
		if (fork())
			continue;
		for (i = 0; i < 4; i++) {
			make_event(&e, 13, (u8)(child * 16 + i));
			if (zkcap_event_log_append(path, &e, NULL))
				_exit(1);
		}
		_exit(0);
	}
	for (child = 0; child < 8; child++) {
		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	read_back();
	assert_int_equal(elog.n, 32);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_commitment_is_measured_as_documented),
		cmocka_unit_test_setup(a_missing_log_is_empty, begin),
		cmocka_unit_test_setup(events_are_read_as_they_were_appended, begin),
		cmocka_unit_test_setup(the_first_of_equal_commitments_is_found, begin),
		cmocka_unit_test_setup(replay_is_that_of_a_pcr, begin),
		cmocka_unit_test_setup(records_of_others_count_and_stay, begin),
		cmocka_unit_test_setup(a_full_log_takes_no_more, begin),
		cmocka_unit_test_setup(faults_are_named_by_record_and_field, begin),
		cmocka_unit_test_setup(content_of_another_digest_is_noticed, begin),
		cmocka_unit_test_setup(a_log_that_is_too_large_is_not_read, begin),
		cmocka_unit_test_setup(writers_at_the_same_time_lose_nothing, begin),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
