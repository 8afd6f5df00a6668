#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Who may do what: each operation by each kind of caller, against one table.

usage: LINUX_SOURCE=... privilege_test.py    (as root)

	/sys/fs/cgroup
	├── zkt-mine	tenant of the callers that are inside
	│   └── job		where they are
	├── zkt-other	tenant that they have nothing to do with
	└── zkt-lent	tenant whose cgroup.procs uid 1000 may write
"""

import errno
import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "../lib"), os.path.join(HERE, "../netlink")]

# The paths above have to be there first.
from client import Client, Tap, load_module, reasons  # noqa: E402
from lib.ynl import Netlink  # noqa: E402  pylint: disable=wrong-import-order
from spec import Spec, open_directory, pack  # noqa: E402

CGROUP = "/sys/fs/cgroup"
UID = 1000
CPU = {"kind": 1, "amount": 1}

# What each operation is sent with, and what comes of it once it is permitted.  What
# asks for a tenant gets its descriptor.
ADMIN_OPS = {
    "pool-set": ({"kind": 1, "capacity": 1000}, "ok"),
    "pool-get": ({}, "ok"),
    "device-class-set": ({"name": "c", "node": {"type": 2, "major": 1, "minor": 7}}, "ok"),
    "device-class-del": ({"name": "absent"}, "device-class-absent"),
    "device-class-get": ({}, "ok"),
    "trust-set": ({"name": "t", "authority": b"x", "max-age": 1}, "trust-authority"),
    "trust-del": ({"name": "absent"}, "trust-absent"),
    "trust-get": ({}, "ok"),
    "key-add": ({"certificate": b"x"}, "key-certificate"),
    "key-del": ({"id": bytes(20)}, "key-absent"),
    "key-get": ({}, "ok"),
    "capability-add": ({"name": "c", "id": bytes(32), "vk": bytes(504)}, "capability-key"),
    "capability-del": ({"name": "absent"}, "capability-absent"),
    "offer-add": ({"name": "o", "trust": "absent", "ceiling": CPU, "duration": 1},
                  "trust-absent"),
    "offer-del": ({"name": "absent"}, "offer-absent"),
    "tenant-add": ({}, "tenant-exists"),
    "tenant-del": ({"id": 1}, "tenant-absent"),
    "revoke": ({"id": 0}, "grant-absent"),
}
EVIDENCE = {"challenge": bytes(32), "attestation": bytes(16)}
TENANT_OPS = {
    "challenge": ({"kind": 2}, "ok"),
    "attest": ({"challenge": bytes(32), "trust": "absent", "key": bytes(20), "quote": b"x",
                "signature": b"x", "pcr-value": bytes(32), "measurement": bytes(32),
                "commitment-index": 0, "schema": bytes(32), "commitment": bytes(48)},
               "trust-absent"),
    "request": ({"offer": "absent", "resource": CPU, "duration": 1, **EVIDENCE},
                "challenge-forged"),
    "resize": ({"id": 0, "resource": CPU}, "grant-absent"),
    "renew": ({"id": 0, "duration": 1, **EVIDENCE}, "grant-absent"),
    "release": ({"id": 0}, "grant-absent"),
}
OPEN_OPS = {name: ({}, "ok") for name in ("version-get", "capability-get", "offer-get",
                                          "tenant-get", "grant-get")}

# Caller: how it comes to be, in which group it is, and whether it is let through to
# operations of the administrator, of zkt-mine, of zkt-other and of zkt-lent.
YES, NO = True, False
USER = ["setpriv", "--reuid", str(UID), "--regid", str(UID), "--clear-groups"]
CALLERS = {
    "root": ([], "", YES, YES, YES, YES),
    "root without CAP_SYS_ADMIN": (
        ["setpriv", "--bounding-set", "-sys_admin", "--inh-caps", "-sys_admin"],
        "", NO, YES, YES, YES),
    "root without CAP_SYS_ADMIN and DAC override": (
        ["setpriv", "--bounding-set", "-sys_admin,-dac_override", "--inh-caps", "-all"],
        "", NO, YES, YES, NO),
    "root in another network namespace": (["unshare", "-n"], "", YES, YES, YES, YES),
    "user in the tenant": (USER, "zkt-mine/job", NO, YES, NO, YES),
    "user outside": (USER, "", NO, NO, NO, YES),
    "user in another tenant": (USER, "zkt-other/job", NO, NO, YES, YES),
    "user in the tenant, root of its user namespace": (
        USER + ["unshare", "-Ur"], "zkt-mine/job", NO, YES, NO, YES),
    "user outside, root of its user namespace": (
        USER + ["unshare", "-Ur"], "", NO, NO, NO, YES),
    "user in the tenant, root of its user and network namespace": (
        USER + ["unshare", "-Urn"], "zkt-mine/job", NO, YES, NO, YES),
    "user in the tenant, root of its user, network and cgroup namespace": (
        USER + ["unshare", "-UrnC"], "zkt-mine/job", NO, YES, NO, YES),
    "user outside, root of its user and network namespace": (
        USER + ["unshare", "-Urn"], "", NO, NO, NO, YES),
}
TENANTS = ("zkt-mine", "zkt-other", "zkt-lent")


def run_in(group, command, fds, messages):
    """What an asker says that is run in a control group."""
    script = 'echo $$ >"$0/cgroup.procs" && exec "$@"'
    done = subprocess.run(["sh", "-c", script, f"{CGROUP}/{group}", *command], pass_fds=fds,
                          capture_output=True, text=True, check=False,
                          input=json.dumps(messages),
                          env={**os.environ, "ZKCAP_REASONS": json.dumps(reasons())})
    assert done.returncode == 0, f"{command}: {done.stderr}"
    return json.loads(done.stdout)


def equal(got, wanted):
    """They have to be."""
    assert got == wanted, f"{got!r}, but {wanted!r} was expected"


class Test:
    """Three tenants and their directories."""

    def __init__(self, tap, folder):
        self.tap, self.client, self.spec = tap, Client(), Spec()
        self.family = self.client.ynl.nlproto.family_id
        # Where every user can read it
        os.chmod(folder, 0o755)
        self.asker = [sys.executable, "-I", shutil.copy(f"{HERE}/asker.py", folder)]
        self.ids = {}
        for name in TENANTS:
            os.close(open_directory(f"{CGROUP}/{name}/job"))
        self.fds = {name: open_directory(f"{CGROUP}/{name}") for name in TENANTS}
        os.chown(f"{CGROUP}/zkt-lent/cgroup.procs", UID, UID)
        for name, fd in self.fds.items():
            self.ids[name] = self.client.do("tenant-add", cgroup_fd=fd)["id"]

    def message(self, name, tenant=None):
        """The message of an operation, in hexadecimal."""
        op = next(op for op in self.spec.operations if op.name == name)
        values = {**ADMIN_OPS, **TENANT_OPS, **OPEN_OPS}[name][0]
        if tenant:
            values = {"cgroup-fd": self.fds[tenant], **values}
        payload = pack([(op.attributes[key], item) for key, item in values.items()], self.spec)
        flags = Netlink.NLM_F_REQUEST | Netlink.NLM_F_ACK
        flags |= Netlink.NLM_F_DUMP if op.dump else 0
        body = struct.pack("BBH", op.number, 1, 0) + payload
        return (struct.pack("IHHII", 16 + len(body), self.family, flags, 1, 0) + body).hex()

    def messages(self):
        """All operations; those for a tenant for each, and for the caller's own."""
        messages = {name: self.message(name) for name in {**ADMIN_OPS, **OPEN_OPS}}
        messages["tenant-add"] = self.message("tenant-add", "zkt-mine")
        for name in TENANT_OPS:
            messages[f"{name} of its own"] = self.message(name)
            messages.update((f"{name} of {tenant}", self.message(name, tenant))
                            for tenant in TENANTS)
        return messages

    def run(self, caller, messages):
        """What comes of messages of a caller."""
        way, group, *_ = CALLERS[caller]
        return run_in(group, [*way, *self.asker], list(self.fds.values()), messages)

    def refusal(self, name, reason):
        """How an operation is refused to who may not do it."""
        release = tuple(int(part) for part in os.uname().release.split(".")[:2])
        dump = next(op for op in self.spec.operations if op.name == name).dump
        # 6.1 has no extended ack where a dump begins.
        return f"errno {errno.EPERM}" if dump and release <= (6, 1) else reason

    def matrix(self, caller):
        """All operations of one caller, each a test."""
        _, group, admin, mine, other, lent = CALLERS[caller]
        wanted = {name: outcome if admin else self.refusal(name, "not-admin")
                  for name, (_, outcome) in ADMIN_OPS.items()}
        wanted.update((name, outcome) for name, (_, outcome) in OPEN_OPS.items())
        for name, (_, outcome) in TENANT_OPS.items():
            for tenant, may in zip(TENANTS, (mine, other, lent)):
                wanted[f"{name} of {tenant}"] = outcome if may else "not-member"
            by_id = name in ("resize", "renew", "release")
            wanted[f"{name} of its own"] = outcome if group or admin and by_id else \
                "tenant-absent"
        results = {}
        self.tap.test(f"{caller}: asks",
                      lambda: results.update(self.run(caller, self.messages())))
        for name, outcome in wanted.items():
            self.tap.test(f"{caller}: {name}: {outcome}", equal,
                          results.get(name, ["nothing"])[0], outcome)


