// SPDX-License-Identifier: GPL-2.0-only
/*
 * Gates against the meaning of expressions: on random expressions and
 * attributes a circuit has a witness exactly if the expression holds, and a
 * prover who deviates anywhere is caught by some row.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <cmocka.h>

#include "compile_fixture.h"
#include "example_circuit.h"
#include "random_expression.h"
#include "srs_fixture.h"
#include "verifying_key.h"

static const char *const level_names[] = { "absent", "reported", "measured", "signed" };

static int rounds(int usual)
{
	return getenv("ZKCAP_TEST_LONG") ? 20 * usual : usual;
}

static bool try_random(struct compiled *c, struct random_expression **e, struct sample *s,
		       enum zkcap_level assurance)
{
	struct zkcap_error err = { 0 };
	char *text;
	int ret;

	*e = random_expression(s, sample_u64(s) % 4);
	text = random_expression_text(*e);
	ret = fixture_compile(c, level_names[assurance], RANDOM_PARAMS, text, &err);
	/* some cannot be: they hold never or always, or take too many rows */
	if (ret && ret != -E2BIG && !strstr(err.message, "always holds") &&
	    !strstr(err.message, "never holds"))
		fail_msg("%s: %s", text, err.message);
	free(text);
	if (ret)
		random_expression_free(*e);
	return !ret;
}

static void witness_exists_exactly_if_the_expression_holds(void **state)
{
	struct sample s = { .state = 1 };
	int i, j, held = 0, failed = 0, tried = 0;
	struct random_expression *e;
	struct random_facts f;
	struct compiled c;
	bool meant;

	random_sets();
	for (i = 0; i < rounds(400); i++) {
		random_facts(&f, &s);
		if (!try_random(&c, &e, &s, f.assurance))
			continue;
		for (j = 0; j < 12; j++, tried++) {
			enum zkcap_level assurance = f.assurance;

			meant = random_expression_holds(e, false, &f);
			if (fixture_eval(&c, f.slots, f.publics) != meant)
				fail_msg("evaluation of %s", c.def.expression.text);
			if (fixture_gates(&c, f.slots, f.publics) != meant)
				fail_msg("gates of %s, meant %d", c.def.expression.text, meant);
			held += meant;
			failed += !meant;
			random_facts(&f, &s);
			f.assurance = assurance;
		}
		fixture_release(&c);
		random_expression_free(e);
	}
	/* the comparison says something only if both happen often */
	assert_in_range(held, tried / 10, tried);
	assert_in_range(failed, tried / 10, tried);
}

static bool is_chosen(const struct zkcap_step *step)
{
	return step->op == ZKCAP_STEP_BITS || step->op == ZKCAP_STEP_INVERSE ||
	       step->op == ZKCAP_STEP_NOT_NEGATIVE;
}

/* What a dishonest prover might put on a variable instead */
static void tamper(struct zk_fr *r, const struct zkcap_step *step, const struct zk_fr *honest,
		   struct sample *s)
{
	struct zk_fr k;

	zk_fr_from_u64(&k, 1 + sample_u64(s) % 4);
	switch (sample_u64(s) % 4) {
	case 0:
		zk_fr_add(r, &honest[step->out], &k);
		break;
	case 1:
		zk_fr_sub(r, &honest[step->out], &k);
		break;
	case 2:
		sample_fr(s, r);
		break;
	default:
		zk_fr_sub(r, &zk_fr_one, &honest[step->out]);
		if (step->op != ZKCAP_STEP_NOT_NEGATIVE)
			break;
		/* t = (f + 1) / (2f + 1), for which t(2f + 1) - f - 1 has digits */
		zk_fr_add(&k, &honest[step->in], &zk_fr_one);
		zk_fr_add(r, &k, &honest[step->in]);
		zk_fr_inv(r, r);
		zk_fr_mul(r, r, &k);
	}
}

static struct zk_fr power_of_two(int e)
{
	struct zk_fr r = zk_fr_one;
	int i;

	for (i = 0; i < abs(e); i++)
		zk_fr_add(&r, &r, &r);
	if (e < 0)
		zk_fr_inv(&r, &r);
	return r;
}

/* Another digit of the same value, which can make up for a change of this one; or itself */
static u32 partner(const struct zkcap_circuit *c, u32 at, struct sample *s)
{
	u32 i, n = 0, found = at;

	for (i = 0; i < c->n_vars && c->steps[at].op == ZKCAP_STEP_BITS; i++)
		if (i != at && c->steps[i].op == ZKCAP_STEP_BITS &&
		    c->steps[i].in == c->steps[at].in && c->steps[i].width == c->steps[at].width &&
		    sample_u64(s) % ++n == 0)
			found = i;
	return found;
}

