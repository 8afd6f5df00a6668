// SPDX-License-Identifier: GPL-2.0-only
/* The verifier against the verdicts of an independent one */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "corpus.h"

/* Verdict and element of every case; all disagreements are printed, not the first only */
static void agrees_on_every_case(void **state)
{
	json_t *corpus = corpus_load(), *cases = json_object_get(corpus, "cases"), *entry;
	size_t i, wrong = 0, accepted = 0;
	const char *verdict, *where;
	enum zk_element element;
	struct judge_case c;

	(void)state;
	json_array_foreach(cases, i, entry) {
		corpus_resolve(&c, corpus, entry);
		verdict = zk_verdict_name(judge(&c, &element));
		where = zk_element_name(element);
		accepted += !strcmp(verdict, "accepted");
		if (!strcmp(verdict, json_string_value(json_object_get(entry, "expect"))) &&
		    !strcmp(where, json_string_value(json_object_get(entry, "element"))))
			continue;
		wrong++;
		printf("# %s: %s %s, expected %s %s\n",
		       json_string_value(json_object_get(entry, "name")), verdict, where,
		       json_string_value(json_object_get(entry, "expect")),
		       json_string_value(json_object_get(entry, "element")));
	}
	printf("# %zu cases, %zu of them accepted\n", json_array_size(cases), accepted);
	assert_int_equal(wrong, 0);
	assert_true(json_array_size(cases) >= 400 && accepted >= 5);
	json_decref(corpus);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_on_every_case),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
