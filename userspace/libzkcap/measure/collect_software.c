// SPDX-License-Identifier: MIT
/* Libraries that cryptography and containers depend on: versions and files. */

#include <jansson.h>
#include <openssl/conf.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collect.h"

#if defined(__x86_64__)
#define TRIPLET "x86_64-linux-gnu"
#elif defined(__aarch64__)
#define TRIPLET "aarch64-linux-gnu"
#else
#define TRIPLET "."
#endif

static const char *const library_dirs[] = {
	"/usr/lib/" TRIPLET, "/lib/" TRIPLET, "/usr/lib64", "/lib64", "/usr/lib", "/lib",
};

/* Names that distributions give the same package */
static const char *const openssl[] = { "libssl3", "libssl3t64", "openssl-libs", "libopenssl3",
	NULL };
static const char *const libsodium[] = { "libsodium23", "libsodium", NULL };
static const char *const gnutls[] = { "libgnutls30", "libgnutls30t64", "gnutls", "libgnutls",
	NULL };
static const char *const libc[] = { "libc6", "glibc", "musl", NULL };

static void version(struct collector *c, const struct zkcap_attribute *a,
		    const struct source *source, struct zkcap_fact *f)
{
	const char *const *names = source->arg;
	char text[128], where[128];
	enum cover cover;
	u64 packed;

	if (!package_version(c, text, sizeof(text), &cover, where, sizeof(where), names))
		fact_absent(f, "no package database has %s", names[0]);
	else if (!version_of(&packed, text))
		fact_absent(f, "%s: '%.40s' is not a version", where, text);
	else
		fact_u64(c, a, f, packed, cover, "%s", where);
}

/* As the library that runs here states it: (major << 28) | (minor << 20) | (patch << 4) */
static u64 running_openssl(void)
{
	unsigned long v = OpenSSL_version_num();

	return (u64)(v >> 28 & 0xf) << 48 | (u64)(v >> 20 & 0xff) << 32 | (v >> 4 & 0xff);
}

/* The package and the library have to agree: one of them is not what is in use otherwise */
static void openssl_version(struct collector *c, const struct zkcap_attribute *a,
			    const struct source *source, struct zkcap_fact *f)
{
	struct zk_fr running;

	version(c, a, source, f);
	if (!c->live)
		return;
	if (f->level == ZKCAP_LEVEL_ABSENT) {
		fact_u64(c, a, f, running_openssl(), COVER_NONE, "OpenSSL_version_num");
		return;
	}
	zk_fr_from_u64(&running, running_openssl());
	if (!zk_fr_eq(&running, &f->value))
		fact_absent(f, "the package database and OpenSSL_version_num do not agree");
}

static void library(struct collector *c, const struct zkcap_attribute *a,
		    const struct source *source, struct zkcap_fact *f)
{
	const char *name = source->arg;
	char path[128];
	u8 sha256[32];
	size_t i;

	for (i = 0; i < sizeof(library_dirs) / sizeof(*library_dirs); i++) {
		snprintf(path, sizeof(path), "%s/%s", library_dirs[i], name);
		if (collect_hash(c, sha256, path)) {
			fact_file(c, a, f, sha256, path);
			return;
		}
	}
	fact_absent(f, "%s: not in the directories of libraries", name);
}

static const char *setting(CONF *conf, const char *section, const char *name)
{
	return section ? NCONF_get_string(conf, section, name) : NULL;
}

/* config(5): openssl_conf names a section, which names those of providers and algorithms */
static bool fips_is_default(CONF *conf)
{
	const char *top = setting(conf, "default", "openssl_conf");
	const char *providers = setting(conf, top, "providers");
	const char *fips = setting(conf, providers, "fips");
	const char *activate = setting(conf, fips, "activate");
	const char *properties = setting(conf, setting(conf, top, "alg_section"),
					 "default_properties");

	return activate && (!strcmp(activate, "1") || !strcmp(activate, "yes")) && properties &&
	       strstr(properties, "fips=yes");
}

static void fips_provider(struct collector *c, const struct zkcap_attribute *a,
			  const struct source *source, struct zkcap_fact *f)
{
	static const char *const paths[] = { "/etc/ssl/openssl.cnf", "/etc/pki/tls/openssl.cnf" };
	char *text = NULL;
	CONF *conf;
	BIO *bio;
	size_t i, len;
	long line;

	for (i = 0; i < 2 && !text; i++)
		text = collect_file(c, 1024 * 1024, &len, paths[i]);
	if (!text) {
		fact_absent(f, "%s: not there", paths[0]);
		return;
	}
	i--;
	conf = NCONF_new(NULL);
	bio = BIO_new_mem_buf(text, (int)len);
	if (conf && bio && NCONF_load_bio(conf, bio, &line) > 0)
		fact_u64(c, a, f, fips_is_default(conf), cover_of_file(c, paths[i]), "%s",
			 paths[i]);
	else
		fact_absent(f, "%s: is not a configuration of OpenSSL", paths[i]);
	ERR_clear_error();
	BIO_free(bio);
	NCONF_free(conf);
	free(text);
}

