// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include "agent_work.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "attest.h"
#include "client.h"

/* One look for an offer */
struct search {
	const char *name;
	uint64_t tenant;
	struct agent_offer *out;
	bool found;
	unsigned int n_capabilities;
};

static bool is_for(const struct zkcap_offer *offer, uint64_t tenant)
{
	uint32_t i;

	for (i = 0; i < offer->n_tenants; i++)
		if (offer->tenants[i] == tenant)
			return true;
	return !offer->n_tenants;
}

static int each_offer(const struct zkcap_offer *offer, void *arg)
{
	struct search *s = arg;

	if (strcmp(offer->name, s->name) || !is_for(offer, s->tenant))
		return 0;
	s->out->offer = *offer;
	s->found = true;
	return 0;
}

static int each_capability(const struct zkcap_capability *capability, void *arg)
{
	struct search *s = arg;
	uint32_t i;

	for (i = 0; i < s->out->offer.n_requirements; i++) {
		if (strcmp(s->out->offer.requirements[i].capability, capability->name))
			continue;
		s->out->capabilities[i] = *capability;
		s->n_capabilities++;
	}
	return 0;
}

static int find_offer(struct zkcap_client *client, struct search *s, struct zkcap_error *err)
{
	int rc = zkcap_offer_dump(client, each_offer, s, err);

	if (rc)
		return rc;
	/* As for one that is another tenant's: who asks learns nothing of it. */
	if (!s->found)
		return zkcap_error_set(err, -ENXIO, "offer %s: there is none for this tenant",
				       s->name);
	rc = zkcap_capability_dump(client, each_capability, s, err);
	if (!rc && s->n_capabilities != s->out->offer.n_requirements)
		rc = zkcap_error_set(err, -EAGAIN, "offer %s: changes just now", s->name);
	return rc;
}

int agent_do_offer(const char *name, uint64_t tenant, struct agent_offer *out,
		   struct zkcap_error *err)
{
	struct search s = { .name = name, .tenant = tenant, .out = out };
	struct zkcap_client *client;
	int rc;

	/* A connection would not outlive the module, which may be loaded again. */
	rc = zkcap_client_open(&client, err);
	if (rc)
		return rc;
	rc = find_offer(client, &s, err);
	zkcap_client_close(client);
	return rc;
}

/* Attests, and makes sure that it was for what is going to be proved. */
static int attest_in(struct zkcap_client *client, int cgroup_fd, const struct config *config,
		     const struct agent_attest *attest, struct zkcap_attestation *out,
		     struct zkcap_error *err)
{
	struct zkcap_attest_source source = {
		.tcti = config->tcti,
		.ak_dir = config->ak,
		.event_log = config->event_log,
	};
	struct zkcap_kept kept;
	uint64_t now;
	int rc = zkcap_attest_platform(client, cgroup_fd, attest->trust, &source, &kept, err);

	if (rc)
		return rc;
	if (memcmp(kept.commitment, attest->commitment, sizeof(kept.commitment)))
		return zkcap_error_set(err, -ESTALE,
				       "the commitment that counts since boot is not the manifest's: restore that manifest, or boot and measure again");
	memcpy(out->id, kept.id, sizeof(out->id));
	now = zkcap_boottime_ms();
	out->expires_in_ms = kept.expires_ms > now ? kept.expires_ms - now : 0;
	return 0;
}

int agent_do_attest(const struct config *config, const struct agent_attest *attest,
		    struct zkcap_attestation *out, struct zkcap_error *err)
{
	int fd = open(attest->cgroup, O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc;
	struct zkcap_client *client = NULL;

	if (fd < 0)
		return zkcap_error_set(err, -errno, "%s: %s", attest->cgroup, strerror(errno));
	rc = zkcap_client_open(&client, err);
	if (!rc)
		rc = attest_in(client, fd, config, attest, out, err);
	zkcap_client_close(client);
	close(fd);
	return rc;
}
