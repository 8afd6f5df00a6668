// SPDX-License-Identifier: MIT
/*
 * zkcapd: proves capabilities of this platform for processes that hold no manifest.
 *
 *	peers ── socket ── prover (manifest, no capabilities) ─┬─ agent: kernel
 *							       └─ agent: kernel, TPM
 *
 * It signs nothing and proves no statement of a peer's choosing: what is proved comes
 * from the kernel's offers, for whom comes from the peer's control group.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "answer.h"
#include "harden.h"
#include "listener.h"
#include "log.h"
#include "serve.h"
#include "verifier.h"

#define EXIT_USAGE 2
#define REFRESH_SECONDS 1

/* Threads, and what ends them */
struct threads {
	pthread_t *workers;
	unsigned int n_workers;
	pthread_t keeper;
	bool has_keeper;
};

static void *work(void *arg)
{
	struct service *service = arg;
	struct job *job;

	while ((job = queue_take(service->queue)))
		answer_job(service, job);
	return NULL;
}

/* Keeps attestations fresh, so that a question waits for the TPM only the first time. */
static void *keep(void *arg)
{
	struct timespec pause = { .tv_sec = REFRESH_SECONDS };
	struct service *service = arg;
	struct platform *platform;

	while (!atomic_load(&service->stopping)) {
		nanosleep(&pause, NULL);
		platform = service_platform(service);
		attested_refresh(service->attested, platform);
		platform_put(platform);
	}
	return NULL;
}

static int start_threads(struct service *service, struct threads *t, struct zkcap_error *err)
{
	unsigned int n = service->config.workers;
	int rc = 0;

	t->workers = calloc(n, sizeof(*t->workers));
	if (!t->workers)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	while (!rc && t->n_workers < n) {
		rc = pthread_create(&t->workers[t->n_workers], NULL, work, service);
		t->n_workers += !rc;
	}
	if (!rc)
		rc = pthread_create(&t->keeper, NULL, keep, service);
	t->has_keeper = !rc;
	return rc ? zkcap_error_set(err, -rc, "cannot start a thread: %s", strerror(rc)) : 0;
}

/* What waits is told that there will be no answer; what is being proved is finished. */
static void stop_threads(struct service *service, struct threads *t)
{
	atomic_store(&service->stopping, true);
	queue_close(service->queue);
	agent_hang_up(&service->kernel);
	agent_hang_up(&service->tpm);
	while (t->n_workers)
		pthread_join(t->workers[--t->n_workers], NULL);
	if (t->has_keeper)
		pthread_join(t->keeper, NULL);
	free(t->workers);
}

static void reload(struct service *service)
{
	struct platform *platform, *old;
	struct zkcap_error err = { 0 };

	listener_notify("RELOADING=1");
	if (platform_open(&platform, &service->config, &err)) {
		log_line(LOG_ERROR, "goes on with the manifest it has: %s", err.message);
	} else {
		pthread_mutex_lock(&service->lock);
		old = service->platform;
		service->platform = platform;
		pthread_mutex_unlock(&service->lock);
		attested_forget(service->attested);
		platform_put(old);
		log_line(LOG_NOTICE, "read manifest and definitions again");
	}
	listener_notify("READY=1");
}

/* Signals come by a descriptor; set before there are threads, which inherit it. */
static int open_signals(struct zkcap_error *err)
{
	sigset_t set;
	int fd;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return fd >= 0 ? fd : zkcap_error_set(err, -errno, "signalfd: %s", strerror(errno));
}

/* Privileges go with the agents, before there is a secret or a stranger. */
static int split(struct service *service, struct zkcap_error *err)
{
	int rc = harden_secrets(err);

	if (!rc)
		rc = agent_start(&service->kernel, "zkcapd-kernel", &service->config, err);
	if (!rc)
		rc = agent_start(&service->tpm, "zkcapd-tpm", &service->config, err);
	return rc ? rc : harden_drop(0, err);
}

static int prepare(struct service *service, struct zkcap_error *err)
{
	int rc = platform_open(&service->platform, &service->config, err);

	if (rc)
		return rc;
	if (!zkcap_verifier_tables(err))
		return err->code;
	service->queue = queue_new(service->config.queue);
	service->attested = attested_new(&service->tpm);
	if (!service->queue || !service->attested)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	return 0;
}

static int run(struct service *service, int listener, int signals, struct zkcap_error *err)
{
	struct threads threads = { 0 };
	int rc = start_threads(service, &threads, err);

	if (!rc) {
		log_line(LOG_NOTICE, "serves, %u workers", service->config.workers);
		listener_notify("READY=1");
		rc = serve(service, listener, signals, reload, err);
		listener_notify("STOPPING=1");
	}
	/* Nobody connects any more who would not be answered. */
	close(listener);
	stop_threads(service, &threads);
	return rc;
}

static int service_main(struct service *service)
{
	struct zkcap_error err = { 0 };
	int listener, signals, rc;
	bool made = false;

	signals = open_signals(&err);
	listener = signals < 0 ? signals : listener_open(service->config.socket, &made, &err);
	rc = listener < 0 ? listener : split(service, &err);
	if (!rc)
		rc = prepare(service, &err);
	if (!rc)
		rc = run(service, listener, signals, &err);
	if (rc)
		log_line(LOG_ERROR, "%s", err.message);
	else
		log_line(LOG_NOTICE, "ends");
	if (made && listener >= 0)
		unlink(service->config.socket);
	attested_free(service->attested);
	queue_free(service->queue);
	platform_put(service->platform);
	agent_end(&service->kernel);
	agent_end(&service->tpm);
	return rc ? EXIT_FAILURE : EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	static struct service service = { .lock = PTHREAD_MUTEX_INITIALIZER };
	int rc = config_parse(&service.config, argc, argv);

	if (rc)
		return rc < 0 ? EXIT_SUCCESS : EXIT_USAGE;
	umask(077);
	log_init(service.config.verbose);
	return service_main(&service);
}
