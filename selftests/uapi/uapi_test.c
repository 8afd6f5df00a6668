// SPDX-License-Identifier: GPL-2.0-only
/*
 * A client of the family as anybody would write one: with its header, libnl and nothing
 * of zkcap's own.  What the header, and the specification that it is made from, says must
 * be what the kernel does.
 *
 * As root; loads the module freshly: ZKCAP_MODULE, else what modprobe finds.
 */
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sys/stat.h>

#include <netlink/genl/family.h>

#include <kselftest_harness.h>

#include "client.h"

#define GROUP		"/sys/fs/cgroup/zkcap-uapi"
#define NOBODY		65534
/* Emulated guests are thirty times slower. */
#define SECONDS		240
#define MAJOR		240
/* First of the minors that no class has */
#define OTHERS		(NODES * NODES)
#define CHILDREN	8
#define ROUNDS		25

/* A refusal by the netlink core has no cookie, and a text all the same. */
#define EXPECT_CORE_REFUSAL(errno_, text_, answer) do {		\
	EXPECT_EQ(errno_, (answer)->error);			\
	EXPECT_STREQ(text_, (answer)->text);			\
	EXPECT_EQ(0, (answer)->cookie);				\
} while (0)

/* One by the family begins with the reason's name. */
#define EXPECT_REFUSAL(errno_, reason_, name_, answer) do {			\
	EXPECT_EQ(errno_, (answer)->error);					\
	EXPECT_EQ(8, (answer)->cookie);						\
	EXPECT_EQ(reason_, (answer)->reason);					\
	EXPECT_EQ(0, strncmp((answer)->text, name_ ": ", strlen(name_ ": ")));	\
} while (0)

FIXTURE(family) {
	struct client client;
	struct answer answer;
};

FIXTURE_SETUP(family)
{
	ASSERT_LT(0, client_open(&self->client));
}

FIXTURE_TEARDOWN(family)
{
	client_close(&self->client);
}

TEST_F_TIMEOUT(family, is_what_the_header_says, SECONDS)
{
	struct genl_family *family;
	struct nl_cache *cache;

	ASSERT_EQ(0, genl_ctrl_alloc_cache(self->client.sock, &cache));
	family = genl_ctrl_search_by_name(cache, ZKCAP_FAMILY_NAME);
	ASSERT_NE(NULL, family);
	EXPECT_EQ(self->client.family, (int)genl_family_get_id(family));
	EXPECT_EQ(ZKCAP_FAMILY_VERSION, genl_family_get_version(family));
	EXPECT_EQ(0, genl_family_get_hdrsize(family));
	EXPECT_LT(0, genl_ctrl_resolve_grp(self->client.sock, ZKCAP_FAMILY_NAME,
					   ZKCAP_MCGRP_EVENTS));
	genl_family_put(family);
	nl_cache_free(cache);
}

TEST_F_TIMEOUT(family, tells_its_version_and_limits, SECONDS)
{
	struct answer *answer = &self->answer;
	struct nlattr *attr;
	int type;

	ASSERT_EQ(0, ask_plain(&self->client, ZKCAP_CMD_VERSION_GET, 0, answer));
	ASSERT_EQ(0, answer->error);
	ASSERT_EQ(1, answer->replies);
	EXPECT_EQ(ZKCAP_CMD_VERSION_GET, answer->header.cmd);
	EXPECT_EQ(ZKCAP_FAMILY_VERSION, answer->header.version);
	ASSERT_NE(NULL, found(answer, ZKCAP_A_VERSION_MODULE));
	EXPECT_LT(1, nla_len(found(answer, ZKCAP_A_VERSION_MODULE)));
	ASSERT_NE(NULL, found(answer, ZKCAP_A_VERSION_SRS));
	EXPECT_EQ(ZKCAP_DIGEST_LEN, nla_len(found(answer, ZKCAP_A_VERSION_SRS)));
	for (type = ZKCAP_A_VERSION_SRS + 1; type <= ZKCAP_A_VERSION_MAX; type++) {
		attr = found(answer, type);
		ASSERT_NE(NULL, attr)
			TH_LOG("no attribute %d", type);
		ASSERT_EQ((int)sizeof(__u32), nla_len(attr));
		EXPECT_LT(0, nla_get_u32(attr));
	}
	EXPECT_EQ(NULL, found(answer, ZKCAP_A_VERSION_MAX + 1));
}

