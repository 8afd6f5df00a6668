// SPDX-License-Identifier: MIT
/* Connecting to a TPM and leaving it as it was. */

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <tss2/tss2_tctildr.h>
#include <unistd.h>

#include "tpm_call.h"

#define DEVICE_PREFIX "device:"
/* A device without resource manager is for one program at a time: 10 x 100 ms */
#define OPEN_TRIES 10
#define OPEN_WAIT_NS 100000000L

/* tpm2-tss reports by itself on standard error; here an error is reported once. */
static void silence_tss(void)
{
	setenv("TSS2_LOG", "all+NONE", 0);
}

/* Not those that are ignored, as by nohup: held back, they would be seen as pending. */
static void hold_signals(sigset_t *old)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action;
	sigset_t held;
	size_t i;

	sigemptyset(&held);
	for (i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		if (!sigaction(signals[i], NULL, &action) && action.sa_handler != SIG_IGN)
			sigaddset(&held, signals[i]);
	pthread_sigmask(SIG_BLOCK, &held, old);
}

static int open_device(const char *path)
{
	static const struct timespec wait = { .tv_nsec = OPEN_WAIT_NS };
	int fd, i;

	for (i = 0; i < OPEN_TRIES; i++) {
		fd = open(path, O_RDWR | O_CLOEXEC);
		if (fd >= 0 || errno != EBUSY)
			break;
		nanosleep(&wait, NULL);
	}
	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

/* tctildr tells every failure to open by the same code: look first. */
static int probe_device(const char *tcti, struct zkcap_error *err)
{
	const char *path;
	int rc;

	if (strncmp(tcti, DEVICE_PREFIX, sizeof(DEVICE_PREFIX) - 1) != 0)
		return 0;
	path = tcti + sizeof(DEVICE_PREFIX) - 1;
	rc = open_device(path);
	switch (rc) {
	case 0:
		return 0;
	case -EBUSY:
		return zkcap_error_set(err, rc, "%s: another program uses the TPM", path);
	case -EACCES:
	case -EPERM:
		return zkcap_error_set(err, -EACCES,
				       "%s: no permission: expected root or the group tss", path);
	default:
		return zkcap_error_set(err, -ENXIO, "%s: no TPM: %s", path, strerror(-rc));
	}
}

static const char *choose_tcti(const char *tcti)
{
	if (!tcti || !*tcti)
		tcti = getenv("ZKCAP_TCTI");
	if (tcti && *tcti)
		return tcti;
	if (!access(&ZKCAP_TPM_DEVICE[sizeof(DEVICE_PREFIX) - 1], F_OK))
		return ZKCAP_TPM_DEVICE;
	return NULL;
}

static int connect_to(struct zkcap_tpm *tpm, const char *tcti, struct zkcap_error *err)
{
	int rc = tcti ? probe_device(tcti, err) : 0;

	if (rc)
		return rc;
	if (Tss2_TctiLdr_Initialize(tcti, &tpm->tcti)) {
		if (tcti)
			return zkcap_error_set(err, -ENXIO, "%s: no TPM answers there", tcti);
		return zkcap_error_set(err, -ENXIO,
				       "no TPM found: expected /dev/tpmrm0, or --tcti or ZKCAP_TCTI to say where it is");
	}
	if (Esys_Initialize(&tpm->esys, tpm->tcti, NULL))
		return zkcap_error_set(err, -ENXIO, "%s: not a TPM 2.0", tcti ? tcti : "default");
	return 0;
}

/* Something that listens need not be a TPM, nor one that was started. */
static int greet(struct zkcap_tpm *tpm, struct zkcap_error *err)
{
	TPMS_CAPABILITY_DATA *data = NULL;
	TPMI_YES_NO more;
	int rc = TPM_CALL(err, "ask the TPM for its properties",
			  Esys_GetCapability(tpm->esys, ESYS_TR_NONE, ESYS_TR_NONE,
					     ESYS_TR_NONE, TPM2_CAP_TPM_PROPERTIES,
					     TPM2_PT_FAMILY_INDICATOR, 1, &more, &data));

	Esys_Free(data);
	return rc;
}

int zkcap_tpm_open(struct zkcap_tpm **tpm, const char *tcti, struct zkcap_error *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct zkcap_tpm *new = calloc(1, sizeof(*new));
	int rc;

	*tpm = NULL;
	if (!new)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	pthread_once(&once, silence_tss);
	hold_signals(&new->mask);
	tcti = choose_tcti(tcti);
	rc = connect_to(new, tcti, err);
	if (!rc) {
		rc = greet(new, err);
		if (rc)
			zkcap_error_context(err, rc, "%s", tcti ? tcti : "default TPM");
	}
	if (rc)
		zkcap_tpm_close(new);
	else
		*tpm = new;
	return rc;
}

void zkcap_tpm_close(struct zkcap_tpm *tpm)
{
	sigset_t mask;

	if (!tpm)
		return;
	while (tpm->n_owned) {
		ESYS_TR last = tpm->owned[tpm->n_owned - 1];

		tpm_release(tpm, &last);
	}
	Esys_Finalize(&tpm->esys);
	Tss2_TctiLdr_Finalize(&tpm->tcti);
	mask = tpm->mask;
	free(tpm);
	/* What was held back is delivered here, when there is nothing left to clean up. */
	pthread_sigmask(SIG_SETMASK, &mask, NULL);
}

void zkcap_tpm_bytes_free(struct zkcap_tpm_bytes *bytes)
{
	free(bytes->data);
	bytes->data = NULL;
	bytes->len = 0;
}
