#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Enforcement beside an owner: who delegates or holds a tenant's control group goes on
to use the same files, and neither side breaks what the other does.

usage: LINUX_SOURCE=... owner_test.py    (as root, the module loaded)

	/sys/fs/cgroup
	└── zkt-outer		the owner's
	    └── NAME		a tenant of the test at hand
	        └── job		its tasks
"""

import contextlib
import errno
import os
import signal
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "../lib")]

# The path above has to be there first.
from client import PACE, Tap, expect_refusal, load_module  # noqa: E402
from enforce_test import (GRACE_MS, MIB, equal, hold_memory, limits, tenant_of,  # noqa: E402
                          until)
from lease import CGROUP, Host, resources  # noqa: E402
from outside import work_folder  # noqa: E402

OUTER = f"{CGROUP}/zkt-outer"
KINDS = ("cpu", "memory", "pids")
BASELINE = resources(cpu=100, memory=32 * MIB, pids=10)
# The first level below the root that has no device gate
DEPTH = 64
# With as much processor time as there is, for tasks that have something to do
BUSY = resources(memory=32 * MIB)
AT_BASELINE = ["10000", str(32 * MIB), "10"]


def control(path, sign, controllers):
    """Enables or disables controllers for the groups below."""
    with open(f"{path}/cgroup.subtree_control", "w", encoding="ascii") as out:
        out.write(" ".join(sign + controller for controller in controllers))


@contextlib.contextmanager
def without(tenant, *controllers):
    """The controllers are disabled for the tenant, and enabled again."""
    for path in (tenant.path, OUTER):
        control(path, "-", controllers)
    try:
        yield
    finally:
        for path in (OUTER, tenant.path):
            control(path, "+", controllers)


def drifts(tenant):
    """How many the tenant had, after a look for more."""
    return next(t["drifts"] for t in tenant.host.client.dump("tenant-get")
                if t["id"] == tenant.id)


def allocated(host):
    """What is out of the pool, by kind."""
    return [host.allocated(kind) for kind in KINDS]


# Controllers ----------------------------------------------------------------

def controller_disabled(host):
    """A grant ends though a controller was disabled, and the limits come back with it."""
    with tenant_of(host, "outer/lost", baseline=BASELINE) as tenant:
        for lost in (*((kind,) for kind in KINDS), KINDS):
            grant = tenant.request(cpu=500, memory=64 * MIB, pids=5)
            before = drifts(tenant)
            with without(tenant, *lost):
                tenant.release(grant)
                equal((host.grants(), allocated(host)), (set(), [0, 0, 0]))
                # It is told once that a limit is gone.
                equal([drifts(tenant) - before for _ in range(3)], [len(lost)] * 3)
            drifts(tenant)
            equal(limits(tenant), AT_BASELINE)
            equal(drifts(tenant) - before, 2 * len(lost))
            grant = tenant.request(cpu=500, memory=64 * MIB, pids=5)
            equal(limits(tenant), ["60000", str(96 * MIB), "15"])
            tenant.release(grant)


def enabled_unseen(host):
    """A tenant that ends has its baseline, though nobody looked since a controller is back."""
    with tenant_of(host, "outer/back", baseline=BASELINE) as tenant:
        grant = tenant.request(cpu=500, memory=64 * MIB, pids=5)
        with without(tenant, *KINDS):
            tenant.release(grant)
        equal(limits(tenant), ["max"] * 3)
        host.client.do("tenant-del", cgroup_fd=tenant.fd)
        equal(limits(tenant), AT_BASELINE)
        host.client.do("tenant-add", cgroup_fd=tenant.fd)


def disabled_in_use(host):
    """What cannot be known to be in use is not waited for, nor is anything killed for it."""
    with tenant_of(host, "outer/used", baseline=BUSY) as tenant:
        grant = tenant.request("waits", memory=128 * MIB, pids=5)
        with hold_memory(tenant, 96) as child:
            child.stdout.readline()
            tenant.release(grant)
            until(lambda: tenant.read("memory.high") == str(32 * MIB))
            equal(host.allocated("memory"), 128 * MIB)
            with without(tenant, "memory"):
                until(lambda: allocated(host) == [0, 0, 0])
                equal((host.grants(), child.poll()), (set(), None))
        drifts(tenant)
        until(lambda: tenant.read("memory.max") == str(32 * MIB))
        equal(tenant.read("memory.high"), "max")


def disabled_and_forced(host):
    """Grace is over on time for memory, though another kind's controller was disabled."""
    baseline = resources(cpu=8000, memory=32 * MIB)
    with tenant_of(host, "outer/forced", baseline=baseline) as tenant:
        grant = tenant.request("kills", cpu=500, memory=128 * MIB)
        with hold_memory(tenant, 96) as child:
            child.stdout.readline()
            with without(tenant, "cpu"):
                tenant.release(grant)
                equal(child.wait(10 * PACE), -signal.SIGKILL)
                until(lambda: allocated(host) == [0, 0, 0])


