#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Enforcement: what a grant does to its tenant's control group, and that it all
goes away again.

usage: LINUX_SOURCE=... enforce_test.py    (as root, the module loaded)

	/sys/fs/cgroup
	└── zkt-NAME		a tenant of the test at hand
	    └── job		its tasks
"""

import contextlib
import ctypes
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "../lib")]

# The path above has to be there first.
from client import PACE, Client, Tap, expect_refusal, load_module  # noqa: E402
from lease import CGROUP, Host, Tenant, resources  # noqa: E402
from outside import work_folder  # noqa: E402

MIB = 1 << 20
DEVICE = "/dev/full"
SECOND_DEVICE = "/dev/zero"
FAIL_WRITE = "/sys/kernel/debug/zkcap_fail_write"
# What a tenant has time for before it is frozen or killed.
GRACE_MS = 1000 * PACE
TRIALS = 5
IN_MODIFY = 2


def until(condition, seconds=10):
    """Waits for the condition; seconds are those of a machine that is not emulated."""
    end = time.monotonic() + seconds * PACE
    while not condition():
        assert time.monotonic() < end, f"not within {seconds * PACE} s"
        time.sleep(0.02)


def equal(got, wanted):
    """They have to be."""
    assert got == wanted, f"{got!r}, but {wanted!r} was expected"


@contextlib.contextmanager
def tenant_of(host, name, **config):
    """A tenant for one test."""
    tenant = Tenant(host, f"zkt-{name}", **config)
    try:
        yield tenant
    finally:
        end_tasks(tenant)
        tenant.drop()


def end_tasks(tenant):
    """Whatever the tenant runs."""
    for pid in tenant.read("job/cgroup.procs").split():
        os.kill(int(pid), signal.SIGKILL)
    until(lambda: not tenant.read("job/cgroup.procs"))


@contextlib.contextmanager
def task(tenant, *command):
    """A task of the tenant."""
    script = f'echo $$ >{tenant.path}/job/cgroup.procs; exec "$@"'
    child = subprocess.Popen(  # pylint: disable=consider-using-with
        ["sh", "-c", script, "sh", *command], stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True)
    try:
        yield child
    finally:
        child.kill()
        child.wait()


def hold_memory(tenant, mib):
    """A task that uses so much memory, once its output has a line."""
    return task(tenant, "python3", "-c",
                f"import time; x = bytearray({mib * MIB}); "
                "x[::4096] = b'x' * (len(x) // 4096); print(1, flush=True); time.sleep(600)")


def opens(tenant, device):
    """Whether a task of the tenant opens the device."""
    with task(tenant, "head", "-c", "0", device) as child:
        return child.wait() == 0


def limits(tenant):
    """CPU quota, memory.max and pids.max."""
    return [tenant.read("cpu.max").split()[0], tenant.read("memory.max"),
            tenant.read("pids.max")]


# Limits ---------------------------------------------------------------------

def sum_of_grants(host):
    """Baseline and grants add up, kind by kind, and go one by one."""
    baseline = resources(cpu=100, memory=64 * MIB, pids=10)
    with tenant_of(host, "sum", baseline=baseline) as tenant:
        equal(limits(tenant), ["10000", str(64 * MIB), "10"])
        first = tenant.request(cpu=500, memory=32 * MIB)
        equal(limits(tenant), ["60000", str(96 * MIB), "10"])
        second = tenant.request(cpu=250, pids=5)
        equal(limits(tenant), ["85000", str(96 * MIB), "15"])
        equal(host.allocated("cpu"), 750)
        tenant.release(first)
        equal(limits(tenant), ["35000", str(64 * MIB), "15"])
        tenant.release(second)
        equal(limits(tenant), ["10000", str(64 * MIB), "10"])
        equal([host.allocated(kind) for kind in ("cpu", "memory", "pids")], [0, 0, 0])


def busy_loop(host):
    """cpu.max limits a busy loop to what was granted."""
    with tenant_of(host, "busy", baseline=resources(cpu=1)) as tenant:
        tenant.request(cpu=300)
        with task(tenant, "sh", "-c", "while :; do :; done"):
            time.sleep(0.5)
            # A guest that stands still in a task's turn counts that as the task's.
            for _ in range(TRIALS):
                used, since = tenant.stat("cpu.stat", "usage_usec"), time.monotonic()
                time.sleep(3)
                used = tenant.stat("cpu.stat", "usage_usec") - used
                share = used / (time.monotonic() - since) / 1e6
                if 0.1 < share < 0.45:
                    return
        raise AssertionError(f"{share:.2f} of a processor, 0.30 was granted")


def pids(host):
    """pids.max refuses the task beyond the last."""
    with tenant_of(host, "pids", baseline=resources(pids=1)) as tenant:
        tenant.request(pids=2)
        for tasks, fits in ((2, True), (3, False)):
            script = (f"echo $$ >{tenant.path}/job/cgroup.procs; "
                      + "sleep 600 2>/dev/null & " * tasks)
            done = subprocess.run(["dash", "-c", script], stdout=subprocess.DEVNULL,
                                  stderr=subprocess.PIPE, text=True, check=False)
            equal("Cannot fork" not in done.stderr, fits)
            end_tasks(tenant)


def memory_kills(host):
    """Who uses more memory than was granted is killed, and nobody else is."""
    with tenant_of(host, "memory", baseline=resources(memory=32 * MIB)) as tenant:
        tenant.request(memory=32 * MIB)
        with hold_memory(tenant, 40) as fits:
            equal(fits.stdout.readline(), "1\n")
            with hold_memory(tenant, 400) as greedy:
                equal(greedy.wait(), -signal.SIGKILL)


def dry_run(host):
    """Everything is checked, nothing changes."""
    with tenant_of(host, "dry", baseline=resources(cpu=100)) as tenant:
        tenant.request(cpu=500, flags="dry-run")
        equal(tenant.read("cpu.max"), "10000 100000")
        equal((host.grants(), host.allocated("cpu")), (set(), 0))


def resizing(host):
    """Less takes no proof, more does."""
    with tenant_of(host, "resize", baseline=resources(cpu=100, pids=5)) as tenant:
        grant = tenant.request(cpu=500, pids=5)
        tenant.shrink(grant, cpu=200, pids=5)
        equal(limits(tenant)[0::2], ["30000", "10"])
        expect_refusal("grow-without-proof", tenant.shrink, grant, cpu=201, pids=5)
        expect_refusal("grow-without-proof", tenant.shrink, grant, cpu=100, pids=6)
        tenant.resize(grant, cpu=900, pids=1)
        equal(limits(tenant)[0::2], ["100000", "6"])
        equal(host.allocated("cpu"), 900)


# All or nothing -------------------------------------------------------------

def unwritable(host):
    """A limit that cannot be written undoes those before it, pool and grant."""
    with tenant_of(host, "undo", baseline=resources(cpu=100, memory=64 * MIB)) as tenant:
        host.client.do("pool-set", kind="memory", capacity=(1 << 64) - 1)
        before = limits(tenant)
        expect_refusal("enforcement", tenant.request, cpu=500, memory=(1 << 63) + 1)
        equal(limits(tenant), before)
        equal((host.grants(), host.allocated("cpu"), host.allocated("memory")), (set(), 0, 0))
        tenant.request(cpu=500)
        host.client.do("pool-set", kind="memory", capacity=1 << 40)


def undone_in_use(host):
    """Memory that is in use is not taken away by undoing, and the pool counts it until then."""
    with tenant_of(host, "undone", baseline=resources(memory=32 * MIB, pids=10)) as tenant:
        host.client.do("pool-set", kind="pids", capacity=1 << 40)
        grant = tenant.request("waits", memory=320 * MIB)
        with hold_memory(tenant, 200) as child:
            child.stdout.readline()
            tenant.release(grant)
            # More tasks than the kernel knows, after a limit that it takes
            expect_refusal("enforcement", tenant.request, "tasks", memory=400 * MIB,
                           pids=1 << 30)
            # Tasks fall though memory does not.
            until(lambda: host.allocated("pids") == 0)
            equal(host.allocated("memory"), 720 * MIB)
            equal((child.poll(), tenant.read("memory.max")), (None, str(432 * MIB)))
            # Nor does it count more and more if that is tried again.
            expect_refusal("enforcement", tenant.request, "tasks", memory=400 * MIB,
                           pids=1 << 30)
            expect_refusal("enforcement", tenant.request, memory=MIB)
            equal((host.allocated("pids"), host.allocated("memory")), (0, 720 * MIB))
        until(lambda: tenant.read("memory.max") == str(32 * MIB))
        until(lambda: host.allocated("memory") == host.allocated("pids") == 0)
        equal((tenant.read("memory.high"), tenant.read("pids.max")), ("max", "10"))
        tenant.release(tenant.request(memory=MIB))
        equal(tenant.stat("memory.events", "oom_kill"), 0)
        host.client.do("pool-set", kind="pids", capacity=100000)


def fail_write(after, times=1):
    """Makes writes to control groups' files fail after so many: so many of them."""
    for name, value in (("probability", 100), ("interval", 1), ("verbose", 0),
                        ("space", after), ("times", times)):
        with open(f"{FAIL_WRITE}/{name}", "w", encoding="ascii") as out:
            out.write(str(value))


