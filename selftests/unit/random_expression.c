// SPDX-License-Identifier: GPL-2.0-only
#include "random_expression.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compile_fixture.h"
#include "value.h"

enum kind {
	AND,
	OR,
	NOT,
	COMPARE,	/* u64 sums, versions */
	DIGEST,		/* == or != of digests */
	IN,
	BIT,
	HAS,
};

/* Operands by name; parameters have no slot */
static const char *const numbers[] = { "gpu.count", "gpu.memory_max", "memory.total", "params.a",
				       "params.b" };
static const char *const versions[] = { "openssl.version", "kernel.version", "params.v" };
static const char *const digests[] = { "openssl.library", "system.osrelease.id", "params.d" };
static const char *const bits[] = { "cpu.cpuid.AVX2", "cpu.cpuid.AVX512F", "cpu.cpuid.AVX512DQ",
				    "cpu.cpuid.BMI1", "cpu.mitigated.mds" };
static const char *const named[] = { "gpu.count", "openssl.library", "cpu.mitigated",
				     "kernel.version" };
static const char *const strings[] = { "debian", "ubuntu", "fedora", "arch" };
static const char *const small_set[] = { "debian", "ubuntu", NULL };
static const char *const number_set[] = { "3", "5", "0xffffffffffffffff", NULL };
static const char *const relations[] = { "==", "!=", "<", "<=", ">", ">=" };

/* Where values come from, so that they meet */
static const u64 pool[] = { 0, 1, 2, 3, 5, 0x100000000ULL, 0x100000001ULL, 0x0003000000000000ULL,
			    0x8000000000000000ULL, 0xffffffffffffffffULL };

/* coefficient * operand, or a constant where there is no operand */
struct summand {
	bool minus;
	u64 k;
	const char *name;
};

struct random_expression {
	enum kind kind;
	struct random_expression *left, *right;
	const char *name, *other;
	const char *relation;
	bool is_version;
	struct summand side[2][2];
	int n[2];
};

static const char *pick(struct sample *s, const char *const *table, size_t n)
{
	return table[sample_u64(s) % n];
}

static u64 pick_number(struct sample *s)
{
	return pool[sample_u64(s) % ARRAY_SIZE(pool)];
}

static void random_side(struct sample *s, struct random_expression *e, int side)
{
	int i;

	if (e->is_version) {
		e->n[side] = 1;
		e->side[side][0].name = pick(s, versions, ARRAY_SIZE(versions));
		e->side[side][0].k = 1;
		return;
	}
	e->n[side] = 1 + (sample_u64(s) % 4 == 0);
	for (i = 0; i < e->n[side]; i++) {
		e->side[side][i].minus = i && sample_u64(s) % 2;
		if (!side || sample_u64(s) % 2)
			e->side[side][i].name = pick(s, numbers, ARRAY_SIZE(numbers));
		e->side[side][i].k = sample_u64(s) % 3 ? 1 : sample_u64(s) % 5;
		if (!e->side[side][i].name)
			e->side[side][i].k = pick_number(s);
	}
}

struct random_expression *random_expression(struct sample *s, int depth)
{
	struct random_expression *e = calloc(1, sizeof(*e));

	if (depth) {
		e->kind = sample_u64(s) % 3;
		e->left = random_expression(s, depth - 1);
		if (e->kind != NOT)
			e->right = random_expression(s, sample_u64(s) % depth);
		return e;
	}
	e->kind = COMPARE + sample_u64(s) % 5;
	e->relation = pick(s, relations, ARRAY_SIZE(relations));
	switch (e->kind) {
	case COMPARE:
		e->is_version = sample_u64(s) % 3 == 0;
		random_side(s, e, 0);
		random_side(s, e, 1);
		break;
	case DIGEST:
		e->relation = relations[sample_u64(s) % 2];
		e->name = pick(s, digests, ARRAY_SIZE(digests));
		if (sample_u64(s) % 2)
			e->other = pick(s, strings, ARRAY_SIZE(strings));
		break;
	case IN:
		e->other = sample_u64(s) % 2 ? "random-numbers" : "random-strings";
		e->name = strcmp(e->other, "random-numbers") ? "system.osrelease.id" : "gpu.count";
		break;
	case BIT:
		e->name = pick(s, bits, ARRAY_SIZE(bits));
		break;
	default:
		e->name = pick(s, named, ARRAY_SIZE(named));
	}
	return e;
}

