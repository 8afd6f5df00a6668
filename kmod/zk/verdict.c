// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "verdict.h"

static const struct {
	const char *name;
	const char *text;
} verdicts[ZK_VERDICTS] = {
	[ZK_ACCEPT] = { "accepted", "every check holds" },
	[ZK_INTERRUPTED] = { "interrupted", "a fatal signal came before the checks were done" },
	[ZK_REFUSE_BATCH_SIZE] = { "batch_size", "no proof, or more than one call takes" },
	[ZK_REFUSE_KEY_LENGTH] = { "key_length", "a verifying key has 504 bytes" },
	[ZK_REFUSE_KEY_MAGIC] = { "key_magic", "a verifying key begins with \"ZKCV\"" },
	[ZK_REFUSE_KEY_VERSION] = { "key_version", "the verifying key's version is not 1" },
	[ZK_REFUSE_KEY_DOMAIN] = { "key_domain", "the key's log2 of rows is not 8, 9, 10 or 11" },
	[ZK_REFUSE_KEY_COSET] = { "key_coset", "the key's coset generator is not 7" },
	[ZK_REFUSE_KEY_PUBLICS] = { "key_publics", "the key has more than 16 public inputs" },
	[ZK_REFUSE_PROOF_LENGTH] = { "proof_length", "a proof has 816 bytes" },
	[ZK_REFUSE_PUBLIC_COUNT] = { "public_count",
				     "another number of public inputs than the key's" },
	[ZK_REFUSE_POINT_FLAGS] = { "point_flags",
				    "the point's flag bits are not those of a compressed point" },
	[ZK_REFUSE_POINT_RANGE] = { "point_range", "the point's x is not below the modulus" },
	[ZK_REFUSE_POINT_OFF_CURVE] = { "point_off_curve", "no point of the curve has this x" },
	[ZK_REFUSE_POINT_SUBGROUP] = { "point_subgroup",
				       "the point is outside the subgroup of prime order" },
	[ZK_REFUSE_POINT_INFINITY] = { "point_infinity", "the point may not be at infinity" },
	[ZK_REFUSE_SCALAR_RANGE] = { "scalar_range", "the scalar is not below the group order" },
	[ZK_REFUSE_ZETA_IN_DOMAIN] = { "zeta_in_domain",
				       "the evaluation point is a row of the circuit" },
	[ZK_REFUSE_EQUATION] = { "equation", "well formed, but the proof does not hold" },
};

static const char *const elements[ZK_ELEMENTS] = {
	[ZK_ELEMENT_NONE] = "",
	[ZK_ELEMENT_QM] = "qM",
	[ZK_ELEMENT_QL] = "qL",
	[ZK_ELEMENT_QR] = "qR",
	[ZK_ELEMENT_QO] = "qO",
	[ZK_ELEMENT_QC] = "qC",
	[ZK_ELEMENT_QI] = "qI",
	[ZK_ELEMENT_S1] = "S1",
	[ZK_ELEMENT_S2] = "S2",
	[ZK_ELEMENT_S3] = "S3",
	[ZK_ELEMENT_COMMITMENT] = "commitment",
	[ZK_ELEMENT_V] = "V'",
	[ZK_ELEMENT_T] = "T",
	[ZK_ELEMENT_A] = "a",
	[ZK_ELEMENT_B] = "b",
	[ZK_ELEMENT_C] = "c",
	[ZK_ELEMENT_Z] = "z",
	[ZK_ELEMENT_T_LO] = "tlo",
	[ZK_ELEMENT_T_MID] = "tmid",
	[ZK_ELEMENT_T_HI] = "thi",
	[ZK_ELEMENT_W_ZETA] = "W_zeta",
	[ZK_ELEMENT_W_ZETA_W] = "W_zw",
	[ZK_ELEMENT_EVAL_A] = "a~",
	[ZK_ELEMENT_EVAL_B] = "b~",
	[ZK_ELEMENT_EVAL_C] = "c~",
	[ZK_ELEMENT_EVAL_S1] = "s1~",
	[ZK_ELEMENT_EVAL_S2] = "s2~",
	[ZK_ELEMENT_EVAL_Z_W] = "z~w",
	[ZK_ELEMENT_EVAL_V] = "v~",
	[ZK_ELEMENT_S_0] = "s0",
	[ZK_ELEMENT_S_1] = "s1",
};

const char *zk_verdict_name(enum zk_verdict v)
{
	return (unsigned int)v < ZK_VERDICTS ? verdicts[v].name : "unknown";
}

const char *zk_verdict_text(enum zk_verdict v)
{
	return (unsigned int)v < ZK_VERDICTS ? verdicts[v].text : "not a verdict";
}

const char *zk_element_name(enum zk_element e)
{
	return (unsigned int)e < ZK_ELEMENTS ? elements[e] : "unknown";
}