def injected(host):
    """Whichever write of a grant fails, everything is as it was."""
    baseline = resources(cpu=100, memory=64 * MIB, pids=10)
    with tenant_of(host, "inject", baseline=baseline) as tenant:
        before = limits(tenant)
        for nth in range(3):
            fail_write(nth)
            expect_refusal("enforcement", tenant.request, cpu=500, memory=MIB, pids=5)
            equal(limits(tenant), before)
            equal([host.allocated(kind) for kind in ("cpu", "memory", "pids")], [0, 0, 0])
        # Those that undo fail as well, and are tried again.
        for nth, times in ((1, 2), (2, 2), (2, 3), (2, 8)):
            fail_write(nth, times)
            expect_refusal("enforcement", tenant.request, cpu=500, memory=MIB, pids=5)
            until(lambda: limits(tenant) == before)
            until(lambda: [host.allocated(kind) for kind in ("cpu", "memory", "pids")] ==
                  [0, 0, 0])
            equal(tenant.read("memory.high"), "max")
        tenant.request(cpu=500, memory=MIB, pids=5)


def no_controller(host):
    """A kind whose controller is not enabled is told apart at adoption."""
    os.makedirs("/sys/fs/cgroup/zkt-outer/zkt-bare", exist_ok=True)
    fd = os.open("/sys/fs/cgroup/zkt-outer/zkt-bare", os.O_RDONLY | os.O_DIRECTORY)
    expect_refusal("tenant-controller", host.client.do, "tenant-add", cgroup_fd=fd,
                   baseline=resources(memory=MIB))
    os.close(fd)
    os.rmdir("/sys/fs/cgroup/zkt-outer/zkt-bare")
    os.rmdir("/sys/fs/cgroup/zkt-outer")