void random_expression_free(struct random_expression *e)
{
	if (!e)
		return;
	random_expression_free(e->left);
	random_expression_free(e->right);
	free(e);
}

static void print_side(FILE *f, const struct random_expression *e, int side)
{
	const struct summand *m;
	int i;

	for (i = 0; i < e->n[side]; i++) {
		m = &e->side[side][i];
		if (i)
			fputs(m->minus ? " - " : " + ", f);
		if (!m->name)
			fprintf(f, m->k % 2 ? "0x%llx" : "%llu", (unsigned long long)m->k);
		else if (m->k == 1)
			fputs(m->name, f);
		else
			fprintf(f, "%llu * %s", (unsigned long long)m->k, m->name);
	}
}

static void print(FILE *f, const struct random_expression *e, int precedence)
{
	/* or 0, and 1, atoms 2, below not 3: parentheses only where they are needed */
	int mine = e->kind == OR ? 0 : e->kind == AND ? 1 : e->kind == COMPARE ||
		   e->kind == DIGEST || e->kind == IN ? 2 : 3;

	if (mine < precedence)
		fputc('(', f);
	switch (e->kind) {
	case AND:
	case OR:
		print(f, e->left, mine);
		fputs(e->kind == AND ? " && " : " || ", f);
		print(f, e->right, mine);
		break;
	case NOT:
		fputc('!', f);
		print(f, e->left, 3);
		break;
	case COMPARE:
		print_side(f, e, 0);
		fprintf(f, " %s ", e->relation);
		print_side(f, e, 1);
		break;
	case DIGEST:
		if (e->other)
			fprintf(f, "%s %s \"%s\"", e->name, e->relation, e->other);
		else
			fprintf(f, "%s %s system.dmiid.sys_vendor", e->name, e->relation);
		break;
	case IN:
		fprintf(f, "%s in set(\"%s\")", e->name, e->other);
		break;
	case BIT:
		fputs(e->name, f);
		break;
	case HAS:
		fprintf(f, "has(%s)", e->name);
		break;
	}
	if (mine < precedence)
		fputc(')', f);
}

char *random_expression_text(const struct random_expression *e)
{
	char *text;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	print(f, e, 0);
	fclose(f);
	return text;
}

/* The slot of an attribute or bit; -1 - index for a parameter */
static int place(const char *name, u8 *bit)
{
	const struct zkcap_attribute *attr = zkcap_schema_find(fixture_schema(), name);

	if (!strncmp(name, "params.", 7))
		return -1 - (int)(strchr("abvd", name[7]) - "abvd");
	if (!attr)
		attr = zkcap_schema_find_bit(fixture_schema(), name, bit);
	return attr->slot;
}

static const struct zk_fr *field_value(const char *name, const struct random_facts *f)
{
	int at = place(name, NULL);

	return at < 0 ? &f->publics[-1 - at] : &f->slots[at];
}

static u64 number_value(const char *name, const struct random_facts *f)
{
	u64 v = 0;

	zkcap_value_to_u64(&v, field_value(name, f));
	return v;
}

static bool strong(const char *name, const struct random_facts *f)
{
	u8 bit;
	int at = place(name, &bit);
	u64 word, level;

	if (at < 0)
		return true;
	zkcap_value_to_u64(&word, &f->slots[120 + at / 16]);
	level = word >> 2 * (at % 16) & 3;
	return level >= (u64)f->assurance;
}

static __int128 side_value(const struct random_expression *e, int side,
			   const struct random_facts *f, bool *guarded)
{
	const struct summand *m;
	__int128 sum = 0, v;
	int i;

	for (i = 0; i < e->n[side]; i++) {
		m = &e->side[side][i];
		v = m->name ? (__int128)m->k * number_value(m->name, f) : (__int128)m->k;
		sum += m->minus ? -v : v;
		if (m->name)
			*guarded &= strong(m->name, f);
	}
	return sum;
}

