/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The subgroup check of G1, for one point or for two side by side. */
#ifndef ZK_G1_SUBGROUP_H
#define ZK_G1_SUBGROUP_H

#include "g1.h"

/* in[i]: a[i], on the curve or infinity, is in G1; lanes is 1 or 2 */
void zk_g1_lanes_in_subgroup_vartime(bool *in, const struct zk_g1_affine *a, int lanes);

#endif /* ZK_G1_SUBGROUP_H */