# The end of a grant ---------------------------------------------------------

def expiry(host):
    """A grant ends on time though nobody is there."""
    with tenant_of(host, "expiry", baseline=resources(cpu=100)) as tenant:
        lease, since = 2 * PACE, time.monotonic()
        tenant.request(cpu=500, duration=lease)
        equal(tenant.read("cpu.max"), "60000 100000")
        until(lambda: tenant.read("cpu.max") == "10000 100000", 4)
        assert time.monotonic() - since >= lease, "too early"
        until(lambda: not host.grants())
        equal(host.allocated("cpu"), 0)


def renewal(host):
    """A renewed grant lives on."""
    with tenant_of(host, "renew", baseline=resources(cpu=100)) as tenant:
        # The lease has to outlast the proof that renews it, however slow the machine.
        since = time.monotonic()
        tenant.release(tenant.request(cpu=500))
        lease = 3 * PACE + int(3 * (time.monotonic() - since))
        grant = tenant.request(cpu=500, duration=lease)
        tenant.renew(grant, 60 + lease)
        time.sleep(lease + 0.5)
        equal(tenant.read("cpu.max"), "60000 100000")
        equal(host.grants(), {grant})


def revoked(host):
    """What the administrator takes away is gone."""
    with tenant_of(host, "revoke", baseline=resources(cpu=100)) as tenant:
        grant = tenant.request(cpu=500)
        host.client.do("revoke", id=grant)
        equal(tenant.read("cpu.max"), "10000 100000")
        expect_refusal("grant-absent", host.client.do, "revoke", id=grant)


