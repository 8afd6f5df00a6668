// SPDX-License-Identifier: MIT
/* A predicate as gates: connectives, guards and bits. */

#include "lower_sum.h"

#define DIGITS_OF_U64 32
#define DIGITS_OF_LEVELS 16

static struct zkcap_literal lower_literal(struct zkcap_lower *lw, const struct zkcap_predicate *p);

static struct zkcap_digits *level_digits(struct zkcap_lower *lw, u32 slot)
{
	u32 word = zkcap_gates_slot(lw->gates, ZKCAP_LEVEL_SLOT + slot / ZKCAP_LEVELS_PER_SLOT);

	return zkcap_gates_digits(lw->gates, word, DIGITS_OF_LEVELS);
}

/* The slot's level is at least the assurance, or below it */
static void assert_level(struct zkcap_lower *lw, u32 slot, bool enough)
{
	unsigned int low = (1u << lw->assurance) - 1;

	zkcap_gates_allow(lw->gates, level_digits(lw, slot), slot % ZKCAP_LEVELS_PER_SLOT,
			  enough ? ZKCAP_DIGIT_ANY & ~low : low);
}

static struct zkcap_literal level_literal(struct zkcap_lower *lw, u32 slot)
{
	struct zkcap_digits *d = level_digits(lw, slot);
	u32 i = slot % ZKCAP_LEVELS_PER_SLOT;
	struct zkcap_literal low = { .var = zkcap_gates_bit(lw->gates, d, 2 * i) };
	struct zkcap_literal high = { .var = zkcap_gates_bit(lw->gates, d, 2 * i + 1) };

	if (lw->assurance == ZKCAP_LEVEL_MEASURED)
		return high;
	if (lw->assurance == ZKCAP_LEVEL_SIGNED)
		return zkcap_literal_and(lw->gates, low, high);
	return zkcap_literal_not(zkcap_literal_and(lw->gates, zkcap_literal_not(low),
						   zkcap_literal_not(high)));
}

static bool is_guard(const struct zkcap_predicate *p, u32 slot)
{
	return p->guards[slot / 64] >> slot % 64 & 1;
}

static void assert_bit(struct zkcap_lower *lw, const struct zkcap_predicate *p)
{
	struct zkcap_digits *d = zkcap_gates_digits(lw->gates,
						    zkcap_gates_slot(lw->gates, p->slot),
						    DIGITS_OF_U64);
	unsigned int ones = p->bit % 2 ? ZKCAP_DIGIT(2) | ZKCAP_DIGIT(3) :
					 ZKCAP_DIGIT(1) | ZKCAP_DIGIT(3);

	zkcap_gates_allow(lw->gates, d, p->bit / 2, p->holds ? ones : ZKCAP_DIGIT_ANY & ~ones);
}

static struct zkcap_literal bit_literal(struct zkcap_lower *lw, const struct zkcap_predicate *p)
{
	struct zkcap_digits *d = zkcap_gates_digits(lw->gates,
						    zkcap_gates_slot(lw->gates, p->slot),
						    DIGITS_OF_U64);

	return (struct zkcap_literal){ zkcap_gates_bit(lw->gates, d, p->bit), !p->holds };
}

static void assert_has(struct zkcap_lower *lw, const struct zkcap_predicate *p)
{
	assert_level(lw, p->slot, p->holds);
}

static struct zkcap_literal has_literal(struct zkcap_lower *lw, const struct zkcap_predicate *p)
{
	struct zkcap_literal has = level_literal(lw, p->slot);

	return p->holds ? has : zkcap_literal_not(has);
}

/*
 * What an atom itself comes to, without its guards: rows that hold it, or a
 * variable for its truth.  A constant is nothing but guards.
 */
static const struct {
	void (*assert)(struct zkcap_lower *lw, const struct zkcap_predicate *p);
	struct zkcap_literal (*literal)(struct zkcap_lower *lw, const struct zkcap_predicate *p);
} atoms[] = {
	[ZKCAP_PREDICATE_CONSTANT] = { NULL, NULL },
	[ZKCAP_PREDICATE_NOT_NEGATIVE] = { zkcap_lower_assert_not_negative,
					   zkcap_lower_not_negative },
	[ZKCAP_PREDICATE_ZERO] = { zkcap_lower_assert_zero, zkcap_lower_zero },
	[ZKCAP_PREDICATE_IN] = { zkcap_lower_assert_in, zkcap_lower_in },
	[ZKCAP_PREDICATE_BIT] = { assert_bit, bit_literal },
	[ZKCAP_PREDICATE_HAS] = { assert_has, has_literal },
};

/* Both, where there may be no left one yet */
static void join(struct zkcap_lower *lw, struct zkcap_literal *a, bool *some,
		 struct zkcap_literal b)
{
	*a = *some ? zkcap_literal_and(lw->gates, *a, b) : b;
	*some = true;
}

static struct zkcap_literal guarded_literal(struct zkcap_lower *lw,
					    const struct zkcap_predicate *p)
{
	struct zkcap_literal t = { 0 };
	bool some = false;
	u32 slot;

	if (atoms[p->kind].literal)
		join(lw, &t, &some, atoms[p->kind].literal(lw, p));
	for (slot = 0; slot < ZKCAP_ATTRIBUTE_SLOTS; slot++)
		if (is_guard(p, slot))
			join(lw, &t, &some, level_literal(lw, slot));
	return t;
}

static struct zkcap_literal lower_literal(struct zkcap_lower *lw, const struct zkcap_predicate *p)
{
	bool all = p->kind == ZKCAP_PREDICATE_AND, some = false;
	const struct zkcap_predicate *child;
	struct zkcap_literal t = { 0 }, u;

	if (!all && p->kind != ZKCAP_PREDICATE_OR)
		return guarded_literal(lw, p);
	for (child = p->children; child; child = child->next) {
		u = lower_literal(lw, child);
		join(lw, &t, &some, all ? u : zkcap_literal_not(u));
	}
	return all ? t : zkcap_literal_not(t);
}

static void assert_or(struct zkcap_lower *lw, const struct zkcap_predicate *p)
{
	const struct zkcap_predicate *child = p->children;
	struct zkcap_literal none = zkcap_literal_not(lower_literal(lw, child)), u;

	for (child = child->next; child; child = child->next) {
		u = lower_literal(lw, child);
		if (child->next)
			none = zkcap_literal_and(lw->gates, none, zkcap_literal_not(u));
		else
			zkcap_literal_assert_or(lw->gates, zkcap_literal_not(none), u);
	}
}

static void assert_atom(struct zkcap_lower *lw, const struct zkcap_predicate *p)
{
	u32 slot;

	/* guards first: of what is too weak, the message should say so */
	for (slot = 0; slot < ZKCAP_ATTRIBUTE_SLOTS; slot++)
		if (is_guard(p, slot))
			assert_level(lw, slot, true);
	if (atoms[p->kind].assert)
		atoms[p->kind].assert(lw, p);
}

void zkcap_lower_assert(struct zkcap_lower *lw, const struct zkcap_predicate *p)
{
	const struct zkcap_predicate *child;

	if (p->kind == ZKCAP_PREDICATE_OR) {
		assert_or(lw, p);
	} else if (p->kind == ZKCAP_PREDICATE_AND) {
		for (child = p->children; child; child = child->next)
			zkcap_lower_assert(lw, child);
	} else {
		assert_atom(lw, p);
	}
}