/* Replaced by a surplus "public input" that no row binds */
static void replace(struct zkcap_step *step, u32 surplus)
{
	*step = (struct zkcap_step){ .op = ZKCAP_STEP_PUBLIC, .arg = RANDOM_N_PARAMS + surplus,
				     .out = step->out };
}

/*
 * Let a step that a prover chooses freely yield something else, a second one
 * make up for it in the sum that both are part of, and all that follows follow.
 */
static bool accepts_tampered(const struct compiled *c, struct random_facts *f,
			     const struct zk_fr *honest, struct sample *s, u32 at, bool *changed)
{
	u32 other = partner(c->circuit, at, s);
	struct zkcap_step *steps = c->circuit->steps, first = steps[at], second = steps[other];
	struct zk_fr *vars = calloc(c->circuit->n_vars, sizeof(*vars));
	struct zk_fr *mine = &f->publics[RANDOM_N_PARAMS], *its = mine + 1, scale;
	bool accepted;

	tamper(mine, &first, honest, s);
	*changed = !zk_fr_eq(mine, &honest[first.out]);
	if (other != at) {
		scale = power_of_two(first.shift - second.shift);
		zk_fr_sub(its, &honest[first.out], mine);
		zk_fr_mul(its, its, &scale);
		zk_fr_add(its, its, &honest[second.out]);
		replace(&steps[other], 1);
	}
	replace(&steps[at], 0);
	accepted = !zkcap_circuit_witness(c->circuit, f->slots, f->publics, vars, NULL);
	/* the inverse of zero may be anything: only "v * inverse" is used */
	if (first.op == ZKCAP_STEP_INVERSE && zk_fr_is_zero(&vars[first.in]))
		*changed = false;
	steps[at] = first;
	steps[other] = second;
	free(vars);
	return accepted;
}

static void tamper_everywhere(const struct compiled *c, struct random_facts *f, struct sample *s,
			      int times)
{
	struct zk_fr *honest = calloc(c->circuit->n_vars, sizeof(*honest));
	bool holds = !zkcap_circuit_witness(c->circuit, f->slots, f->publics, honest, NULL);
	bool changed;
	u32 at;
	int i;

	for (at = 0; at < c->circuit->n_vars; at++)
		for (i = 0; i < times && is_chosen(&c->circuit->steps[at]); i++)
			if (accepts_tampered(c, f, honest, s, at, &changed) && (changed || !holds))
				fail_msg("%s: variable %u is free", c->def.expression.text, at);
	free(honest);
}

static void no_other_witness_is_accepted(void **state)
{
	struct sample s = { .state = 2 };
	struct random_expression *e;
	struct random_facts f;
	struct compiled c;
	int i;

	random_sets();
	for (i = 0; i < rounds(25); i++) {
		random_facts(&f, &s);
		if (!try_random(&c, &e, &s, f.assurance))
			continue;
		tamper_everywhere(&c, &f, &s, 4);
		fixture_release(&c);
		random_expression_free(e);
	}
}

/* Where one side of an "or" holds, the other has no freedom either */
static void truth_values_are_forced_both_ways(void **state)
{
	static const char *const texts[] = {
		"gpu.count == 2 || gpu.count >= params.a", "gpu.count == 2 || cpu.cpuid.AVX2",
		"gpu.count == 2 || gpu.memory_max in set(\"random-numbers\")",
		"gpu.count == 2 || has(memory.total)", "gpu.count == 2 || memory.total != 5",
	};
	struct sample s = { .state = 4 };
	struct random_facts f;
	struct compiled c;
	size_t i;

	random_sets();
	for (i = 0; i < 2 * ARRAY_SIZE(texts); i++) {
		random_facts(&f, &s);
		fixture_set(f.slots, "gpu.count", "2", ZKCAP_LEVEL_MEASURED);
		zk_fr_from_u64(&f.publics[0], i % 2 ? 1 : 4);
		assert_int_equal(fixture_compile(&c, "measured", RANDOM_PARAMS, texts[i / 2],
						 NULL), 0);
		tamper_everywhere(&c, &f, &s, 12);
		fixture_release(&c);
	}
}