def removed_group(host):
    """A control group that goes takes its grants along."""
    tenant = Tenant(host, "zkt-removed", baseline=resources(cpu=100))
    tenant.request(cpu=500)
    os.close(tenant.fd)
    os.rmdir(f"{tenant.path}/job")
    os.rmdir(tenant.path)
    until(lambda: not host.grants())
    equal(host.allocated("cpu"), 0)
    equal([t["id"] for t in host.client.dump("tenant-get")], [])


@contextlib.contextmanager
def named_hierarchy():
    """Where a hierarchy of the first version is mounted, as on hosts that have both."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["mount", "-t", "cgroup", "-o", "none,name=zkt", "none", folder],
                       check=True)
        try:
            yield folder
        finally:
            for entry in os.scandir(folder):
                if entry.is_dir():
                    os.rmdir(entry.path)
            subprocess.run(["umount", folder], check=True)


def same_number(ours, folder):
    """Makes a group of each hierarchy, the second in a folder, until both have one number;
    that group's path, or None if they never meet.  Numbers rise by as many files as a group
    has: some more now and then, by a controller's or a group's, keep them from going in step."""
    step, chance = f"{CGROUP}/zkt-step", random.Random(1)
    os.makedirs(f"{step}/child")
    wanted, number = 0, 1
    for _ in range(300):
        while number < wanted:
            theirs = f"{folder}/{number}"
            os.mkdir(theirs)
            number = os.stat(theirs).st_ino
        if number == wanted:
            break
        controller = chance.choice(("cpu", "memory", "pids", None))
        for sign in "+-" if controller else "":
            with open(f"{step}/cgroup.subtree_control", "w", encoding="ascii") as out:
                out.write(sign + controller)
        if chance.random() < 0.5:
            os.mkdir(f"{step}/more")
            os.rmdir(f"{step}/more")
        if wanted:
            os.rmdir(ours)
        os.mkdir(ours)
        wanted = os.stat(ours).st_ino
    os.rmdir(f"{step}/child")
    os.rmdir(step)
    return theirs if number == wanted else None


def other_hierarchy(host):
    """A group of another hierarchy that goes is no tenant, though it has a tenant's id."""
    ours = f"{CGROUP}/zkt-same"
    with named_hierarchy() as folder:
        theirs = same_number(ours, folder)
        if not theirs:
            print("# the numbers of two hierarchies never meet on this kernel")
            os.rmdir(ours)
            return
        with tenant_of(host, "same", baseline=resources(cpu=100)) as tenant:
            equal(tenant.id, os.stat(theirs).st_ino)
            grant = tenant.request(cpu=500)
            os.rmdir(theirs)
            time.sleep(0.5)
            equal((host.grants(), tenant.read("cpu.max")), ({grant}, "60000 100000"))


def tenant_deleted(host):
    """A tenant that is let go has its baseline."""
    with tenant_of(host, "other"):
        tenant = Tenant(host, "zkt-deleted")
        tenant.request(pids=5)
        tenant.request(cpu=500, duration=3000)
        tenant.write("cpu.max", "max 50000")
        tenant.drop()
        equal((host.grants(), host.allocated("pids")), (set(), 0))