# Files ----------------------------------------------------------------------

def burst(host):
    """A burst beyond the quota that is left does not keep a grant's CPU."""
    with tenant_of(host, "outer/burst", baseline=BASELINE) as tenant:
        grant = tenant.request(cpu=500, pids=5)
        tenant.write("cpu.max.burst", "50000")
        tenant.release(grant)
        equal((host.grants(), allocated(host)), (set(), [0, 0, 0]))
        equal((tenant.read("cpu.max"), tenant.read("cpu.max.burst")), ("10000 100000", "10000"))
        # So it is at the end of a tenant.
        tenant.request(cpu=500)
        tenant.write("cpu.max.burst", "50000")
        host.client.do("tenant-del", cgroup_fd=tenant.fd)
        equal(tenant.read("cpu.max"), "10000 100000")
        # And at its beginning.
        tenant.write("cpu.max", "max")
        tenant.write("cpu.max.burst", "50000")
        host.client.do("tenant-add", cgroup_fd=tenant.fd, baseline=BASELINE)
        equal(tenant.read("cpu.max"), "10000 100000")


def refused_adoption(host):
    """A tenant that is refused has the limits that it had, in the owner's own terms."""
    with tenant_of(host, "outer/refused") as tenant:
        host.client.do("tenant-del", cgroup_fd=tenant.fd)
        tried = (("20000 33333", 100), ("20000 33333", 600), ("max 33333", 100),
                 ("50000 50000", 1))
        with without(tenant, "memory"):
            try:
                for found, cpu in tried:
                    tenant.write("cpu.max", found)
                    expect_refusal("tenant-controller", host.client.do, "tenant-add",
                                   cgroup_fd=tenant.fd,
                                   baseline=resources(cpu=cpu, memory=MIB))
                    equal(tenant.read("cpu.max"), found)
            finally:
                host.client.do("tenant-add", cgroup_fd=tenant.fd, baseline=resources(cpu=600))
            # What was found for the one that was refused is not the next one's.
            equal(tenant.read("cpu.max"), "30000 50000")


def frozen_by_owner(host):
    """A tenant that its owner has frozen is the owner's to thaw; then it is ours to freeze."""
    with tenant_of(host, "outer/frozen", baseline=BUSY) as tenant:
        for thaws in (False, True):
            grant = tenant.request("freezes", memory=128 * MIB)
            with hold_memory(tenant, 96) as child:
                child.stdout.readline()
                tenant.write("cgroup.freeze", "1")
                tenant.release(grant)
                # Three looks after the grace time at the least
                time.sleep(GRACE_MS / 1000 + 3)
                if thaws:
                    tenant.write("cgroup.freeze", "0")
                    until(lambda: tenant.read("cgroup.freeze") == "1", 5)
                equal((tenant.read("cgroup.freeze"), child.poll()), ("1", None))
            until(lambda: allocated(host) == [0, 0, 0])
            equal(tenant.read("memory.max"), str(32 * MIB))
            equal(tenant.read("cgroup.freeze"), "0" if thaws else "1")
            tenant.write("cgroup.freeze", "0")


def too_deep(host):
    """A group too deep for a device gate is no tenant, rather than one without a gate."""
    path, made = OUTER, []
    try:
        while len(made) < DEPTH - 1:
            path = f"{path}/d"
            os.mkdir(path)
            made.append(path)
        for gated in (True, False):
            fd = os.open(made[-1 if not gated else -2], os.O_RDONLY | os.O_DIRECTORY)
            try:
                if gated:
                    host.client.do("tenant-add", cgroup_fd=fd)
                    host.client.do("tenant-del", cgroup_fd=fd)
                else:
                    refused = expect_refusal("enforcement", host.client.do, "tenant-add",
                                             cgroup_fd=fd)
                    equal(refused.detail, errno.ERANGE)
                    assert "too deep" in refused.message, refused.message
            finally:
                os.close(fd)
    finally:
        for path in reversed(made):
            os.rmdir(path)


def main():
    """All of it, in one module's life."""
    load_module()
    os.makedirs(OUTER, exist_ok=True)
    control(CGROUP, "+", KINDS)
    control(OUTER, "+", KINDS)
    with work_folder() as folder:
        tap, host = Tap(), Host(folder)
        host.offer()
        host.offer("waits", on_expiry="wait", grace_ms=100)
        host.offer("freezes", on_expiry="freeze", grace_ms=GRACE_MS)
        host.offer("kills", on_expiry="kill", grace_ms=GRACE_MS)
        for test in (controller_disabled, enabled_unseen, disabled_in_use,
                     disabled_and_forced, burst, refused_adoption, frozen_by_owner,
                     too_deep):
            tap.test(test.__doc__.splitlines()[0], test, host)
        # Another test's group of this name has no controllers.
        os.rmdir(OUTER)
        tap.finish()


if __name__ == "__main__":
    main()