static bool related(__int128 l, const char *relation, __int128 r)
{
	if (!strcmp(relation, "=="))
		return l == r;
	if (!strcmp(relation, "!="))
		return l != r;
	if (relation[1] == '=' && l == r)
		return true;
	return relation[0] == '<' ? l < r : l > r;
}

static bool atom_holds(const struct random_expression *e, const struct random_facts *f,
		       bool *guarded)
{
	const char *const *set;
	struct zk_fr other;
	__int128 l, r;
	u64 word = 0;
	bool in = false;
	u8 bit;

	switch (e->kind) {
	case COMPARE:
		l = side_value(e, 0, f, guarded);
		r = side_value(e, 1, f, guarded);
		return related(l, e->relation, r);
	case DIGEST:
		*guarded = strong(e->name, f);
		other = *field_value("system.dmiid.sys_vendor", f);
		if (e->other)
			zkcap_digest_from_content(&other, e->other, strlen(e->other));
		else
			*guarded &= strong("system.dmiid.sys_vendor", f);
		return zk_fr_eq(&other, field_value(e->name, f)) == (e->relation[0] == '=');
	case IN:
		*guarded = strong(e->name, f);
		set = strcmp(e->other, "random-numbers") ? small_set : number_set;
		for (; *set; set++) {
			if (set >= number_set && set < number_set + ARRAY_SIZE(number_set))
				zk_fr_from_u64(&other, strtoull(*set, NULL, 0));
			else
				zkcap_digest_from_content(&other, *set, strlen(*set));
			in |= zk_fr_eq(&other, field_value(e->name, f));
		}
		return in;
	case BIT:
		*guarded = strong(e->name, f);
		zkcap_value_to_u64(&word, &f->slots[place(e->name, &bit)]);
		return word >> bit & 1;
	default:
		return false;
	}
}

bool random_expression_holds(const struct random_expression *e, bool negated,
			     const struct random_facts *f)
{
	bool guarded = true, truth, all;

	switch (e->kind) {
	case NOT:
		return random_expression_holds(e->left, !negated, f);
	case AND:
	case OR:
		all = e->kind == AND;
		if (all != negated)
			return random_expression_holds(e->left, negated, f) &&
			       random_expression_holds(e->right, negated, f);
		return random_expression_holds(e->left, negated, f) ||
		       random_expression_holds(e->right, negated, f);
	case HAS:
		return strong(e->name, f) != negated;
	default:
		truth = atom_holds(e, f, &guarded);
		return guarded && truth != negated;
	}
}

void random_sets(void)
{
	fixture_add_set("random-numbers", "u64", number_set);
	fixture_add_set("random-strings", "digest", small_set);
}

static void random_digest(struct sample *s, struct zk_fr *r)
{
	const char *text = pick(s, strings, ARRAY_SIZE(strings));

	zkcap_digest_from_content(r, text, strlen(text));
}

void random_facts(struct random_facts *f, struct sample *s)
{
	const struct zkcap_attribute *a;
	unsigned int i;

	memset(f, 0, sizeof(*f));
	f->assurance = ZKCAP_LEVEL_REPORTED + sample_u64(s) % 3;
	for (i = 0; i < ZKCAP_ATTRIBUTE_SLOTS; i++) {
		a = zkcap_schema_at(fixture_schema(), i);
		if (!a)
			continue;
		if (a->type == ZKCAP_TYPE_DIGEST)
			random_digest(s, &f->slots[i]);
		else
			zk_fr_from_u64(&f->slots[i], a->type == ZKCAP_TYPE_BITS64 ?
						     sample_u64(s) : pick_number(s));
		zkcap_slots_set_level(f->slots, i, sample_u64(s) % 8 ? ZKCAP_LEVEL_SIGNED :
						   sample_u64(s) % 4);
	}
	for (i = 0; i < 3; i++)
		zk_fr_from_u64(&f->publics[i], pick_number(s));
	random_digest(s, &f->publics[3]);
}