def test_dumps(test):
    """Everybody sees what concerns them."""
    for caller, (_, group, admin, *_) in CALLERS.items():
        own = []
        if admin:
            own = list(test.ids.values())
        elif group:
            own = [test.ids[group.split("/", maxsplit=1)[0]]]

        def sees(caller=caller, own=own):
            outcome, shown = test.run(caller, {"": test.message("tenant-get")})[""]
            ids = [struct.unpack("Q", bytes.fromhex(value))[0] for number, value in shown
                   if number == test.spec.sets["tenant"]["id"].number]
            equal((outcome, sorted(ids)), ("ok", sorted(own)))
        test.tap.test(f"{caller}: sees {len(own)} tenants", sees)


def test_delegation(test):
    """Whoever may write cgroup.procs may speak for the tenant, as long as that is so."""
    procs = f"{CGROUP}/zkt-other/cgroup.procs"

    def may():
        message = test.message("challenge", "zkt-other")
        return test.run("user outside", {"": message})[""][0]

    def lend_and_take():
        equal(may(), "not-member")
        os.chown(procs, UID, UID)
        equal(may(), "ok")
        os.chmod(procs, 0o444)
        equal(may(), "not-member")
        os.chmod(procs, 0o644)
        os.chown(procs, 0, 0)
        equal(may(), "not-member")
    test.tap.test("delegation: as cgroup.procs says", lend_and_take)