static void every_variable_is_held_by_a_row(void **state)
{
	static const char *const texts[] = {
		"gpu.memory_max >= params.a && cpu.cpuid.AVX2 && has(kernel.lockdown)",
		"kernel.lockdown != 1 || cpu.cpuid.AVX2 || gpu.count + 2 * gpu.memory_max > 7",
	};
	struct sample s = { .state = 3 };
	struct random_facts f;
	struct compiled c;
	struct zk_fr *vars, saved;
	size_t i;
	u32 v;

	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		random_facts(&f, &s);
		fixture_set(f.slots, "gpu.memory_max", "8Gi", ZKCAP_LEVEL_MEASURED);
		fixture_set(f.slots, "cpu.cpuid.leaf7_ebx_ecx", "AVX2", ZKCAP_LEVEL_MEASURED);
		fixture_set(f.slots, "kernel.lockdown", "2", ZKCAP_LEVEL_MEASURED);
		fixture_set(f.slots, "gpu.count", "1", ZKCAP_LEVEL_MEASURED);
		zk_fr_from_u64(&f.publics[0], 4096);
		assert_int_equal(fixture_compile(&c, "measured", "a u64", texts[i], NULL), 0);
		vars = calloc(c.circuit->n_vars, sizeof(*vars));
		assert_int_equal(zkcap_circuit_witness(c.circuit, f.slots, f.publics, vars, NULL),
				 0);
		for (v = 0; v < c.circuit->n_vars; v++) {
			saved = vars[v];
			zk_fr_add(&vars[v], &vars[v], &zk_fr_one);
			if (zkcap_circuit_first_broken_row(c.circuit, f.slots, f.publics, vars) ==
			    c.circuit->n)
				fail_msg("%s: variable %u", texts[i], v);
			vars[v] = saved;
		}
		free(vars);
		fixture_release(&c);
	}
}

static void absent_or_weak_attributes_satisfy_nothing_but_not_has(void **state)
{
	static const struct {
		const char *expression;
		bool weak_holds;
		bool strong_holds;
	} table[] = {
		{ "has(gpu.count)", false, true },
		{ "!has(gpu.count)", true, false },
		{ "!!has(gpu.count)", false, true },
		{ "gpu.count == 2", false, true },
		{ "!(gpu.count == 2)", false, false },
		{ "gpu.count != 3", false, true },
		{ "!(gpu.count != 3)", false, false },
		{ "gpu.count >= 0", false, true },
		{ "!(gpu.count < 0)", false, true },
		{ "0 * gpu.count == 0", false, true },
		{ "gpu.count - gpu.count == 0", false, true },
		{ "gpu.count < 5 || gpu.count >= 5", false, true },
		{ "!(gpu.count < 5 && gpu.count >= 5)", false, true },
		{ "!has(gpu.count) || gpu.count == 2", true, true },
		{ "!(has(gpu.count) && gpu.count == 3)", true, true },
		{ "gpu.count in set(\"random-numbers\")", false, false },
		{ "!(gpu.count in set(\"random-numbers\"))", false, true },
	};
	enum zkcap_level assurance, level;
	struct zk_fr slots[ZKCAP_SLOTS];
	struct compiled c;
	bool expected;
	size_t i;

	random_sets();
	for (i = 0; i < ARRAY_SIZE(table); i++) {
		for (assurance = ZKCAP_LEVEL_REPORTED; assurance < ZKCAP_LEVELS; assurance++) {
			assert_int_equal(fixture_compile(&c, level_names[assurance], "",
							 table[i].expression, NULL), 0);
			for (level = 0; level < ZKCAP_LEVELS; level++) {
				memset(slots, 0, sizeof(slots));
				fixture_set(slots, "gpu.count", level ? "2" : "0", level);
				expected = level >= assurance ? table[i].strong_holds :
								table[i].weak_holds;
				if (fixture_eval(&c, slots, NULL) != expected ||
				    fixture_gates(&c, slots, NULL) != expected)
					fail_msg("%s: assurance %d, level %d", table[i].expression,
						 assurance, level);
			}
			fixture_release(&c);
		}
	}
}

