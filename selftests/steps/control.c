// SPDX-License-Identifier: GPL-2.0-only
/*
 * The parts of the module that act on control groups, without the rest of it, and
 * with a control that does one step at a time:
 *
 *	echo "lower memory /a/b 1048576" > /sys/kernel/debug/zkcap_steps/run
 *
 * The step's errno is that of the write; what "read" has read is in "result".
 */
#include <linux/cgroup.h>
#include <linux/debugfs.h>
#include <linux/module.h>
#include <linux/string.h>

#include "../../kmod/cgroupfs.c"
#include "../../kmod/devgate.c"
#include "../../kmod/fault.c"
#include "../../kmod/resource.c"

#define GATES 8

static struct dentry *dir;
/* What the last read has read */
static u64 result;

/* Gates attached, with their control groups referenced */
static struct {
	struct cgroup *cgroup;
	struct zkcap_devgate *gate;
} gates[GATES];

/**
 * struct step - a line written to "run"
 * @word: OP, and what it takes
 * @n: number of words
 * @cgroup: the first word that begins with a slash, or NULL
 * @number: the last words that are numbers
 * @n_numbers: of them
 */
struct step {
	char *word[8];
	int n;
	struct cgroup *cgroup;
	u64 number[3];
	int n_numbers;
};

static int find_gate(struct cgroup *cgroup)
{
	int i;

	for (i = 0; i < GATES; i++)
		if (gates[i].cgroup == cgroup)
			return i;
	return -ENOENT;
}

static const struct zkcap_kind *find_kind(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(zkcap_kinds); i++)
		if (name && !strcmp(zkcap_kinds[i].name, name))
			return &zkcap_kinds[i];
	return NULL;
}

static struct zkcap_node node_of(const struct step *s)
{
	return (struct zkcap_node){ s->number[0], s->number[1], s->number[2] };
}

static int do_limit(const struct step *s)
{
	const struct zkcap_kind *kind = find_kind(s->word[1]);

	if (!kind || !s->cgroup)
		return -EINVAL;
	if (!strcmp(s->word[0], "read"))
		return kind->read(s->cgroup, &result);
	if (!strcmp(s->word[0], "write"))
		return kind->write(s->cgroup, s->number[0]);
	if (!strcmp(s->word[0], "round")) {
		result = kind->round(s->number[0]);
		return 0;
	}
	return kind->lower ? kind->lower(s->cgroup, s->number[0], ZKCAP_UNLIMITED) : -EOPNOTSUPP;
}

static int do_gate(const struct step *s)
{
	struct zkcap_node node = node_of(s);
	int i = find_gate(s->cgroup);

	if (!strcmp(s->word[0], "attach")) {
		i = find_gate(NULL);
		if (i < 0)
			return i;
		gates[i].gate = zkcap_devgate_attach(s->cgroup);
		if (IS_ERR(gates[i].gate))
			return PTR_ERR(gates[i].gate);
		cgroup_get(s->cgroup);
		gates[i].cgroup = s->cgroup;
		return 0;
	}
	if (i < 0)
		return i;
	if (!strcmp(s->word[0], "open"))
		return zkcap_devgate_open(gates[i].gate, &node);
	if (!strcmp(s->word[0], "close")) {
		zkcap_devgate_close(gates[i].gate, &node);
		return 0;
	}
	zkcap_devgate_detach(gates[i].gate);
	cgroup_put(gates[i].cgroup);
	gates[i].cgroup = NULL;
	return 0;
}

static int do_claim(const struct step *s)
{
	struct zkcap_node node = node_of(s);

	if (!strcmp(s->word[0], "claim"))
		return zkcap_devgate_claim(&node);
	zkcap_devgate_unclaim(&node);
	return 0;
}

static int do_freeze(const struct step *s)
{
	return zkcap_freeze(s->cgroup, s->number[0]);
}

static const struct {
	const char *name;
	int (*fn)(const struct step *step);
	bool cgroup;
} steps[] = {
	{ "read", do_limit, true },
	{ "write", do_limit, true },
	{ "lower", do_limit, true },
	{ "round", do_limit, true },
	{ "freeze", do_freeze, true },
	{ "attach", do_gate, true },
	{ "detach", do_gate, true },
	{ "open", do_gate, true },
	{ "close", do_gate, true },
	{ "claim", do_claim, false },
	{ "unclaim", do_claim, false },
};

static int do_step(void *arg)
{
	struct step *s = arg;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(steps); i++)
		if (!strcmp(steps[i].name, s->word[0]))
			return steps[i].cgroup && !s->cgroup ? -EINVAL : steps[i].fn(s);
	return -EINVAL;
}

static ssize_t run_write(struct file *file, const char __user *buf, size_t size, loff_t *pos)
{
	char line[256], *rest, *word;
	struct step step = {};
	ssize_t n;
	int err;

	n = simple_write_to_buffer(line, sizeof(line) - 1, pos, buf, size);
	if (n < 0)
		return n;
	line[n] = '\0';
	rest = strim(line);
	while ((word = strsep(&rest, " ")) && step.n < ARRAY_SIZE(step.word)) {
		step.word[step.n++] = word;
		if (word[0] == '/' && !step.cgroup) {
			step.cgroup = cgroup_get_from_path(word);
			if (IS_ERR(step.cgroup))
				return PTR_ERR(step.cgroup);
		} else if (step.n_numbers < ARRAY_SIZE(step.number) &&
			   !kstrtou64(word, 0, &step.number[step.n_numbers])) {
			step.n_numbers++;
		}
	}
	err = zkcap_cgroupfs_call(do_step, &step);
	if (step.cgroup)
		cgroup_put(step.cgroup);
	return err ?: n;
}

static const struct file_operations run_fops = {
	.owner = THIS_MODULE,
	.open = simple_open,
	.write = run_write,
};

static int __init control_init(void)
{
	int err;

	err = zkcap_cgroupfs_init();
	if (err)
		return err;
	err = zkcap_devgate_init();
	if (err) {
		zkcap_cgroupfs_exit();
		return err;
	}
	dir = debugfs_create_dir("zkcap_steps", NULL);
	debugfs_create_file("run", 0200, dir, NULL, &run_fops);
	debugfs_create_u64("result", 0400, dir, &result);
	return 0;
}

static void __exit control_exit(void)
{
	int i;

	debugfs_remove_recursive(dir);
	for (i = 0; i < GATES; i++) {
		if (!gates[i].cgroup)
			continue;
		zkcap_devgate_detach(gates[i].gate);
		cgroup_put(gates[i].cgroup);
	}
	zkcap_devgate_exit();
	zkcap_cgroupfs_exit();
}

module_init(control_init);
module_exit(control_exit);
MODULE_DESCRIPTION("Control groups' limits and device gates, step by step");
MODULE_LICENSE("GPL");