TEST_F_TIMEOUT(family, knows_no_other_commands, SECONDS)
{
	struct answer *answer = &self->answer;
	int i, commands[] = { 0, ZKCAP_CMD_EVENT, ZKCAP_CMD_MAX + 1, 255 };

	for (i = 0; i < 4; i++) {
		ASSERT_EQ(0, ask_plain(&self->client, commands[i], 0, answer));
		EXPECT_EQ(EOPNOTSUPP, answer->error)
			TH_LOG("command %d", commands[i]);
		EXPECT_EQ(0, answer->cookie);
	}
	/* Nor a dump of what is done, nor the reverse. */
	ASSERT_EQ(0, ask_plain(&self->client, ZKCAP_CMD_CHALLENGE, NLM_F_DUMP, answer));
	EXPECT_EQ(EOPNOTSUPP, answer->error);
	ASSERT_EQ(0, ask_plain(&self->client, ZKCAP_CMD_TENANT_GET, 0, answer));
	EXPECT_EQ(EOPNOTSUPP, answer->error);
}

TEST_F_TIMEOUT(family, knows_no_other_attributes, SECONDS)
{
	struct answer *answer = &self->answer;
	struct nl_msg *msg;
	/* What only replies have, and what nothing has */
	int i, types[] = { ZKCAP_A_CHALLENGE_CHALLENGE, ZKCAP_A_CHALLENGE_MAX + 1 };

	for (i = 0; i < 2; i++) {
		msg = message(&self->client, ZKCAP_CMD_CHALLENGE, 0);
		ASSERT_EQ(0, nla_put_u32(msg, ZKCAP_A_CHALLENGE_KIND,
					 ZKCAP_CHALLENGE_KIND_REQUEST));
		ASSERT_EQ(0, nla_put_u32(msg, types[i], 0));
		ASSERT_EQ(0, ask(&self->client, msg, answer));
		EXPECT_CORE_REFUSAL(EINVAL, "Unknown attribute type", answer);
		EXPECT_EQ(NLMSG_HDRLEN + GENL_HDRLEN + nla_total_size(4), answer->offset);
	}
	/* Of an operation that takes none */
	msg = message(&self->client, ZKCAP_CMD_VERSION_GET, 0);
	ASSERT_EQ(0, nla_put_u32(msg, ZKCAP_A_VERSION_OFFERS, 1));
	ASSERT_EQ(0, ask(&self->client, msg, answer));
	EXPECT_CORE_REFUSAL(EINVAL, "Unknown attribute type", answer);
}

