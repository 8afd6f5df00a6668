// SPDX-License-Identifier: GPL-2.0-only
/* What a container runtime says of a container, and annotations by whoever made it */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "oci_state.h"

#define STATE(annotations) \
	"{\"ociVersion\":\"1.0.2\",\"id\":\"c1\",\"status\":\"created\",\"pid\":42," \
	"\"bundle\":\"/b\"" annotations "}"
#define ANNOTATED(pairs) STATE(",\"annotations\":{" pairs "}")

static int parse(struct zkcap_oci_state *state, const char *text, struct zkcap_error *err)
{
	return zkcap_oci_state_parse(state, text, strlen(text), err);
}

static void state__without_our_annotations_concerns_nobody(void **unused)
{
	struct zkcap_oci_state state;

	assert_int_equal(parse(&state, STATE(""), NULL), 0);
	assert_false(state.wanted);
	assert_int_equal(state.pid, 42);
	assert_int_equal(parse(&state, ANNOTATED("\"org.zkcapable.tenant\":3"), NULL), 0);
	assert_false(state.wanted);
}

static void state__tells_tenant_offer_and_baseline(void **unused)
{
	static const char text[] =
		ANNOTATED("\"org.zkcap.tenant\":\"web\",\"org.zkcap.offer\":\"compute\","
			  "\"org.zkcap.baseline.pids\":\"100\","
			  "\"org.zkcap.baseline.memory\":\"256Mi\","
			  "\"org.zkcap.baseline.cpu\":\"500m\"");
	struct zkcap_oci_state state;

	assert_int_equal(parse(&state, text, NULL), 0);
	assert_true(state.wanted);
	assert_string_equal(state.id, "c1");
	assert_string_equal(state.tenant, "web");
	assert_string_equal(state.offer, "compute");
	assert_int_equal(state.baseline.n, 3);
	assert_int_equal(state.baseline.r[0].kind, ZKCAP_RESOURCE_KIND_CPU);
	assert_int_equal(state.baseline.r[0].amount, 500);
	assert_int_equal(state.baseline.r[1].amount, 256 << 20);
	assert_int_equal(state.baseline.r[2].amount, 100);
}

static void state__of_another_form_is_refused(void **unused)
{
	static const char *const bad[][2] = {
		{ "", "line 1" },
		{ "[]", "ociVersion" },
		{ "{\"id\":\"a\",\"pid\":1}", "ociVersion" },
		{ "{\"ociVersion\":\"1\",\"pid\":1}", "id" },
		{ "{\"ociVersion\":\"1\",\"id\":\"\",\"pid\":1}", "id" },
		{ "{\"ociVersion\":\"1\",\"id\":\"a\"}", "pid" },
		{ "{\"ociVersion\":\"1\",\"id\":\"a\",\"pid\":0}", "pid" },
		{ "{\"ociVersion\":\"1\",\"id\":\"a\",\"pid\":\"1\"}", "pid" },
		{ "{\"ociVersion\":\"1\",\"id\":\"a\",\"pid\":4294967297}", "pid" },
		{ "{\"ociVersion\":\"1\",\"id\":\"a\",\"pid\":1,\"pid\":2}", "duplicate" },
		{ STATE("") "x", "end of file" },
		{ STATE(",\"annotations\":[]"), "annotations" },
		{ ANNOTATED("\"org.zkcap.offer\":\"a\""), "org.zkcap.tenant" },
		{ ANNOTATED("\"org.zkcap.tennant\":\"a\""), "tennant" },
		{ ANNOTATED("\"org.zkcap.tenant\":true"), "string" },
		{ ANNOTATED("\"org.zkcap.tenant\":\"\""), "letters" },
		{ ANNOTATED("\"org.zkcap.tenant\":\"a/b\""), "letters" },
		{ ANNOTATED("\"org.zkcap.tenant\":\"a\",\"org.zkcap.baseline.cpu\":\"-1\""),
		  "baseline.cpu" },
		{ ANNOTATED("\"org.zkcap.tenant\":\"a\",\"org.zkcap.tenant\":\"b\""),
		  "duplicate" },
	};
	struct zkcap_oci_state state;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct zkcap_error err = { 0 };

		if (parse(&state, bad[i][0], &err) != -EINVAL || !strstr(err.message, bad[i][1]))
			fail_msg("%s: \"%s\" has no \"%s\"", bad[i][0], err.message, bad[i][1]);
	}
}

static void state__is_bounded(void **unused)
{
	char *text = malloc(ZKCAP_OCI_STATE_MAX + 2);
	struct zkcap_oci_state state;
	char id[600];

	memset(text, ' ', ZKCAP_OCI_STATE_MAX + 2);
	memcpy(text, STATE(""), strlen(STATE("")));
	assert_int_equal(zkcap_oci_state_parse(&state, text, ZKCAP_OCI_STATE_MAX, NULL), 0);
	assert_int_equal(zkcap_oci_state_parse(&state, text, ZKCAP_OCI_STATE_MAX + 1, NULL),
			 -EINVAL);
	free(text);
	snprintf(id, sizeof(id), "{\"ociVersion\":\"1\",\"id\":\"%0256d\",\"pid\":1}", 0);
	assert_int_equal(parse(&state, id, NULL), -EINVAL);
	snprintf(id, sizeof(id), "{\"ociVersion\":\"1\",\"id\":\"%0255d\",\"pid\":1}", 0);
	assert_int_equal(parse(&state, id, NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(state__without_our_annotations_concerns_nobody),
		cmocka_unit_test(state__tells_tenant_offer_and_baseline),
		cmocka_unit_test(state__of_another_form_is_refused),
		cmocka_unit_test(state__is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
