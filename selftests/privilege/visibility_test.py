#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Who sees what: offers, grants and tenants in dumps, and events as they happen.

usage: LINUX_SOURCE=... visibility_test.py    (as root)

	/sys/fs/cgroup
	├── zkt-one	tenant with a grant
	│   └── job		where its listeners are
	└── zkt-two	tenant with another
	    └── job
"""

import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "../lib"), os.path.join(HERE, "../netlink")]

# The paths above have to be there first.
from client import Refused, Tap, load_module  # noqa: E402
from lease import CGROUP, Host, Tenant, resources  # noqa: E402
from outside import work_folder  # noqa: E402
from spec import Spec, pack  # noqa: E402

USER = ["setpriv", "--reuid", "1000", "--regid", "1000", "--clear-groups"]
WITHOUT_ADMIN = ["setpriv", "--bounding-set", "-sys_admin", "--inh-caps", "-sys_admin"]
NAMES = ("one", "two")
# Caller: how it comes to be, in which group, whose things it sees.
CALLERS = {
    "root": ([], "", NAMES),
    "root in another network namespace": (["unshare", "-n"], "", NAMES),
    "root without CAP_SYS_ADMIN": (WITHOUT_ADMIN, "", ()),
    "root without CAP_SYS_ADMIN in the tenant": (WITHOUT_ADMIN, "zkt-one/job", ("one",)),
    "user in the tenant": (USER, "zkt-one/job", ("one",)),
    "user in the other tenant": (USER, "zkt-two/job", ("two",)),
    "user outside": (USER, "", ()),
    "user in the tenant, root of its namespaces": (
        [*USER, "unshare", "-UrnC"], "zkt-one/job", ("one",)),
    "user outside, root of its namespaces": ([*USER, "unshare", "-UrnC"], "", ()),
}
SCRIPT = 'echo $$ >"$0/cgroup.procs" && exec "$@"'
# Kernels before 6.6 cannot filter a broadcast: only administrators may join.
FILTERS = tuple(int(part) for part in os.uname().release.split(".")[:2]) >= (6, 6)


def equal(got, wanted):
    """They have to be."""
    assert got == wanted, f"{got!r}, but {wanted!r} was expected"


class Listener:
    """A process that listens for events until it is asked what it has heard."""

    def __init__(self, test, way, group, fds=()):
        self.test = test
        command = [*way, *test.asker, "listen", str(test.group), str(test.family),
                   *map(str, fds)]
        self.process = subprocess.Popen(  # pylint: disable=consider-using-with
            ["sh", "-c", SCRIPT, f"{CGROUP}/{group}", *command], pass_fds=fds, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.state = self.process.stdout.readline().strip()

    def heard(self):
        """Of each event the tenant's name, and its type."""
        output, _ = self.process.communicate(timeout=60)
        assert self.process.returncode == 0
        if self.state == "refused":
            return self.state
        events = self.test.spec.sets["event"]
        result = []
        for event in json.loads(output):
            values = dict(event)
            tenant = struct.unpack("Q", bytes.fromhex(values[events["tenant"].number]))[0]
            kind = struct.unpack("I", bytes.fromhex(values[events["type"].number]))[0]
            result.append((self.test.names[tenant], self.test.types[kind]))
        return result


class Test:
    """Two tenants, each with a grant; offers for both, for one, for the other."""

    # pylint: disable=too-many-instance-attributes
    def __init__(self, tap, folder, public):
        self.tap, self.host, self.spec = tap, Host(folder), Spec()
        ynl = self.host.client.ynl
        self.family = ynl.nlproto.family_id
        self.group = ynl.nlproto.get_mcast_id("events", ynl.mcast_groups)
        # Where every user can read it
        os.chmod(public, 0o755)
        self.asker = [sys.executable, "-I", shutil.copy(f"{HERE}/asker.py", public)]
        self.tenants = {name: Tenant(self.host, f"zkt-{name}") for name in NAMES}
        self.names = {tenant.id: name for name, tenant in self.tenants.items()}
        entry = self.spec.definitions["event-type"]
        first = entry.get("value-start", 0)
        self.types = {first + number: item if isinstance(item, str) else item["name"]
                      for number, item in enumerate(entry["entries"])}
        bare = {"requirement": [], "ceiling": resources(cpu=1000)}
        ids = {name: tenant.id for name, tenant in self.tenants.items()}
        self.host.offer("all", **bare)
        self.host.offer("both", tenant=list(ids.values()), **bare)
        for name in NAMES:
            self.host.offer(f"only-{name}", tenant=[ids[name]], **bare)
        self.grants = {name: self.ask(name) for name in NAMES}

    def ask(self, name, offer="all"):
        """A grant for a tenant, on the attestation alone."""
        tenant = self.tenants[name]
        challenge = self.host.client.do("challenge", cgroup_fd=tenant.fd,
                                        kind="request")["challenge"]
        return self.host.client.do(
            "request", cgroup_fd=tenant.fd, challenge=challenge, offer=offer, duration=3600,
            attestation=self.host.attestation(tenant), resource=resources(cpu=10))["id"]

    def message(self, name):
        """A dump, in hexadecimal."""
        op = next(op for op in self.spec.operations if op.name == name)
        body = struct.pack("BBH", op.number, 1, 0) + pack([], self.spec)
        return (struct.pack("IHHII", 16 + len(body), self.family, 0x305, 1, 0) + body).hex()

    def dumps(self, caller):
        """What a caller is shown, by operation, as numbers and payloads."""
        way, group, _ = CALLERS[caller]
        messages = {name: self.message(name) for name in ("offer-get", "grant-get", "tenant-get")}
        done = subprocess.run(["sh", "-c", SCRIPT, f"{CGROUP}/{group}", *way, *self.asker],
                              input=json.dumps(messages), capture_output=True, text=True,
                              check=True)
        shown = {}
        for name, (outcome, attributes) in json.loads(done.stdout).items():
            equal(outcome, "ok")
            shown[name] = attributes
        return shown

    def values(self, attributes, kind, key):
        """All values of one attribute."""
        number = self.spec.sets[kind][key].number
        return [bytes.fromhex(payload) for found, payload in attributes if found == number]

    def numbers(self, attributes, kind, key):
        """The same as numbers."""
        return sorted(int.from_bytes(value, sys.byteorder)
                      for value in self.values(attributes, kind, key))

    def happen(self):
        """The same to both tenants: a grant, a refusal, an end."""
        for name in NAMES:
            grant = self.ask(name, f"only-{name}")
            other = NAMES[1 - NAMES.index(name)]
            try:
                self.ask(name, f"only-{other}")
            except Refused as refused:
                equal(refused.reason, "offer-tenant")
            else:
                raise AssertionError("granted to another than it is offered to")
            self.host.client.do("revoke", id=grant)

    @staticmethod
    def events(sees):
        """What is heard of that by who sees these tenants."""
        return [(name, kind) for name in NAMES if name in sees
                for kind in ("granted", "refused", "ended", "reclaimed")]


