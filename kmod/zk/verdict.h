/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What the verifier says: one stable value for each reason to refuse, and the
 * element of the key, commitment or proof in which it was found.
 */
#ifndef ZK_VERDICT_H
#define ZK_VERDICT_H

#include "shim.h"

/**
 * enum zk_verdict - the outcome of decoding or verifying
 *
 * Values and names are part of the interface: counters, reason codes and test
 * corpora use them.  Append only.
 */
enum zk_verdict {
	ZK_ACCEPT = 0,
	ZK_INTERRUPTED,		    /* a fatal signal came first: neither accepted nor refused */
	ZK_REFUSE_BATCH_SIZE,	    /* no statement, or more than ZK_MAX_BATCH */
	ZK_REFUSE_KEY_LENGTH,	    /* not ZK_VK_BYTES */
	ZK_REFUSE_KEY_MAGIC,	    /* does not begin with "ZKCV" */
	ZK_REFUSE_KEY_VERSION,	    /* not version 1 */
	ZK_REFUSE_KEY_DOMAIN,	    /* log2 of the rows outside 8..11 */
	ZK_REFUSE_KEY_COSET,	    /* coset generator not 7 */
	ZK_REFUSE_KEY_PUBLICS,	    /* more than ZK_MAX_PUBLIC public inputs */
	ZK_REFUSE_PROOF_LENGTH,	    /* not ZK_PROOF_BYTES */
	ZK_REFUSE_PUBLIC_COUNT,	    /* another number of public inputs than the key's */
	ZK_REFUSE_POINT_FLAGS,	    /* not compressed, or infinity with other bits set */
	ZK_REFUSE_POINT_RANGE,	    /* x not below p */
	ZK_REFUSE_POINT_OFF_CURVE,  /* no point has this x */
	ZK_REFUSE_POINT_SUBGROUP,   /* on the curve, outside the subgroup of order r */
	ZK_REFUSE_POINT_INFINITY,   /* infinity where it is not allowed */
	ZK_REFUSE_SCALAR_RANGE,	    /* scalar not below r */
	ZK_REFUSE_ZETA_IN_DOMAIN,   /* the challenge zeta hit a row of the circuit */
	ZK_REFUSE_EQUATION,	    /* well formed, but the pairing equation does not hold */
	ZK_VERDICTS
};

/**
 * enum zk_element - where a refusal was found
 *
 * The points of a key and of a proof and the scalars of a proof are in the
 * order of their encodings.
 */
enum zk_element {
	ZK_ELEMENT_NONE = 0,
	ZK_ELEMENT_QM, ZK_ELEMENT_QL, ZK_ELEMENT_QR, ZK_ELEMENT_QO, ZK_ELEMENT_QC, ZK_ELEMENT_QI,
	ZK_ELEMENT_S1, ZK_ELEMENT_S2, ZK_ELEMENT_S3,
	ZK_ELEMENT_COMMITMENT,
	ZK_ELEMENT_V, ZK_ELEMENT_T, ZK_ELEMENT_A, ZK_ELEMENT_B, ZK_ELEMENT_C, ZK_ELEMENT_Z,
	ZK_ELEMENT_T_LO, ZK_ELEMENT_T_MID, ZK_ELEMENT_T_HI, ZK_ELEMENT_W_ZETA, ZK_ELEMENT_W_ZETA_W,
	ZK_ELEMENT_EVAL_A, ZK_ELEMENT_EVAL_B, ZK_ELEMENT_EVAL_C, ZK_ELEMENT_EVAL_S1,
	ZK_ELEMENT_EVAL_S2, ZK_ELEMENT_EVAL_Z_W, ZK_ELEMENT_EVAL_V,
	ZK_ELEMENT_S_0, ZK_ELEMENT_S_1,
	ZK_ELEMENTS
};

/**
 * zk_verdict_name() - stable name of a verdict, such as "point_subgroup"
 * @v: verdict
 *
 * Return: lower case letters and underscores, never NULL; "unknown" for a
 * value that is none.
 */
const char *zk_verdict_name(enum zk_verdict v);

/**
 * zk_verdict_text() - one line that says what a verdict means
 * @v: verdict
 *
 * Return: a constant string.
 */
const char *zk_verdict_text(enum zk_verdict v);

/**
 * zk_element_name() - stable name of an element, such as "W_zeta"; "" for none
 * @e: element
 *
 * Return: a constant string.
 */
const char *zk_element_name(enum zk_element e);

#endif /* ZK_VERDICT_H */