def found_exactly(host):
    """A quota that no whole number of milli-CPUs is, is found again as it was."""
    for found, granted in (("12345 100000", "62300 100000"), ("20000 33333", "110000 100000")):
        tenant = Tenant(host, "zkt-exact")
        host.client.do("tenant-del", cgroup_fd=tenant.fd)
        tenant.write("cpu.max", found)
        for end in (tenant.release, lambda _: None):
            host.client.do("tenant-add", cgroup_fd=tenant.fd)
            tenant.attestation = None
            grant = tenant.request(cpu=500)
            equal(tenant.read("cpu.max"), granted)
            end(grant)
            if end == tenant.release:
                equal(tenant.read("cpu.max"), found)
            host.client.do("tenant-del", cgroup_fd=tenant.fd)
            equal(tenant.read("cpu.max"), found)
        host.client.do("tenant-add", cgroup_fd=tenant.fd)
        tenant.drop()


def drift(host):
    """A limit that somebody else changed is noticed and set again."""
    with tenant_of(host, "drift", baseline=resources(cpu=100, memory=64 * MIB + 1)) as tenant:
        tenant.request(cpu=500)

        def look():
            return next(t for t in host.client.dump("tenant-get") if t["id"] == tenant.id)
        equal(look()["drifts"], 0)
        tenant.write("cpu.max", "max")
        tenant.write("memory.max", "max")
        equal(look()["drifts"] + look()["drifts"], 4)
        equal(limits(tenant)[:2], ["60000", str(64 * MIB)])


# Memory that is in use ------------------------------------------------------

def shrink_waits(host):
    """Memory in use is not taken away; the pool has it back when it is free."""
    with tenant_of(host, "wait", baseline=resources(memory=32 * MIB)) as tenant:
        grant = tenant.request("waits", memory=320 * MIB)
        with hold_memory(tenant, 200) as child:
            child.stdout.readline()
            tenant.release(grant)
            # The kernel reclaims step by step.
            until(lambda: tenant.read("memory.high") == str(32 * MIB))
            time.sleep(1)
            equal(child.poll(), None)
            assert int(tenant.read("memory.max")) > 200 * MIB
            equal(int(tenant.read("memory.high")), 32 * MIB)
            equal(host.allocated("memory"), 320 * MIB)
            # It has ended, though not all of it is back.
            expect_refusal("grant-ended", tenant.release, grant)
            expect_refusal("grant-ended", tenant.shrink, grant, memory=MIB)
            expect_refusal("grant-ended", tenant.renew, grant, 60, "waits")
            expect_refusal("grant-ended", host.client.do, "revoke", id=grant)
        until(lambda: tenant.read("memory.max") == str(32 * MIB))
        until(lambda: host.allocated("memory") == 0)
        equal(tenant.read("memory.high"), "max")
        equal(tenant.stat("memory.events", "oom_kill"), 0)


def shrink_often(tenant, grant):
    """What takes no proof, by somebody with a socket of their own."""
    client = Client()
    for _ in range(200):
        client.do("resize", cgroup_fd=tenant.fd, id=grant, resource=resources(memory=MIB))


def shrink_paced(host):
    """Who resizes again and again does not have the kernel reclaim as often."""
    libc = ctypes.CDLL(None, use_errno=True)
    writes = 0
    with tenant_of(host, "pace", baseline=resources(memory=32 * MIB)) as tenant:
        grant = tenant.request("waits", memory=320 * MIB)
        notify = libc.inotify_init1(os.O_NONBLOCK)
        path = f"{tenant.path}/memory.high".encode()
        assert libc.inotify_add_watch(notify, path, IN_MODIFY) > 0, os.strerror(ctypes.get_errno())
        with hold_memory(tenant, 200) as child:
            child.stdout.readline()
            tenant.shrink(grant, memory=MIB)
            crowd = [threading.Thread(target=shrink_often, args=(tenant, grant))
                     for _ in range(3)]
            start = time.monotonic()
            for thread in crowd:
                thread.start()
            while any(thread.is_alive() for thread in crowd):
                with contextlib.suppress(BlockingIOError):
                    # Those that nobody has read yet are one.
                    os.read(notify, 4096)
                    writes += 1
                time.sleep(0.001)
            took = time.monotonic() - start
        os.close(notify)
    # After 20 ms, 40 ms and so on, then once a second; two steps may follow each other.
    print(f"# memory.high was written {writes} times in {took:.1f} s")
    assert writes < 10 + 2 * took, "for 600 shrinks"