TEST_F_TIMEOUT(family, takes_no_malformed_attribute, SECONDS)
{
	struct answer *answer = &self->answer;
	struct nl_msg *msg;
	struct nlattr *attr;

	/* A byte of a u16 */
	msg = message(&self->client, ZKCAP_CMD_POOL_SET, 0);
	ASSERT_EQ(0, nla_put_u64(msg, ZKCAP_A_POOL_CAPACITY, 1));
	ASSERT_EQ(0, nla_put_u8(msg, ZKCAP_A_POOL_KIND, ZKCAP_RESOURCE_KIND_PIDS));
	ASSERT_EQ(0, ask(&self->client, msg, answer));
	EXPECT_CORE_REFUSAL(EINVAL, "invalid attribute length", answer);
	EXPECT_EQ(NLMSG_HDRLEN + GENL_HDRLEN + nla_total_size(8), answer->offset);

	/* A byte short of a digest */
	msg = message(&self->client, ZKCAP_CMD_KEY_DEL, 0);
	ASSERT_NE(NULL, nla_reserve(msg, ZKCAP_A_KEY_ID, ZKCAP_KEY_ID_LEN - 1));
	ASSERT_EQ(0, ask(&self->client, msg, answer));
	EXPECT_EQ(ERANGE, answer->error);
	EXPECT_EQ(0, answer->cookie);
	EXPECT_EQ(NLMSG_HDRLEN + GENL_HDRLEN, answer->offset);

	/* One that says that it is longer than the message */
	msg = message(&self->client, ZKCAP_CMD_POOL_SET, 0);
	attr = nla_reserve(msg, ZKCAP_A_POOL_KIND, 2);
	ASSERT_NE(NULL, attr);
	attr->nla_len = 64;
	ASSERT_EQ(0, ask(&self->client, msg, answer));
	EXPECT_EQ(EINVAL, answer->error);
	EXPECT_EQ(0, answer->cookie);

	/* And after all that, a good one. */
	ASSERT_EQ(0, ask_plain(&self->client, ZKCAP_CMD_VERSION_GET, 0, answer));
	EXPECT_EQ(0, answer->error);
}

TEST_F_TIMEOUT(family, refuses_with_a_reason, SECONDS)
{
	struct answer *answer = &self->answer;
	struct nl_msg *msg;

	ASSERT_EQ(0, ask_plain(&self->client, ZKCAP_CMD_REVOKE, 0, answer));
	EXPECT_REFUSAL(EINVAL, ZKCAP_REASON_ATTRIBUTE_MISSING, "attribute-missing", answer);
	EXPECT_EQ(ZKCAP_A_GRANT_ID, answer->detail);

	msg = message(&self->client, ZKCAP_CMD_OFFER_DEL, 0);
	ASSERT_EQ(0, nla_put_string(msg, ZKCAP_A_OFFER_NAME, "absent"));
	ASSERT_EQ(0, ask(&self->client, msg, answer));
	EXPECT_REFUSAL(ENOENT, ZKCAP_REASON_OFFER_ABSENT, "offer-absent", answer);

	msg = message(&self->client, ZKCAP_CMD_OFFER_DEL, 0);
	ASSERT_EQ(0, nla_put_string(msg, ZKCAP_A_OFFER_NAME, "a"));
	ASSERT_EQ(0, nla_put_string(msg, ZKCAP_A_OFFER_NAME, "b"));
	ASSERT_EQ(0, ask(&self->client, msg, answer));
	EXPECT_REFUSAL(EINVAL, ZKCAP_REASON_ATTRIBUTE_DUPLICATED, "attribute-duplicated", answer);
	EXPECT_EQ(NLMSG_HDRLEN + GENL_HDRLEN + nla_total_size(2), answer->offset);

	msg = message(&self->client, ZKCAP_CMD_TENANT_ADD, 0);
	ASSERT_EQ(0, nla_put_u32(msg, ZKCAP_A_TENANT_CGROUP_FD, STDERR_FILENO));
	ASSERT_EQ(0, ask(&self->client, msg, answer));
	EXPECT_REFUSAL(EBADF, ZKCAP_REASON_CGROUP_INVALID, "cgroup-invalid", answer);
}