/* runtime = "crun" below [engine]: containers.conf(5) */
static bool from_containers_conf(struct collector *c, char *out, size_t size, const char *path)
{
	char *text, *line, *rest;
	bool engine = false, found = false;
	char value[64];
	size_t len;

	text = collect_file(c, 1024 * 1024, &len, path);
	if (!text)
		return false;
	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		line += strspn(line, " \t");
		if (*line == '[')
			engine = !strncmp(line, "[engine]", 8);
		else if (engine && (sscanf(line, "runtime = \"%63[^\"]\"", value) == 1 ||
				    sscanf(line, "runtime=\"%63[^\"]\"", value) == 1))
			found = (size_t)snprintf(out, size, "%s", value) < size;
	}
	free(text);
	return found;
}

static bool from_docker(struct collector *c, char *out, size_t size)
{
	size_t len;
	char *text = collect_file(c, 1024 * 1024, &len, "/etc/docker/daemon.json");
	json_t *root = text ? json_loadb(text, len, 0, NULL) : NULL;
	const char *name = json_string_value(json_object_get(root, "default-runtime"));
	bool found = name && (size_t)snprintf(out, size, "%s", name) < size;

	json_decref(root);
	free(text);
	return found;
}

static bool runtime_path(struct collector *c, char *out, size_t size, const char *name)
{
	static const char *const dirs[] = { "/usr/bin", "/usr/sbin", "/usr/local/bin",
		"/usr/local/sbin" };
	size_t i;

	if (strchr(name, '/'))
		return (size_t)snprintf(out, size, "%s", name) < size;
	for (i = 0; i < sizeof(dirs) / sizeof(*dirs); i++) {
		snprintf(out, size, "%s/%s", dirs[i], name);
		if (collect_exists(c, "%s", out))
			return true;
	}
	return false;
}

/* The configured one; without configuration the only one that there is */
static bool find_runtime(struct collector *c, char *out, size_t size, const char **where)
{
	static const char *const configs[] = { "/etc/containers/containers.conf",
		"/usr/share/containers/containers.conf" };
	static const char *const known[] = { "crun", "runc", "youki", "kata-runtime", "runsc" };
	char path[128];
	int found = 0;
	size_t i;

	for (i = 0; i < 2; i++) {
		*where = configs[i];
		if (from_containers_conf(c, out, size, configs[i]))
			return true;
	}
	*where = "/etc/docker/daemon.json";
	if (from_docker(c, out, size))
		return true;
	*where = "the only one that is installed";
	for (i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (runtime_path(c, path, sizeof(path), known[i])) {
			snprintf(out, size, "%s", known[i]);
			found++;
		}
	}
	return found == 1;
}

static void runtime(struct collector *c, const struct zkcap_attribute *a,
		    const struct source *source, struct zkcap_fact *f)
{
	char name[64], path[128], text[128], where_package[128];
	const char *what = source->arg, *where, *base;
	const char *names[2] = { NULL, NULL };
	enum cover cover;
	u8 sha256[32];
	u64 packed;

	if (!find_runtime(c, name, sizeof(name), &where)) {
		fact_absent(f, "no container engine is configured, and not one runtime installed");
		return;
	}
	base = strrchr(name, '/');
	names[0] = base ? base + 1 : name;
	if (!strcmp(what, "name"))
		fact_text(c, a, f, names[0], COVER_NONE, "%s", where);
	else if (!strcmp(what, "binary") && runtime_path(c, path, sizeof(path), name) &&
		 collect_hash(c, sha256, path))
		fact_file(c, a, f, sha256, path);
	else if (!strcmp(what, "version") &&
		 package_version(c, text, sizeof(text), &cover, where_package,
				 sizeof(where_package), names) && version_of(&packed, text))
		fact_u64(c, a, f, packed, cover, "%s", where_package);
	else
		fact_absent(f, "%s: not found", name);
}

const struct source software_sources[] = {
	{ "openssl.version", ZKCAP_TYPE_VERSION, openssl_version, openssl },
	{ "openssl.library", ZKCAP_TYPE_DIGEST, library, "libcrypto.so.3" },
	{ "openssl.fips_provider", ZKCAP_TYPE_U64, fips_provider, NULL },
	{ "libsodium.version", ZKCAP_TYPE_VERSION, version, libsodium },
	{ "libsodium.library", ZKCAP_TYPE_DIGEST, library, "libsodium.so.23" },
	{ "gnutls.version", ZKCAP_TYPE_VERSION, version, gnutls },
	{ "gnutls.library", ZKCAP_TYPE_DIGEST, library, "libgnutls.so.30" },
	{ "container.runtime.name", ZKCAP_TYPE_DIGEST, runtime, "name" },
	{ "container.runtime.version", ZKCAP_TYPE_VERSION, runtime, "version" },
	{ "container.runtime.binary", ZKCAP_TYPE_DIGEST, runtime, "binary" },
	{ "libc.version", ZKCAP_TYPE_VERSION, version, libc },
	{ 0 },
};