/* Sums that would wrap around in 64 bits, and multiples that would in the field */
static void sums_are_sums_of_integers(void **state)
{
	static const struct {
		const char *expression;
		bool holds;
	} table[] = {
		{ "gpu.count + gpu.memory_max > gpu.memory_max", true },
		{ "gpu.count + gpu.memory_max == 18446744073709551615 + 2", true },
		{ "gpu.count + gpu.memory_max == 1", false },
		{ "gpu.count - gpu.memory_max < 0", true },
		{ "0xffffffffffffffff * gpu.memory_max > 0xffffffffffffffff * 2", true },
		{ "3 * gpu.count == 7", false },
		{ "3 * gpu.count == 6", true },
		{ "3 * gpu.count != 6 || 2 * gpu.count == 5", false },
	};
	struct zk_fr slots[ZKCAP_SLOTS] = { 0 };
	struct compiled c;
	size_t i;

	fixture_set(slots, "gpu.count", "2", ZKCAP_LEVEL_MEASURED);
	fixture_set(slots, "gpu.memory_max", "0xffffffffffffffff", ZKCAP_LEVEL_MEASURED);
	for (i = 0; i < ARRAY_SIZE(table); i++) {
		assert_int_equal(fixture_compile(&c, "measured", "", table[i].expression, NULL),
				 0);
		if (fixture_gates(&c, slots, NULL) != table[i].holds)
			fail_msg("%s", table[i].expression);
		fixture_release(&c);
	}
}

/* A slot or a public input that is no 64-bit number */
static void values_outside_their_range_satisfy_no_comparison(void **state)
{
	static const char *const texts[] = {
		"gpu.count >= params.a", "gpu.count < params.a", "3 * gpu.count > 5",
		"gpu.count >= 3 * params.a", "params.a + params.b >= 5",
		"gpu.count >= 4 || gpu.count < 4 ", "gpu.count + 1 != params.a",
	};
	struct zk_fr slots[ZKCAP_SLOTS] = { 0 }, publics[2], third;
	struct compiled c;
	size_t i;

	/* 1/3: three times it is a small number, in the field */
	zk_fr_from_u64(&third, 3);
	zk_fr_inv(&third, &third);
	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		assert_int_equal(fixture_compile(&c, "reported", "a u64, b u64", texts[i], NULL),
				 0);
		zk_fr_from_u64(&publics[0], 1);
		zk_fr_from_u64(&publics[1], 1);
		fixture_set(slots, "gpu.count", "0", ZKCAP_LEVEL_MEASURED);
		slots[zkcap_schema_find(fixture_schema(), "gpu.count")->slot] = third;
		if (strstr(texts[i], "gpu.count"))
			assert_false(fixture_gates(&c, slots, publics));
		fixture_set(slots, "gpu.count", "7", ZKCAP_LEVEL_MEASURED);
		publics[0] = third;
		if (strstr(texts[i], "params.a") && !strstr(texts[i], "!="))
			assert_false(fixture_gates(&c, slots, publics));
		fixture_release(&c);
	}
}

static void public_inputs_are_bound_even_if_unused(void **state)
{
	struct zk_fr slots[ZKCAP_SLOTS] = { 0 }, publics[2];
	struct compiled c;
	u32 j;

	fixture_set(slots, "gpu.count", "7", ZKCAP_LEVEL_MEASURED);
	zk_fr_from_u64(&publics[0], 5);
	zk_fr_from_u64(&publics[1], 6);
	assert_int_equal(fixture_compile(&c, "measured", "a u64, unused u64",
					 "gpu.count >= params.a", NULL), 0);
	assert_int_equal(c.circuit->n_public, 2);
	for (j = 0; j < 2; j++) {
		struct zk_fr vars[2048];

		assert_int_equal(c.circuit->rows[2 * j + 1].kind, ZKCAP_ROW_PUBLIC);
		assert_true(zk_fr_eq(&c.circuit->rows[2 * j + 1].q[ZKCAP_QL], &zk_fr_one));
		assert_int_equal(zkcap_circuit_witness(c.circuit, slots, publics, vars, NULL), 0);
		zk_fr_from_u64(&publics[j], 4);
		assert_int_equal(zkcap_circuit_first_broken_row(c.circuit, slots, publics, vars),
				 2 * j + 1);
	}
	fixture_release(&c);
}

static void slots_are_read_on_their_own_rows_only(void **state)
{
	struct compiled c;
	u32 row, stride;

	assert_int_equal(fixture_compile(&c, "measured", "a version",
					 "kernel.version >= params.a && kernel.version < semver(\"7\")",
					 NULL), 0);
	stride = c.circuit->n / ZKCAP_SLOTS;
	for (row = 0; row < c.circuit->n; row++) {
		if (zk_fr_is_zero(&c.circuit->rows[row].q[ZKCAP_QI]))
			continue;
		assert_int_equal(row % stride, 0);
		assert_true(c.circuit->slots_read[row / stride / 64] >> row / stride % 64 & 1);
	}
	fixture_release(&c);
}