/* Not with the fixture's socket, which root opened */
TEST_F_TIMEOUT(family, obeys_only_the_administrator, SECONDS)
{
	struct answer *answer = &self->answer;
	struct client client;
	struct nl_msg *msg;

	ASSERT_EQ(0, setgroups(0, NULL));
	ASSERT_EQ(0, setresgid(NOBODY, NOBODY, NOBODY));
	ASSERT_EQ(0, setresuid(NOBODY, NOBODY, NOBODY));
	ASSERT_EQ(self->client.family, client_open(&client));

	msg = message(&client, ZKCAP_CMD_POOL_SET, 0);
	ASSERT_EQ(0, nla_put_u16(msg, ZKCAP_A_POOL_KIND, ZKCAP_RESOURCE_KIND_PIDS));
	ASSERT_EQ(0, nla_put_u64(msg, ZKCAP_A_POOL_CAPACITY, 1));
	ASSERT_EQ(0, ask(&client, msg, answer));
	EXPECT_REFUSAL(EPERM, ZKCAP_REASON_NOT_ADMIN, "not-admin", answer);

	/* Everybody may ask for the version, and whoever is in no tenant for no challenge. */
	ASSERT_EQ(0, ask_plain(&client, ZKCAP_CMD_VERSION_GET, 0, answer));
	EXPECT_EQ(0, answer->error);
	msg = message(&client, ZKCAP_CMD_CHALLENGE, 0);
	ASSERT_EQ(0, nla_put_u32(msg, ZKCAP_A_CHALLENGE_KIND, ZKCAP_CHALLENGE_KIND_REQUEST));
	ASSERT_EQ(0, ask(&client, msg, answer));
	EXPECT_REFUSAL(ENOENT, ZKCAP_REASON_TENANT_ABSENT, "tenant-absent", answer);
	client_close(&client);
}

/* What the administrator has defined: as many classes of as many nodes as there may be. */
FIXTURE(classes) {
	struct client client;
	struct answer answer;
	int n;
};

static int set_class(struct client *client, struct answer *answer, const char *name, int first,
		     int nodes)
{
	struct nl_msg *msg = message(client, ZKCAP_CMD_DEVICE_CLASS_SET, 0);
	struct nlattr *nest;
	int minor;

	if (!msg || nla_put_string(msg, ZKCAP_A_DEVICE_CLASS_NAME, name))
		return -NLE_NOMEM;
	for (minor = first; minor < first + nodes; minor++) {
		nest = nla_nest_start(msg, ZKCAP_A_DEVICE_CLASS_NODE);
		if (!nest || nla_put_u32(msg, ZKCAP_A_DEVICE_NODE_TYPE, ZKCAP_DEVICE_TYPE_CHAR) ||
		    nla_put_u32(msg, ZKCAP_A_DEVICE_NODE_MAJOR, MAJOR) ||
		    nla_put_u32(msg, ZKCAP_A_DEVICE_NODE_MINOR, minor))
			return -NLE_NOMEM;
		nla_nest_end(msg, nest);
	}
	return ask(client, msg, answer);
}

static int del_class(struct client *client, struct answer *answer, const char *name)
{
	struct nl_msg *msg = message(client, ZKCAP_CMD_DEVICE_CLASS_DEL, 0);

	if (!msg || nla_put_string(msg, ZKCAP_A_DEVICE_CLASS_NAME, name))
		return -NLE_NOMEM;
	return ask(client, msg, answer);
}

FIXTURE_SETUP(classes)
{
	struct nlattr *limit;
	char name[16];
	int i;

	ASSERT_LT(0, client_open(&self->client));
	ASSERT_EQ(0, ask_plain(&self->client, ZKCAP_CMD_VERSION_GET, 0, &self->answer));
	limit = found(&self->answer, ZKCAP_A_VERSION_NODES);
	ASSERT_EQ(NODES, nla_get_u32(limit));
	limit = found(&self->answer, ZKCAP_A_VERSION_DEVICE_CLASSES);
	self->n = nla_get_u32(limit);
	ASSERT_GE(NODES, self->n);
	for (i = 0; i < self->n; i++) {
		snprintf(name, sizeof(name), "class%d", i);
		ASSERT_EQ(0, set_class(&self->client, &self->answer, name, i * NODES, NODES));
		ASSERT_EQ(0, self->answer.error);
	}
}

FIXTURE_TEARDOWN(classes)
{
	char name[16];
	int i;

	for (i = 0; i < self->n; i++) {
		snprintf(name, sizeof(name), "class%d", i);
		EXPECT_EQ(0, del_class(&self->client, &self->answer, name));
		EXPECT_EQ(0, self->answer.error);
	}
	client_close(&self->client);
}