def adopted_in_use(host):
    """A baseline below what is in use kills nobody: it is reached when memory is free."""
    tenant = Tenant(host, "zkt-adopt")
    with hold_memory(tenant, 96) as child:
        child.stdout.readline()
        host.client.do("tenant-del", cgroup_fd=tenant.fd)
        host.client.do("tenant-add", cgroup_fd=tenant.fd, baseline=resources(memory=32 * MIB))
        until(lambda: tenant.read("memory.high") == str(32 * MIB))
        time.sleep(0.5)
        equal(child.poll(), None)
    until(lambda: tenant.read("memory.max") == str(32 * MIB))
    until(lambda: tenant.read("memory.high") == "max")
    equal(tenant.stat("memory.events", "oom_kill"), 0)
    tenant.drop()


def drift_in_use(host):
    """A limit that somebody raised is set again when what it let in is gone, and not before."""
    with tenant_of(host, "raised", baseline=resources(memory=32 * MIB)) as tenant:
        tenant.write("memory.max", "max")
        with hold_memory(tenant, 96) as child:
            child.stdout.readline()
            equal([t["drifts"] for t in host.client.dump("tenant-get") if t["id"] == tenant.id],
                  [1])
            until(lambda: tenant.read("memory.high") == str(32 * MIB))
            time.sleep(0.5)
            equal(child.poll(), None)
        until(lambda: tenant.read("memory.max") == str(32 * MIB))
        until(lambda: tenant.read("memory.high") == "max")
        equal(tenant.stat("memory.events", "oom_kill"), 0)


def shrink_freezes(host):
    """After the grace time the tenant stands still, and goes on when memory is free."""
    with tenant_of(host, "freeze", baseline=resources(memory=32 * MIB)) as tenant:
        grant = tenant.request("freezes", memory=128 * MIB)
        with hold_memory(tenant, 96) as child:
            child.stdout.readline()
            tenant.release(grant)
            equal(tenant.read("cgroup.freeze"), "0")
            until(lambda: tenant.read("cgroup.freeze") == "1", 5)
            equal(child.poll(), None)
        until(lambda: tenant.read("memory.max") == str(32 * MIB))
        until(lambda: tenant.read("cgroup.freeze") == "0")
        equal(tenant.stat("memory.events", "oom_kill"), 0)


def shrink_kills(host):
    """After the grace time, and not before, the kernel kills for the memory."""
    with tenant_of(host, "kill", baseline=resources(memory=32 * MIB)) as tenant:
        grant = tenant.request("kills", memory=128 * MIB)
        with hold_memory(tenant, 96) as child:
            child.stdout.readline()
            tenant.release(grant)
            equal(child.poll(), None)
            equal(child.wait(10 * PACE), -signal.SIGKILL)
        until(lambda: tenant.read("memory.max") == str(32 * MIB))
        until(lambda: host.allocated("memory") == 0)


