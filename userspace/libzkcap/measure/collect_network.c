// SPDX-License-Identifier: MIT
/* Network interfaces that are devices, and RDMA. */

#include <string.h>

#include "collect.h"

#define NET_DIR "/sys/class/net"

struct interfaces {
	u64 n;
	u64 fastest;
};

static void interface(struct collector *c, const char *name, void *ctx)
{
	struct interfaces *i = ctx;
	char state[32];
	u64 mbit;

	if (!collect_exists(c, NET_DIR "/%s/device", name))
		return;
	i->n++;
	/* -1 where the driver does not know, and an error where the link is down */
	if (collect_text(c, state, sizeof(state), NET_DIR "/%s/operstate", name) &&
	    !strcmp(state, "up") && collect_u64(c, &mbit, NET_DIR "/%s/speed", name) &&
	    mbit < UINT32_MAX && mbit > i->fastest)
		i->fastest = mbit;
}

static void count(struct collector *c, const struct zkcap_attribute *a,
		  const struct source *source, struct zkcap_fact *f)
{
	struct interfaces i = { 0 };

	if (collect_each(c, NET_DIR, interface, &i) < 0)
		fact_absent(f, NET_DIR ": not there");
	else
		fact_u64(c, a, f, i.n, COVER_KERNEL, NET_DIR ", those with a device");
}

static void speed(struct collector *c, const struct zkcap_attribute *a,
		  const struct source *source, struct zkcap_fact *f)
{
	struct interfaces i = { 0 };

	collect_each(c, NET_DIR, interface, &i);
	if (i.fastest)
		fact_u64(c, a, f, i.fastest * 1000000, COVER_NONE, NET_DIR "/*/speed");
	else
		fact_absent(f, NET_DIR ": no physical interface that is up states a speed");
}

static void rdma(struct collector *c, const struct zkcap_attribute *a,
		 const struct source *source, struct zkcap_fact *f)
{
	int n = collect_each(c, "/sys/class/infiniband", NULL, NULL);

	if (n < 0)
		fact_absent(f, "/sys/class/infiniband: not there");
	else
		fact_u64(c, a, f, (u64)n, COVER_KERNEL, "/sys/class/infiniband");
}

const struct source network_sources[] = {
	{ "network.device.count", ZKCAP_TYPE_U64, count, NULL },
	{ "network.device.speed_max", ZKCAP_TYPE_U64, speed, NULL },
	{ "network.rdma.count", ZKCAP_TYPE_U64, rdma, NULL },
	{ 0 },
};