/* Each once */
#define EXPECT_ALL_CLASSES(answer) do {				\
	int i_;							\
								\
	EXPECT_EQ(0, (answer)->error);				\
	EXPECT_EQ(self->n, (answer)->replies);			\
	for (i_ = 0; i_ < self->n; i_++)			\
		EXPECT_EQ(1, (answer)->classes[i_]);		\
} while (0)

TEST_F_TIMEOUT(classes, as_many_as_the_limits_say, SECONDS)
{
	struct answer *answer = &self->answer;
	char name[ZKCAP_NAME_MAX + 2];

	ASSERT_EQ(0, set_class(&self->client, answer, "another", OTHERS, NODES));
	EXPECT_REFUSAL(ENOSPC, ZKCAP_REASON_LIMIT_REACHED, "limit-reached", answer);
	/* One of them may have other nodes, and its old ones again. */
	ASSERT_EQ(0, set_class(&self->client, answer, "class1", OTHERS, NODES));
	EXPECT_EQ(0, answer->error);
	ASSERT_EQ(0, set_class(&self->client, answer, "class1", NODES, NODES));
	EXPECT_EQ(0, answer->error);
	ASSERT_EQ(0, del_class(&self->client, answer, "another"));
	EXPECT_REFUSAL(ENOENT, ZKCAP_REASON_DEVICE_CLASS_ABSENT, "device-class-absent", answer);

	/* There is room for one with the longest name and the last node, and for no longer one. */
	memset(name, 'x', sizeof(name));
	name[ZKCAP_NAME_MAX + 1] = 0;
	ASSERT_EQ(0, del_class(&self->client, answer, "class0"));
	ASSERT_EQ(0, answer->error);
	ASSERT_EQ(0, set_class(&self->client, answer, name, 0, 1));
	EXPECT_EQ(EINVAL, answer->error);
	EXPECT_EQ(0, answer->cookie);
	name[ZKCAP_NAME_MAX] = 0;
	ASSERT_EQ(0, set_class(&self->client, answer, name, ZKCAP_MINOR_MAX + 1, 1));
	EXPECT_EQ(ERANGE, answer->error);
	ASSERT_EQ(0, set_class(&self->client, answer, name, ZKCAP_MINOR_MAX, 1));
	EXPECT_EQ(0, answer->error);
	ASSERT_EQ(0, del_class(&self->client, answer, name));
	EXPECT_EQ(0, answer->error);
	ASSERT_EQ(0, set_class(&self->client, answer, "class0", 0, 1));
	EXPECT_EQ(0, answer->error);
}

TEST_F_TIMEOUT(classes, are_dumped_whole_after_a_dump_was_abandoned, SECONDS)
{
	struct answer *answer = &self->answer;
	struct client other;
	char piece[65536];
	int i;

	for (i = 0; i < 3; i++) {
		ASSERT_EQ(self->client.family, client_open(&other));
		ASSERT_EQ(0, tell(&other, message(&other, ZKCAP_CMD_DEVICE_CLASS_GET, NLM_F_DUMP),
				  answer));
		ASSERT_LT(0, recv(nl_socket_get_fd(other.sock), piece, sizeof(piece), 0));
		client_close(&other);
	}
	ASSERT_EQ(0, ask_plain(&self->client, ZKCAP_CMD_DEVICE_CLASS_GET, NLM_F_DUMP, answer));
	EXPECT_ALL_CLASSES(answer);
}