static void sizes_are_the_smallest_that_hold(void **state)
{
	struct zkcap_error err = { 0 };
	static char element[2100][24];
	const char *values[2101] = { 0 };
	struct compiled c;
	size_t i;

	for (i = 0; i < 2100; i++) {
		sprintf(element[i], "%zu", i);
		values[i] = element[i];
	}
	fixture_add_set("too-large", "u64", values);
	values[1900] = NULL;
	fixture_add_set("large", "u64", values);
	values[200] = NULL;
	fixture_add_set("small", "u64", values);
	assert_int_equal(fixture_compile(&c, "measured", "", "gpu.count in set(\"small\")", NULL),
			 0);
	assert_int_equal(c.circuit->n, 256);
	fixture_release(&c);
	assert_int_equal(fixture_compile(&c, "measured", "", "gpu.count in set(\"large\")", NULL),
			 0);
	assert_int_equal(c.circuit->n, 2048);
	fixture_release(&c);
	assert_int_equal(fixture_compile(&c, "measured", "", "gpu.count in set(\"too-large\")",
					 &err), -E2BIG);
	assert_string_equal(err.message,
			    "test.yaml:7:18: needs 2147 rows, expected at most 2048: set \"too-large\" alone takes 2100, one an element");
}

static void failing_terms_are_named(void **state)
{
	struct zk_fr slots[ZKCAP_SLOTS] = { 0 }, vars[6144];
	struct zkcap_error err = { 0 };
	struct compiled c;

	fixture_set(slots, "gpu.count", "1", ZKCAP_LEVEL_MEASURED);
	fixture_set(slots, "kernel.lockdown", "1", ZKCAP_LEVEL_MEASURED);
	assert_int_equal(fixture_compile(&c, "measured", "",
					 "gpu.count >= 1 && !(kernel.lockdown < 2 || gpu.count == 9)",
					 NULL), 0);
	assert_int_equal(zkcap_circuit_witness(c.circuit, slots, NULL, vars, &err), -EDOM);
	assert_string_equal(err.message,
			    "test does not hold: line 7, column 25: !(kernel.lockdown < 2)");
	fixture_release(&c);
}

static void example_key_comes_from_its_gates(void **state)
{
	const struct example_proof *e = example_proof();
	u8 vk[ZKCAP_VK_BYTES];

	memcpy(e->circuit->schema_digest, e->vk + 8, ZKCAP_DIGEST_BYTES);
	memcpy(e->circuit->definition_id, e->vk + 40, ZKCAP_DIGEST_BYTES);
	assert_int_equal(zkcap_vk_make(vk, e->circuit, srs_fixture(), 1, NULL), 0);
	assert_memory_equal(vk, e->vk, sizeof(vk));
}

static void same_definition_same_key(void **state)
{
	static const char text[] = "gpu.memory_max >= params.a || cpu.cpuid.AVX2";
	u8 key[2][ZKCAP_VK_BYTES];
	struct compiled c;
	int i;

	for (i = 0; i < 2; i++) {
		assert_int_equal(fixture_compile(&c, "measured", "a u64", text, NULL), 0);
		assert_int_equal(zkcap_vk_make(key[i], c.circuit, srs_fixture(), 1 + i, NULL), 0);
		fixture_release(&c);
	}
	assert_memory_equal(key[0], key[1], sizeof(key[0]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(witness_exists_exactly_if_the_expression_holds),
		cmocka_unit_test(no_other_witness_is_accepted),
		cmocka_unit_test(truth_values_are_forced_both_ways),
		cmocka_unit_test(every_variable_is_held_by_a_row),
		cmocka_unit_test(absent_or_weak_attributes_satisfy_nothing_but_not_has),
		cmocka_unit_test(sums_are_sums_of_integers),
		cmocka_unit_test(values_outside_their_range_satisfy_no_comparison),
		cmocka_unit_test(public_inputs_are_bound_even_if_unused),
		cmocka_unit_test(slots_are_read_on_their_own_rows_only),
		cmocka_unit_test(sizes_are_the_smallest_that_hold),
		cmocka_unit_test(failing_terms_are_named),
		cmocka_unit_test(example_key_comes_from_its_gates),
		cmocka_unit_test(same_definition_same_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
