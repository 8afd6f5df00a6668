// SPDX-License-Identifier: GPL-2.0-only
#include "pool.h"

#include <linux/spinlock.h>

#include "reason.h"

static DEFINE_SPINLOCK(pool_lock);

/* Both under pool_lock.  allocated <= capacity always. */
static struct {
	u64 capacity;
	u64 allocated;
} pool[ZKCAP_KINDS];

int zkcap_pool_set(u16 kind, u64 capacity, struct netlink_ext_ack *extack)
{
	int err = 0;

	if (!kind || kind > ZKCAP_KINDS)
		return zkcap_refuse(extack, ZKCAP_REASON_POOL_KIND);
	spin_lock(&pool_lock);
	if (capacity < pool[kind - 1].allocated)
		err = zkcap_refuse(extack, ZKCAP_REASON_POOL_ALLOCATED);
	else
		pool[kind - 1].capacity = capacity;
	spin_unlock(&pool_lock);
	return err;
}

void zkcap_pool_get(unsigned int index, u64 *capacity, u64 *allocated)
{
	spin_lock(&pool_lock);
	*capacity = pool[index].capacity;
	*allocated = pool[index].allocated;
	spin_unlock(&pool_lock);
}

static int check_locked(const u64 amount[ZKCAP_KINDS], struct netlink_ext_ack *extack)
{
	unsigned int i;

	for (i = 0; i < ZKCAP_KINDS; i++)
		if (amount[i] > pool[i].capacity - pool[i].allocated)
			return zkcap_refuse_detail(extack, ZKCAP_REASON_POOL_EXHAUSTED, i + 1);
	return 0;
}

int zkcap_pool_check(const u64 amount[ZKCAP_KINDS], struct netlink_ext_ack *extack)
{
	int err;

	spin_lock(&pool_lock);
	err = check_locked(amount, extack);
	spin_unlock(&pool_lock);
	return err;
}

int zkcap_pool_take(const u64 amount[ZKCAP_KINDS], struct netlink_ext_ack *extack)
{
	unsigned int i;
	int err;

	spin_lock(&pool_lock);
	err = check_locked(amount, extack);
	for (i = 0; !err && i < ZKCAP_KINDS; i++)
		pool[i].allocated += amount[i];
	spin_unlock(&pool_lock);
	return err;
}

void zkcap_pool_give(unsigned int index, u64 amount)
{
	spin_lock(&pool_lock);
	if (!WARN_ON_ONCE(amount > pool[index].allocated))
		pool[index].allocated -= amount;
	spin_unlock(&pool_lock);
}
