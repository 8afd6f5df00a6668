// SPDX-License-Identifier: MIT
/*
 * Asks for one CPU for a minute, from inside a tenant's control group:
 *
 *	cc request.c $(pkg-config --cflags --libs libzkcap) -o request && ./request OFFER
 *
 * The prover service proves; the kernel decides.  Without OFFER, offers are listed.
 */
#include <stdio.h>
#include <string.h>

#include <zkcap/client.h>
#include <zkcap/service.h>

static int print_offer(const struct zkcap_offer *offer, void *arg)
{
	return printf("%s: at most %u seconds\n", offer->name, offer->duration) < 0;
}

static int request(struct zkcap_client *client, const char *offer, struct zkcap_error *err)
{
	struct zkcap_service_question q = {
		.op = ZKCAP_CONTEXT_OP_REQUEST, .duration = 60,
		.resources = { 1, { { ZKCAP_RESOURCE_KIND_CPU, "", 1000 } } },
	};
	struct zkcap_service_answer answer;
	struct zkcap_evidence evidence;
	struct zkcap_challenge challenge;
	struct zkcap_grant grant;

	snprintf(q.offer, sizeof(q.offer), "%s", offer);
	if (zkcap_challenge_get(client, ZKCAP_OWN_TENANT, ZKCAP_CHALLENGE_KIND_REQUEST,
				&challenge, err))
		return 1;
	memcpy(q.challenge, challenge.bytes, sizeof(q.challenge));
	if (zkcap_service_prove(NULL, &q, &answer, 10000, err))
		return 1;
	memcpy(evidence.challenge, challenge.bytes, sizeof(challenge.bytes));
	memcpy(evidence.attestation, answer.attestation, sizeof(evidence.attestation));
	evidence.n_proofs = answer.n_proofs;
	memcpy(evidence.proofs, answer.proofs, sizeof(evidence.proofs));
	if (zkcap_request(client, ZKCAP_OWN_TENANT, offer, &q.resources, 60, &evidence, 0,
			  &grant, err))
		return 1;
	return printf("grant %llu\n", (unsigned long long)grant.id) < 0;
}

int main(int argc, char **argv)
{
	struct zkcap_client *client;
	struct zkcap_error err = { 0 };
	int rc = zkcap_client_open(&client, &err);

	if (!rc)
		rc = argc > 1 ? request(client, argv[1], &err) :
			zkcap_offer_dump(client, print_offer, NULL, &err);
	zkcap_client_close(client);
	return rc ? fprintf(stderr, "%s\n", err.message), 1 : 0;
}