def shrink_kills_all_the_same(host):
    """Grace is no longer for who shrinks another grant, or ends one whose offer waits."""
    with tenant_of(host, "evade", baseline=resources(memory=32 * MIB)) as tenant:
        grant = tenant.request("kills", memory=128 * MIB)
        small = tenant.request("kills", memory=2 * MIB)
        waits = tenant.request("waits", memory=16 * MIB)
        with hold_memory(tenant, 96) as child:
            child.stdout.readline()
            tenant.release(grant)
            tenant.release(waits)
            since = time.monotonic()
            while child.poll() is None:
                assert time.monotonic() < since + 5 * PACE, "not killed"
                tenant.shrink(small, memory=MIB)
                time.sleep(0.01)
            equal(child.wait(), -signal.SIGKILL)
        until(lambda: host.grants() == {small})
        equal(tenant.read("memory.max"), str(33 * MIB))
        until(lambda: host.allocated("memory") == MIB)


def shrink_spares(host):
    """What one grant's end takes is its own, and not what another still has time for."""
    with tenant_of(host, "spare", baseline=resources(memory=32 * MIB)) as tenant:
        kills = tenant.request("kills", memory=128 * MIB)
        waits = tenant.request("waits", memory=128 * MIB)
        with hold_memory(tenant, 96) as child:
            child.stdout.readline()
            with hold_memory(tenant, 80) as more:
                more.stdout.readline()
                tenant.release(waits)
                tenant.release(kills)
            equal(host.grants(), {kills, waits})
            until(lambda: host.grants() == {waits})
            equal((tenant.read("memory.max"), host.allocated("memory")),
                  (str(160 * MIB), 128 * MIB))
            equal(child.poll(), None)
        until(lambda: not host.grants())
        equal(tenant.read("memory.max"), str(32 * MIB))
        equal(tenant.stat("memory.events", "oom_kill"), 0)


# Devices --------------------------------------------------------------------

def device_class(host, name, *paths, **config):
    """A class of the devices."""
    nodes = [{"type": "char", "major": os.major(os.stat(path).st_rdev),
              "minor": os.minor(os.stat(path).st_rdev)} for path in paths]
    host.client.do("device-class-set", name=name, node=nodes, **config)


def device_gate(host):
    """A node of a class opens only during its grant."""
    device_class(host, "one", DEVICE)
    with tenant_of(host, "gate") as tenant, tenant_of(host, "envy") as other:
        equal([opens(tenant, DEVICE), opens(tenant, SECOND_DEVICE)], [False, True])
        grant = tenant.request("devices", device_one=1)
        equal([opens(tenant, DEVICE), opens(other, DEVICE)], [True, False])
        expect_refusal("device-busy", other.request, "devices", device_one=1)
        expect_refusal("device-class-in-use", host.client.do, "device-class-del", name="one")
        tenant.release(grant)
        equal(opens(tenant, DEVICE), False)
        other.request("devices", device_one=1, duration=2 * PACE)
        equal(opens(other, DEVICE), True)
        until(lambda: not opens(other, DEVICE), 4)
    host.client.do("device-class-del", name="one")
    with tenant_of(host, "free") as tenant:
        equal(opens(tenant, DEVICE), True)


def device_share(host):
    """A shared class takes as many tenants as it states."""
    device_class(host, "one", DEVICE, SECOND_DEVICE, mode="shared", share=2)
    with tenant_of(host, "a") as first, tenant_of(host, "b") as second:
        grant = first.request("devices", device_one=2)
        expect_refusal("device-busy", first.request, "devices", device_one=1)
        second.request("devices", device_one=1)
        equal(sum(opens(second, device) for device in (DEVICE, SECOND_DEVICE)), 1)
        second.request("devices", device_one=1)
        equal([opens(second, DEVICE), opens(second, SECOND_DEVICE)], [True, True])
        first.shrink(grant, device_one=1)
        equal(sum(opens(first, device) for device in (DEVICE, SECOND_DEVICE)), 1)
    host.client.do("device-class-del", name="one")


