/* SPDX-License-Identifier: MIT */
/*
 * One error, carried up with context.  The function that finds the fault says
 * what it expected and where (zkcap_error_set); callers that know more, such as
 * the file's name, put it in front (zkcap_error_context).
 */
#ifndef ZKCAP_ERROR_H
#define ZKCAP_ERROR_H

#define ZKCAP_ERROR_MAX 1024

/**
 * struct zkcap_error - why something failed
 * @code: 0, or a negative errno, the value that the failing function returned
 * @message: one line for people, no newline at its end: where, what, what was expected
 */
struct zkcap_error {
	int code;
	char message[ZKCAP_ERROR_MAX];
};

/**
 * zkcap_error_set() - record a failure
 * @err: where to record it; may be NULL
 * @code: a negative errno
 * @fmt: what failed and what was expected, printf-like
 *
 * Return: @code, so that a check is one statement: return zkcap_error_set(...).
 */
int zkcap_error_set(struct zkcap_error *err, int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * zkcap_error_context() - put "context: " before a recorded failure
 * @err: a failure recorded by zkcap_error_set(); may be NULL
 * @code: the code to return when @err is NULL
 * @fmt: the context, printf-like, without the colon
 *
 * Return: the recorded code, or @code.
 */
int zkcap_error_context(struct zkcap_error *err, int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif /* ZKCAP_ERROR_H */