TEST_F_TIMEOUT(classes, are_dumped_while_other_things_are_asked, SECONDS)
{
	struct answer dump = {}, *answer = &self->answer;
	struct client *client = &self->client;

	ASSERT_EQ(0, tell(client, message(client, ZKCAP_CMD_DEVICE_CLASS_GET, NLM_F_DUMP), &dump));
	client->pending = &dump;
	/* It does not fit in what the socket holds at once, so that it still runs. */
	ASSERT_EQ(0, tell(client, message(client, ZKCAP_CMD_DEVICE_CLASS_GET, NLM_F_DUMP), answer));
	ASSERT_EQ(0, hear(client, answer));
	EXPECT_EQ(EBUSY, answer->error);
	EXPECT_EQ(0, answer->replies);
	ASSERT_EQ(0, ask_plain(client, ZKCAP_CMD_VERSION_GET, 0, answer));
	EXPECT_EQ(0, answer->error);
	EXPECT_EQ(1, answer->replies);
	ASSERT_EQ(0, hear(client, &dump));
	EXPECT_ALL_CLASSES(&dump);
	client->pending = NULL;
	ASSERT_EQ(0, ask_plain(client, ZKCAP_CMD_DEVICE_CLASS_GET, NLM_F_DUMP, answer));
	EXPECT_ALL_CLASSES(answer);
}

/* A control group under management, which @client's process is outside of */
FIXTURE(tenant) {
	struct client client;
	struct answer answer;
	int fd;
	__u64 id;
	unsigned char (*challenges)[ZKCAP_CHALLENGE_LEN];
};

FIXTURE_SETUP(tenant)
{
	struct nl_msg *msg;
	struct stat st;

	ASSERT_LT(0, client_open(&self->client));
	ASSERT_EQ(0, mkdir(GROUP, 0755));
	self->fd = open(GROUP, O_RDONLY | O_DIRECTORY);
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, fstat(self->fd, &st));
	msg = message(&self->client, ZKCAP_CMD_TENANT_ADD, 0);
	ASSERT_EQ(0, nla_put_u32(msg, ZKCAP_A_TENANT_CGROUP_FD, self->fd));
	ASSERT_EQ(0, ask(&self->client, msg, &self->answer));
	ASSERT_EQ(0, self->answer.error);
	ASSERT_NE(NULL, found(&self->answer, ZKCAP_A_TENANT_ID));
	self->id = nla_get_u64(found(&self->answer, ZKCAP_A_TENANT_ID));
	EXPECT_EQ((__u64)st.st_ino, self->id);
	self->challenges = mmap(NULL, CHILDREN * ROUNDS * ZKCAP_CHALLENGE_LEN,
				PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, (void *)self->challenges);
}

/* In the parent, for a test may have entered the group: it has ended by now. */
FIXTURE_TEARDOWN_PARENT(tenant)
{
	struct client client;
	struct nl_msg *msg;

	ASSERT_LT(0, client_open(&client));
	msg = message(&client, ZKCAP_CMD_TENANT_DEL, 0);
	ASSERT_EQ(0, nla_put_u64(msg, ZKCAP_A_TENANT_ID, self->id));
	ASSERT_EQ(0, ask(&client, msg, &self->answer));
	/* A test may have removed it. */
	if (!access(GROUP, F_OK)) {
		EXPECT_EQ(0, self->answer.error);
		EXPECT_EQ(0, rmdir(GROUP));
	} else {
		EXPECT_REFUSAL(ENOENT, ZKCAP_REASON_TENANT_ABSENT, "tenant-absent", &self->answer);
	}
	client_close(&client);
}

/* A challenge for the tenant of @fd, for the caller's own if that is negative */
static int ask_challenge(struct client *client, int fd, struct answer *answer)
{
	struct nl_msg *msg = message(client, ZKCAP_CMD_CHALLENGE, 0);

	if (!msg ||
	    nla_put_u32(msg, ZKCAP_A_CHALLENGE_KIND, ZKCAP_CHALLENGE_KIND_REQUEST) ||
	    (fd >= 0 && nla_put_u32(msg, ZKCAP_A_CHALLENGE_CGROUP_FD, fd)))
		return -NLE_NOMEM;
	return ask(client, msg, answer);
}

