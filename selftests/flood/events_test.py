#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""A tenant that makes things happen as fast as it can does not drown what happens to
others: its events are limited, and those that nobody is told of are counted.

usage: LINUX_SOURCE=... events_test.py    (as root, the module loaded)
"""

import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "../lib")]

# The path above has to be there first.
from client import Client, Tap, expect_refusal, load_module  # noqa: E402
from lease import Host, Tenant, resources  # noqa: E402
from outside import work_folder  # noqa: E402

STATS = "/sys/kernel/zkcap"
ASKED = resources(cpu=10)
# kmod/limits.h: at once, and more a second
AT_WILL, LEASES = (32, 4), (256, 20)
READ_EVERY = 20


def equal(got, wanted):
    """They have to be."""
    assert got == wanted, f"{got!r}, but {wanted!r} was expected"


def read(name):
    """A number in sysfs."""
    with open(f"{STATS}/{name}", encoding="ascii") as source:
        return int(source.read())


class Ear:
    """An administrator who listens."""

    def __init__(self):
        self.ynl = Client().ynl
        self.ynl.ntf_subscribe("events")

    def hear(self):
        """Takes what has come; a listener that was overrun gets an error here."""
        self.ynl.check_ntf()

    def of(self, tenant):
        """All that was heard of a tenant."""
        self.hear()
        return [event["msg"] for event in self.ynl.async_msg_queue
                if event["msg"]["tenant"] == tenant.id]


class Test:
    """Two tenants, one busy, one not."""

    def __init__(self, folder):
        self.host = Host(folder)
        self.client = self.host.client
        self.host.offer("bare", requirement=[])
        self.busy, self.calm = Tenant(self.host, "zkt-busy"), Tenant(self.host, "zkt-calm")

    def ask(self, tenant, challenge=None):
        """A grant, on the attestation alone."""
        challenge = challenge or self.client.do("challenge", cgroup_fd=tenant.fd,
                                                kind="request")["challenge"]
        return self.client.do("request", cgroup_fd=tenant.fd, challenge=challenge, offer="bare",
                              attestation=self.host.attestation(tenant), duration=3600,
                              resource=ASKED)["id"]

    def limited(self, budget, start, step, number, happened):
        """Of what happens in so many steps some is told, and the rest is counted."""
        ear, before = Ear(), read("stats/events_withheld")
        had = read(f"tenants/{self.busy.id}/events_withheld")
        since = time.monotonic()
        first = start()
        for i in range(number):
            step(first)
            if i % READ_EVERY == 0:
                ear.hear()
        most = budget[0] + budget[1] * (time.monotonic() - since) + 1
        other = self.ask(self.calm)
        self.calm.release(other)
        equal([(event["type"], event.get("withheld")) for event in ear.of(self.calm)],
              [(kind, None) for kind in ("granted", "ended", "reclaimed")])
        # Told in any case, and that it was not alone
        self.client.do("revoke", id=self.ask(self.busy))
        events = ear.of(self.busy)
        equal([event["cause"] for event in events if event["type"] == "ended"][-1], "revoked")
        told = sum(event["type"] in happened for event in events)
        withheld = sum(event.get("withheld", 0) for event in events)
        always = sum(event["type"] not in happened or event.get("cause") == "revoked"
                     for event in events)
        print(f"# {told} told, {withheld} withheld, {always} told in any case")
        assert told <= most + 3, f"{told} told, {most:.0f} are affordable"
        equal(read(f"tenants/{self.busy.id}/events_withheld") - had, withheld)
        equal(read("stats/events_withheld") - before, withheld)
        return told + withheld

    def refusals(self):
        """Refusals: told until there are too many, then counted."""
        def refused(_):
            expect_refusal("challenge-forged", self.ask, self.busy, bytes(32))
        total = self.limited(AT_WILL, lambda: None, refused, 400, ("refused",))
        equal(total, 400)

    def resizes(self):
        """Resizes that change nothing: the same."""
        def resized(grant):
            self.busy.shrink(grant, cpu=10)
        total = self.limited(AT_WILL, lambda: self.ask(self.busy), resized, 400, ("resized",))
        equal(total, 400)

    def leases(self):
        """Leases taken and given back: the same, though more of them are told."""
        def leased(_):
            self.busy.release(self.ask(self.busy))
        total = self.limited(LEASES, lambda: None, leased, 200,
                             ("granted", "ended", "reclaimed"))
        # With the last one, which was revoked
        equal(total, 3 * 201)


def main():
    """All of it, in one module's life."""
    load_module()
    with work_folder() as folder:
        tap, test = Tap(), Test(folder)
        for body in (test.refusals, test.resizes, test.leases):
            tap.test(body.__doc__, body)
        tap.finish()


if __name__ == "__main__":
    main()
