// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "srs.h"

static bool init_table(struct zk_msm_table *table, const u8 in[ZK_G1_BYTES],
		       struct zk_srs_scratch *scratch)
{
	struct zk_g1_affine p;

	if (zk_g1_from_bytes_vartime(&p, in) != ZK_DECODE_OK || zk_g1_affine_is_inf(&p))
		return false;
	zk_msm_table_init_vartime(table, &p, &scratch->msm);
	return true;
}

static bool init_lines(struct zk_g2_lines *lines, const u8 in[ZK_G2_BYTES])
{
	struct zk_g2_affine q;

	if (zk_g2_from_bytes_vartime(&q, in) != ZK_DECODE_OK || zk_g2_affine_is_inf(&q))
		return false;
	zk_g2_lines_init(lines, &q);
	return true;
}

bool zk_srs_init(struct zk_srs *srs, const struct zk_srs_const *from,
		 struct zk_srs_scratch *scratch)
{
	return init_table(&srs->g1, from->g1, scratch) &&
	       init_table(&srs->z0, from->z0, scratch) &&
	       init_table(&srs->z1, from->z1, scratch) &&
	       init_lines(&srs->g2, from->g2) && init_lines(&srs->x_g2, from->x_g2);
}

static bool table_ok(const struct zk_msm_table *table)
{
	struct zk_g1 twice, sum, next;
	unsigned int i;

	zk_g1_from_affine(&sum, &table->odd[0]);
	if (zk_g1_affine_is_inf(&table->odd[0]) || !zk_g1_on_curve(&table->odd[0]))
		return false;
	zk_g1_dbl(&twice, &sum);
	for (i = 1; i < ARRAY_SIZE(table->odd); i++) {
		zk_g1_add_vartime(&sum, &sum, &twice);
		zk_g1_from_affine(&next, &table->odd[i]);
		if (!zk_g1_eq(&sum, &next))
			return false;
	}
	return true;
}

bool zk_srs_tables_ok(const struct zk_srs *srs)
{
	return table_ok(&srs->g1) && table_ok(&srs->z0) && table_ok(&srs->z1);
}
