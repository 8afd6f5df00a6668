// SPDX-License-Identifier: MIT
/* Asking the prover service. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "service.h"

static const struct {
	const char *name;
	int code;
} codes[ZKCAP_SERVICE_CODES] = {
	[ZKCAP_SERVICE_OK] = { "ok", 0 },
	[ZKCAP_SERVICE_MALFORMED] = { "malformed", -EBADMSG },
	[ZKCAP_SERVICE_NO_TENANT] = { "no-tenant", -EPERM },
	[ZKCAP_SERVICE_RATE_LIMITED] = { "rate-limited", -EAGAIN },
	[ZKCAP_SERVICE_BUSY] = { "busy", -EBUSY },
	[ZKCAP_SERVICE_NO_OFFER] = { "no-offer", -ENXIO },
	[ZKCAP_SERVICE_NOT_PROVED] = { "not-proved", -EDOM },
	[ZKCAP_SERVICE_NO_DEFINITION] = { "no-definition", -ENODATA },
	[ZKCAP_SERVICE_NOT_ATTESTED] = { "not-attested", -ENOKEY },
	[ZKCAP_SERVICE_TIMED_OUT] = { "timed-out", -ETIMEDOUT },
	[ZKCAP_SERVICE_STOPPING] = { "stopping", -ESHUTDOWN },
	[ZKCAP_SERVICE_KERNEL] = { "kernel", -EREMOTEIO },
	[ZKCAP_SERVICE_FAILED] = { "failed", -EIO },
};

const char *zkcap_service_code_name(unsigned int code)
{
	return code < ZKCAP_SERVICE_CODES ? codes[code].name : "unknown";
}

int zkcap_service_errno(unsigned int code)
{
	return code < ZKCAP_SERVICE_CODES ? codes[code].code : -EPROTO;
}

static int connect_to(const char *path, unsigned int timeout_ms, struct zkcap_error *err)
{
	struct timeval timeout = {
		.tv_sec = timeout_ms / 1000,
		.tv_usec = timeout_ms % 1000 * 1000,
	};
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd, rc = 0;

	if (strlen(path) >= sizeof(address.sun_path))
		return zkcap_error_set(err, -ENAMETOOLONG, "%s: expected a path of up to %zu bytes",
				       path, sizeof(address.sun_path) - 1);
	memcpy(address.sun_path, path, strlen(path) + 1);
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return zkcap_error_set(err, -errno, "socket: %s", strerror(errno));
	/* The first holds for connect(), too. */
	if (setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout)) ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout)) ||
	    connect(fd, (struct sockaddr *)&address, sizeof(address)))
		rc = zkcap_error_set(err, errno == EAGAIN ? -ETIMEDOUT : -errno,
				     "%s: cannot reach the prover service: %s", path,
				     strerror(errno));
	if (rc) {
		close(fd);
		return rc;
	}
	return fd;
}

static int exchange(int fd, const uint8_t *question, size_t question_len, uint8_t *answer,
		    size_t *answer_len, struct zkcap_error *err)
{
	ssize_t n = send(fd, question, question_len, MSG_NOSIGNAL);
	int tries = 2;

	/*
	 * A service that refuses who asks says so and hangs up, without reading the question:
	 * its answer can be read after the error that this makes.
	 */
	if (n < 0 && errno != EPIPE)
		return zkcap_error_set(err, errno == EAGAIN ? -ETIMEDOUT : -errno,
				       "sending to the prover service: %s", strerror(errno));
	do {
		n = recv(fd, answer, *answer_len, MSG_TRUNC);
	} while (n < 0 && (errno == EINTR || (errno == ECONNRESET && --tries)));
	if (n < 0 && errno == EAGAIN)
		return zkcap_error_set(err, -ETIMEDOUT, "the prover service did not answer in time");
	if (n < 0)
		return zkcap_error_set(err, -errno, "hearing from the prover service: %s",
				       strerror(errno));
	if (!n || (size_t)n > *answer_len)
		return zkcap_error_set(err, -EPROTO, n ? "the prover service's answer is too long" :
				       "the prover service hung up");
	*answer_len = (size_t)n;
	return 0;
}

int zkcap_service_prove(const char *path, const struct zkcap_service_question *question,
			struct zkcap_service_answer *answer, unsigned int timeout_ms,
			struct zkcap_error *err)
{
	/* One byte more than there may be shows what is too long. */
	uint8_t sent[ZKCAP_SERVICE_QUESTION_MAX], got[ZKCAP_SERVICE_ANSWER_MAX + 1];
	size_t got_len = sizeof(got);
	long len;
	int fd, rc;

	memset(answer, 0, sizeof(*answer));
	answer->code = ZKCAP_SERVICE_FAILED;
	len = zkcap_service_question_encode(sent, question, err);
	if (len < 0)
		return (int)len;
	if (!path)
		path = getenv(ZKCAP_SERVICE_ENV);
	if (!path)
		path = ZKCAP_SERVICE_SOCKET;
	fd = connect_to(path, timeout_ms, err);
	if (fd < 0)
		return fd;
	rc = exchange(fd, sent, (size_t)len, got, &got_len, err);
	close(fd);
	if (!rc)
		rc = zkcap_service_answer_decode(answer, got, got_len, err);
	if (rc) {
		answer->code = ZKCAP_SERVICE_FAILED;
		return rc;
	}
	if (!answer->code)
		return 0;
	return zkcap_error_set(err, zkcap_service_errno(answer->code), "zkcapd: %s: %s",
			       zkcap_service_code_name(answer->code), answer->text);
}
