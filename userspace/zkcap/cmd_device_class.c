// SPDX-License-Identifier: MIT
/* zkcap device-class: devices that are granted. */

#include "admin.h"
#include "commands.h"
#include "config_apply.h"

static int set_run(struct cmd *cmd)
{
	return config_apply_files(cmd, 1u << ZKCAP_CONFIG_DEVICE_CLASS);
}

static int del_run(struct cmd *cmd)
{
	return admin_del(cmd, zkcap_device_class_del);
}

static int ls_run(struct cmd *cmd)
{
	return admin_ls(cmd, "devices");
}

static int show_run(struct cmd *cmd)
{
	return admin_show(cmd, "devices");
}

static const struct cmd_verb verbs[] = {
	{
		.name = "set",
		.synopsis = "FILE...",
		.summary = "define the device classes in a file",
		.details = "FILE holds documents of kind DeviceClass.  From then on no tenant may open their nodes\n"
			   "without a grant.",
		.run = set_run,
	},
	{
		.name = "del",
		.synopsis = "NAME...",
		.summary = "remove device classes",
		.details = "None of their nodes may be granted.  Tenants may open the nodes again as their own\n"
			   "permissions allow.",
		.run = del_run,
	},
	{
		.name = "ls",
		.synopsis = "",
		.summary = "list all device classes",
		.run = ls_run,
	},
	{
		.name = "show",
		.synopsis = "NAME",
		.summary = "show one device class in full",
		.run = show_run,
	},
	{ 0 },
};

const struct cmd_noun cmd_device_class = {
	.name = "device-class",
	.summary = "devices that are granted",
	.verbs = verbs,
};