def test_dumps(test, caller):
    """Each caller sees the things of its own tenant, and of others not even a number."""
    _, _, sees = CALLERS[caller]
    admin = sees == NAMES
    shown = {}
    test.tap.test(f"{caller}: asks", lambda: shown.update(test.dumps(caller)))
    offers, grants, tenants = (shown.get(name, []) for name in
                               ("offer-get", "grant-get", "tenant-get"))
    ids = sorted(test.tenants[name].id for name in sees)
    wanted = sorted((["all", "both"] if sees else []) + [f"only-{name}" for name in sees])
    test.tap.test(f"{caller}: sees offers {wanted}", lambda: equal(
        sorted(name.decode().rstrip("\0") for name in test.values(offers, "offer", "name")),
        wanted))
    test.tap.test(f"{caller}: in offers, sees no tenant but {len(ids)}", lambda: equal(
        sorted(set(test.numbers(offers, "offer", "tenant"))), ids))
    test.tap.test(f"{caller}: {'sees' if admin else 'does not see'} how often offers are taken",
                  lambda: equal(test.numbers(offers, "offer", "grants"),
                                [0, 0, 0, 2] if admin else []))
    test.tap.test(f"{caller}: sees {len(sees)} grants", lambda: equal(
        (test.numbers(grants, "grant", "id"), test.numbers(grants, "grant", "tenant")),
        (sorted(test.grants[name] for name in sees), ids)))
    test.tap.test(f"{caller}: sees {len(sees)} tenants", lambda: equal(
        test.numbers(tenants, "tenant", "id"), ids))


def test_events(test):
    """All callers listen to the same events."""
    listeners = {caller: Listener(test, way, group)
                 for caller, (way, group, _) in CALLERS.items()}
    test.tap.test("events happen", test.happen)
    for caller, (way, _, sees) in CALLERS.items():
        wanted = test.events(sees)
        if not FILTERS:
            # Namespaces of their own have no events, and nobody else may listen.
            other = "unshare" in way
            wanted = [] if other else wanted if sees == NAMES else "refused"
        test.tap.test(f"{caller}: hears {wanted}", lambda caller=caller, wanted=wanted:
                      equal(listeners[caller].heard(), wanted))


def test_passed(test):
    """What counts is who opened the socket, and in which group, not who reads it."""
    def passed(opener, group, reader, reads_in):
        read, write = socket.socketpair()
        with read, write:
            subprocess.run(["sh", "-c", SCRIPT, f"{CGROUP}/{group}", *opener, *test.asker, "open",
                            str(write.fileno())], pass_fds=[write.fileno()], check=True)
            _, fds, _, _ = socket.recv_fds(read, 1, 1)
        listener = Listener(test, reader, reads_in, fds)
        os.close(fds[0])
        return listener
    rows = {
        "opened by a user outside, root joins": (USER, "", [], "", ()),
        "opened by a user in the tenant, root joins": (USER, "zkt-one/job", [], "", ("one",)),
        "opened in the tenant, read in the other": (
            USER, "zkt-one/job", USER, "zkt-two/job", ("one",)),
        "opened by root, a user joins": ([], "", USER, "zkt-two/job", NAMES),
    }
    listeners = {name: passed(*row[:4]) for name, row in rows.items()}
    test.tap.test("events happen again", test.happen)
    for name, row in rows.items():
        wanted = test.events(row[4])
        if not FILTERS:
            # The kernel asks only who joins, and then everybody hears everything.
            wanted = "refused" if row[2] else test.events(NAMES)
        test.tap.test(f"{name}: hears {wanted}", lambda name=name, wanted=wanted:
                      equal(listeners[name].heard(), wanted))


def main():
    """All of it, in one module's life."""
    load_module()
    with work_folder() as folder, tempfile.TemporaryDirectory() as public:
        tap = Tap()
        test = Test(tap, folder, public)
        for caller in CALLERS:
            test_dumps(test, caller)
        test_events(test)
        test_passed(test)
        tap.finish()


if __name__ == "__main__":
    main()