static bool enter(const char *group)
{
	int fd = open(group, O_WRONLY);
	bool done = fd >= 0 && write(fd, "0", 1) == 1;

	close(fd);
	return done;
}

TEST_F_TIMEOUT(tenant, gets_challenges_from_inside, SECONDS)
{
	unsigned char first[ZKCAP_CHALLENGE_LEN];
	struct answer *answer = &self->answer;
	struct client client;
	struct nlattr *attr;
	__u32 limit;
	int i;

	ASSERT_EQ(0, ask_plain(&self->client, ZKCAP_CMD_VERSION_GET, 0, answer));
	limit = nla_get_u32(found(answer, ZKCAP_A_VERSION_CHALLENGE_MS));
	ASSERT_EQ(0, ask_challenge(&self->client, -1, answer));
	EXPECT_REFUSAL(ENOENT, ZKCAP_REASON_TENANT_ABSENT, "tenant-absent", answer);

	ASSERT_TRUE(enter(GROUP "/cgroup.procs"));
	ASSERT_EQ(0, setgroups(0, NULL));
	ASSERT_EQ(0, setresgid(NOBODY, NOBODY, NOBODY));
	ASSERT_EQ(0, setresuid(NOBODY, NOBODY, NOBODY));
	ASSERT_EQ(self->client.family, client_open(&client));
	for (i = 0; i < 2; i++) {
		ASSERT_EQ(0, ask_challenge(&client, -1, answer));
		ASSERT_EQ(0, answer->error);
		ASSERT_EQ(1, answer->replies);
		attr = found(answer, ZKCAP_A_CHALLENGE_CHALLENGE);
		ASSERT_NE(NULL, attr);
		ASSERT_EQ(ZKCAP_CHALLENGE_LEN, nla_len(attr));
		if (i)
			EXPECT_NE(0, memcmp(first, nla_data(attr), sizeof(first)));
		memcpy(first, nla_data(attr), sizeof(first));
		attr = found(answer, ZKCAP_A_CHALLENGE_TENANT);
		ASSERT_NE(NULL, attr);
		EXPECT_EQ(self->id, nla_get_u64(attr));
		attr = found(answer, ZKCAP_A_CHALLENGE_EXPIRES_IN_MS);
		ASSERT_NE(NULL, attr);
	}
	EXPECT_LT(0, nla_get_u32(attr));
	EXPECT_GE(limit, nla_get_u32(attr));
	client_close(&client);
}

/* Into the group's place of this child; how many failed */
static int collect(int fd, unsigned char (*challenges)[ZKCAP_CHALLENGE_LEN])
{
	struct answer answer;
	struct client client;
	struct nlattr *attr;
	int i, failed = 0;

	if (client_open(&client) < 0)
		return ROUNDS;
	for (i = 0; i < ROUNDS; i++) {
		if (ask_plain(&client, ZKCAP_CMD_TENANT_GET, NLM_F_DUMP, &answer) ||
		    answer.error || answer.replies != 1)
			failed++;
		if (ask_challenge(&client, fd, &answer) || answer.error)
			failed++;
		attr = found(&answer, ZKCAP_A_CHALLENGE_CHALLENGE);
		if (attr && nla_len(attr) == ZKCAP_CHALLENGE_LEN)
			memcpy(challenges[i], nla_data(attr), ZKCAP_CHALLENGE_LEN);
	}
	client_close(&client);
	return failed;
}

static int compare(const void *a, const void *b)
{
	return memcmp(a, b, ZKCAP_CHALLENGE_LEN);
}

