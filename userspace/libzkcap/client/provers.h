/* SPDX-License-Identifier: MIT */
/*
 * The platform's side of a request: from an offer and a context to proofs.  Holds
 * the manifest, so it belongs in the process that may read it; capabilities are
 * compiled once and kept.
 */
#ifndef ZKCAP_PROVERS_H
#define ZKCAP_PROVERS_H

#include "client.h"

/**
 * struct zkcap_provers_config - where everything is
 * @manifest: NULL for /var/lib/zkcap/manifest.json
 * @definitions: directory of the site's definitions, looked in first, whose sets are
 *	in sets/ beside it; NULL for /etc/zkcap/capabilities
 * @data: directory of the shipped attributes.yaml, sets/ and capabilities/; not NULL
 * @tables: the prover's tables; NULL for those of the build tree, else in @data
 * @threads: for one proof; 0 for one per processor
 */
struct zkcap_provers_config {
	const char *manifest;
	const char *definitions;
	const char *data;
	const char *tables;
	unsigned int threads;
};

struct zkcap_provers;

/**
 * zkcap_provers_open() - load tables and manifest
 * @provers: to be closed with zkcap_provers_close()
 *
 * Return: 0; -ENOENT or -EACCES when there is no manifest that the caller may read,
 * -EPERM when others may; -EBADMSG for a manifest that was tampered with; another errno.
 */
int zkcap_provers_open(struct zkcap_provers **provers, const struct zkcap_provers_config *config,
		       struct zkcap_error *err);
/* Wipes the manifest.  May be given NULL. */
void zkcap_provers_close(struct zkcap_provers *provers);

/* The commitment that the manifest opens, and the digest of its schema */
const uint8_t *zkcap_provers_commitment(const struct zkcap_provers *provers);
const uint8_t *zkcap_provers_schema(const struct zkcap_provers *provers);

/**
 * zkcap_provers_prepare() - make a capability ready, unless it is
 * @capability: as the kernel describes it
 *
 * Its definition is the one with the kernel's id, among those of the site and those
 * shipped; first the one with the capability's name.
 *
 * Return: 0; -ENOENT when no definition has the id, with the ids of those that have the
 * name; -EINVAL for a definition that does not compile or has other parameters;
 * -ESTALE when manifest and capability are of different schemas.
 */
int zkcap_provers_prepare(struct zkcap_provers *provers, const struct zkcap_capability *capability,
			  struct zkcap_error *err);

/**
 * zkcap_provers_prove() - prove all that an offer requires
 * @offer: what it requires is prepared: see zkcap_offer_capabilities()
 * @context: of zkcap_request_context()
 * @evidence: its proofs are filled in, nothing else
 *
 * Each proof is verified before it is given out.  Several threads may prove at one
 * time while none prepares.
 *
 * Return: 0; -EDOM when a capability does not hold for this platform; -ENOENT when one
 * is not prepared; -EINVAL for public inputs that it does not have; -ENOMEM; -EIO.
 */
int zkcap_provers_prove(const struct zkcap_provers *provers, const struct zkcap_offer *offer,
			const uint8_t context[ZKCAP_DIGEST_LEN], struct zkcap_evidence *evidence,
			struct zkcap_error *err);

#endif /* ZKCAP_PROVERS_H */
