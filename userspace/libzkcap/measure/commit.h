/* SPDX-License-Identifier: MIT */
/*
 * Committing to what was measured: manifest, PCR and event log, so that a stop at any step
 * is made good by the next run.
 *
 *	1. the new manifest is written beside the old one, as "<manifest>.pcr<N>"
 *	2. the PCR is extended by the digest of its commitment
 *	3. the event is appended to the log
 *	4. the new manifest takes the place of the old one
 *
 * The PCR tells how far a run came: either it replays from the log, and what is left of 1.
 * or 4. is undone or finished; or it does with the one event that the waiting manifest gives,
 * and 3. and 4. are done.  Anything else somebody else did, and it is said.
 */
#ifndef ZKCAP_COMMIT_H
#define ZKCAP_COMMIT_H

#include "event_log.h"
#include "measure.h"
#include "tpm.h"

#define ZKCAP_MEASUREMENT_PCR 13
#define ZKCAP_PCR_FIRST 8 /* below are the firmware's */
#define ZKCAP_PCR_RESETTABLE 16

enum zkcap_commit_result {
	ZKCAP_COMMIT_NEW,	/* committed and measured */
	ZKCAP_COMMIT_UNCHANGED,	/* was committed to since boot, with the same values */
};

/**
 * struct zkcap_commit - a commitment to be made, and what became of it
 * @tpm: open
 * @srs: to commit with
 * @manifest_path: where the manifest is kept
 * @log_path: of the event log
 * @pcr: to be extended
 * @force: commit anew, also if there is a commitment since boot
 * @result: out
 * @recovered: out: a run before this one was stopped half way, and is made good
 * @commitment: out: V that @manifest_path now holds
 * @events: out: events in @pcr
 */
struct zkcap_commit {
	struct zkcap_tpm *tpm;
	const struct zkcap_srs *srs;
	const char *manifest_path;
	const char *log_path;
	u8 pcr;
	bool force;
	enum zkcap_commit_result result;
	bool recovered;
	u8 commitment[ZKCAP_COMMITMENT_BYTES];
	size_t events;
};

/**
 * zkcap_commit() - commit to the platform's attributes
 *
 * One at a time for one manifest.  Directories are made where they are missing.
 *
 * Return: 0 with @result; -EEXIST if there is a commitment since boot that is not to these
 * values, and @force is not set: the names of what changed are in the message; -ESTALE if
 * the PCR does not replay to the log; an errno of the TPM or of the files.
 */
int zkcap_commit(struct zkcap_commit *commit, const struct zkcap_schema *schema,
		 const struct zkcap_facts *facts, struct zkcap_error *err);

#endif /* ZKCAP_COMMIT_H */