TEST_F_TIMEOUT(tenant, answers_several_at_once, SECONDS)
{
	const unsigned char nothing[ZKCAP_CHALLENGE_LEN] = {};
	int i, status, equal = 0;
	pid_t children[CHILDREN];

	for (i = 0; i < CHILDREN; i++) {
		children[i] = fork();
		ASSERT_LE(0, children[i]);
		if (!children[i])
			_exit(collect(self->fd, self->challenges + i * ROUNDS));
	}
	for (i = 0; i < CHILDREN; i++) {
		ASSERT_EQ(children[i], waitpid(children[i], &status, 0));
		EXPECT_TRUE(WIFEXITED(status));
		EXPECT_EQ(0, WEXITSTATUS(status));
	}
	qsort(self->challenges, CHILDREN * ROUNDS, ZKCAP_CHALLENGE_LEN, compare);
	EXPECT_NE(0, memcmp(self->challenges[0], nothing, ZKCAP_CHALLENGE_LEN));
	for (i = 1; i < CHILDREN * ROUNDS; i++)
		equal += !memcmp(self->challenges[i - 1], self->challenges[i], ZKCAP_CHALLENGE_LEN);
	EXPECT_EQ(0, equal);
}

/* Events have no sequence number, and nobody asked for them. */
static int hear_event(struct client *client, int type, struct answer *answer)
{
	struct nlattr *attr;
	int err;

	do {
		memset(answer, 0, sizeof(*answer));
		while (!answer->replies) {
			struct pollfd fd = {
				.fd = nl_socket_get_fd(client->sock), .events = POLLIN
			};

			if (poll(&fd, 1, WAIT_MS) != 1)
				return -NLE_AGAIN;
			err = nl_recvmsgs_default(client->sock);
			if (err)
				return err;
		}
		attr = found(answer, ZKCAP_A_EVENT_TYPE);
	} while (!attr || (int)nla_get_u32(attr) != type);
	return 0;
}

TEST_F_TIMEOUT(tenant, is_reported_when_its_group_is_gone, SECONDS)
{
	struct answer *answer = &self->answer;
	struct client listener;
	int group;

	ASSERT_EQ(self->client.family, client_open(&listener));
	group = genl_ctrl_resolve_grp(listener.sock, ZKCAP_FAMILY_NAME, ZKCAP_MCGRP_EVENTS);
	ASSERT_LT(0, group);
	nl_socket_disable_seq_check(listener.sock);
	ASSERT_EQ(0, nl_socket_modify_cb(listener.sock, NL_CB_VALID, NL_CB_CUSTOM, on_reply,
					 answer));
	ASSERT_EQ(0, nl_socket_add_membership(listener.sock, group));

	ASSERT_EQ(0, close(self->fd));
	ASSERT_EQ(0, rmdir(GROUP));
	ASSERT_EQ(0, hear_event(&listener, ZKCAP_EVENT_TYPE_TENANT_GONE, answer));
	EXPECT_EQ(ZKCAP_CMD_EVENT, answer->header.cmd);
	EXPECT_EQ(ZKCAP_FAMILY_VERSION, answer->header.version);
	ASSERT_NE(NULL, found(answer, ZKCAP_A_EVENT_TENANT));
	EXPECT_EQ(self->id, nla_get_u64(found(answer, ZKCAP_A_EVENT_TENANT)));
	EXPECT_EQ(NULL, found(answer, ZKCAP_A_EVENT_GRANT));
	client_close(&listener);
}

/* Returns whether @program, with an argument, succeeded. */
static bool run(const char *program, const char *argument)
{
	pid_t child = fork();
	int status;

	if (!child) {
		execlp(program, program, argument, NULL);
		_exit(127);
	}
	return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) &&
		!WEXITSTATUS(status);
}

int main(int argc, char **argv)
{
	const char *module = getenv("ZKCAP_MODULE");

	if (geteuid())
		ksft_exit_skip("needs root\n");
	if (!access("/sys/module/zkcap", F_OK) && !run("rmmod", "zkcap"))
		ksft_exit_fail_msg("cannot unload the module\n");
	if (module ? !run("insmod", module) : !run("modprobe", "zkcap"))
		ksft_exit_fail_msg("cannot load the module\n");
	return test_harness_run(argc, argv);
}