def test_passed(test):
    """Sockets handed on: neither may the opener have a privileged program speak for it,
    nor may whoever gets a socket speak for the opener."""
    names = ("pool-get", "pool-set", "challenge", "tenant-get", "version-get")
    messages = {name: test.message(name) for name in names}

    def passed(opener, writer):
        read, write = socket.socketpair()
        with read, write:
            subprocess.run([*opener, *test.asker, "open", str(write.fileno())],
                           pass_fds=[write.fileno()], check=True)
            _, fds, _, _ = socket.recv_fds(read, 1, 1)
        got = run_in("zkt-mine/job", [*writer, *test.asker, str(fds[0])], fds, messages)
        os.close(fds[0])
        return {name: result[0] for name, result in got.items()}
    refused = {name: test.refusal(name, "not-admin" if name in ADMIN_OPS else "socket-passed")
               for name in names}
    for name, opener, writer, wanted in (
            ("opened by a user, root writes", USER, [], refused),
            ("opened by root, a user writes", [], USER, refused),
            ("opened by root, root writes", [], [], dict.fromkeys(names, "ok"))):
        test.tap.test(f"passed: {name}",
                      lambda opener=opener, writer=writer, wanted=wanted:
                      equal(passed(opener, writer), wanted))


def test_setuid(test, folder):
    """A program with the rights of root writes what a user gave it into a socket that the
    user gave it: neither is the user an administrator then, nor root a user."""
    cat = shutil.copy("/bin/cat", folder)
    os.chmod(cat, 0o4755)
    messages = {name: test.message(name) for name in (*ADMIN_OPS, *OPEN_OPS)
                if name != "tenant-add"}
    messages.update((name, test.message(name)) for name in TENANT_OPS)
    messages["tenant-add"] = test.message("tenant-add", "zkt-mine")
    got = run_in("zkt-mine/job", [*USER, *test.asker, "through", cat],
                 list(test.fds.values()), messages)
    for name in messages:
        wanted = test.refusal(name, "not-admin" if name in ADMIN_OPS else "socket-passed")
        test.tap.test(f"setuid program: {name}: {wanted}", equal, got[name], [wanted, []])
    # The program can write: as root on root's socket it is obeyed.
    got = run_in("zkt-mine/job", [*test.asker, "through", cat], list(test.fds.values()),
                 {"pool-set": test.message("pool-set")})
    test.tap.test("setuid program: root's own", equal, got["pool-set"], ["ok", []])


def main():
    """All of it, in one module's life."""
    load_module()
    with tempfile.TemporaryDirectory() as folder:
        tap = Tap()
        test = Test(tap, folder)
        for caller in CALLERS:
            test.matrix(caller)
        test_dumps(test)
        test_delegation(test)
        test_passed(test)
        test_setuid(test, folder)
        tap.finish()


if __name__ == "__main__":
    main()