def nested(host):
    """Within another tenant a node opens while both hold it, and a limit is the lower one."""
    device_class(host, "one", DEVICE, mode="shared", share=2)
    with tenant_of(host, "nest", baseline=resources(pids=50)) as outer, \
            tenant_of(host, "nest/inner", baseline=resources(pids=50)) as inner:
        grant = inner.request("devices", device_one=1)
        equal([opens(inner, DEVICE), opens(outer, DEVICE)], [False, False])
        outer.request("devices", device_one=1)
        equal([opens(inner, DEVICE), opens(outer, DEVICE)], [True, True])
        inner.release(grant)
        equal([opens(inner, DEVICE), opens(outer, DEVICE)], [False, True])
        grant = inner.request(pids=500)
        equal((inner.read("pids.max"), outer.read("pids.max")), ("550", "50"))
        inner.release(grant)
    device_class(host, "one", DEVICE)
    with tenant_of(host, "nest") as outer, tenant_of(host, "nest/inner") as inner:
        inner.request("devices", device_one=1)
        expect_refusal("device-busy", outer.request, "devices", device_one=1)
        equal([opens(inner, DEVICE), opens(outer, DEVICE)], [False, False])
    host.client.do("device-class-del", name="one")


# The end of the module ------------------------------------------------------

def bpf_objects():
    """Ids of all BPF programs, maps and links, where there is a tool to ask."""
    tool = "/usr/sbin/bpftool"
    if not os.path.exists(tool):
        return None
    return [subprocess.run([tool, "-j", kind, "list"], capture_output=True,
                           check=True).stdout.count(b'"id":')
            for kind in ("prog", "map", "link")]


def unload(host):
    """Without the module every baseline is back, whatever was granted."""
    device_class(host, "one", DEVICE)
    tenant = Tenant(host, "zkt-last", baseline=resources(cpu=100, pids=10))
    exact = Tenant(host, "zkt-exact")
    host.client.do("tenant-del", cgroup_fd=exact.fd)
    exact.write("cpu.max", "12345 100000")
    host.client.do("tenant-add", cgroup_fd=exact.fd)
    exact.request(cpu=500)
    tenant.request(cpu=500, memory=MIB, pids=10)
    tenant.request("devices", device_one=1)
    tenant.write("memory.high", str(16 * MIB))
    equal(limits(tenant)[0::2], ["60000", "20"])
    subprocess.run(["rmmod", "zkcap"], check=True)
    equal(limits(tenant), ["10000", "max", "10"])
    equal(exact.read("cpu.max"), "12345 100000")
    equal(tenant.read("memory.high"), str(16 * MIB))
    equal(opens(tenant, DEVICE), True)
    with open("/proc/keys", encoding="ascii") as keys:
        assert ".zkcap" not in keys.read(), "the keyring is left"


def main():
    """All of it, in one module's life."""
    load_module()
    before = bpf_objects()
    with work_folder() as folder:
        tap, host = Tap(), Host(folder)
        host.offer()
        host.offer("waits", on_expiry="wait", grace_ms=100)
        host.offer("tasks", ceiling=resources(memory=1 << 40, pids=1 << 40))
        host.offer("freezes", on_expiry="freeze", grace_ms=GRACE_MS)
        host.offer("kills", on_expiry="kill", grace_ms=GRACE_MS)
        host.offer("devices", ceiling=[{"kind": "device", "name": "one", "amount": 2}])
        for test in (sum_of_grants, busy_loop, pids, memory_kills, dry_run, resizing, unwritable,
                     no_controller, expiry, renewal, revoked, removed_group, other_hierarchy,
                     tenant_deleted, found_exactly, drift, adopted_in_use, drift_in_use,
                     undone_in_use, shrink_waits, shrink_paced, shrink_freezes, shrink_kills,
                     shrink_kills_all_the_same, shrink_spares, device_gate, device_share,
                     nested):
            tap.test(test.__doc__.splitlines()[0], test, host)
        if os.path.exists(FAIL_WRITE):
            tap.test(injected.__doc__.splitlines()[0], injected, host)
        tap.test(unload.__doc__.splitlines()[0], unload, host)
        if before is not None:
            tap.test("no BPF program, map or link is left", equal, bpf_objects(), before)
        tap.finish()


if __name__ == "__main__":
    main()
