#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""The module comes and goes under its clients, and objects under dumps.

usage: LINUX_SOURCE=... lifetime_test.py    (as root)

Clients do not care what they are answered; the kernel must not care either.  That
it did not is seen in its log, which the guest that runs this looks through.
ZKCAP_TEST_LONG=1 makes 1,000 rounds of each.
"""

import ctypes
import errno
import os
import signal
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "../lib")]

# The path above has to be there first.
from client import PACE, SLOW, Client, Refused, Tap, load_module  # noqa: E402
from lease import CAPABILITY, CGROUP, Host, Tenant, resources  # noqa: E402
from outside import work_folder  # noqa: E402

ROUNDS = 1000 if os.environ.get("ZKCAP_TEST_LONG") else 8 if SLOW else 20
CLIENTS = 4
DUMPS = ("pool-get", "device-class-get", "trust-get", "capability-get", "offer-get",
         "tenant-get", "grant-get")
DELETE_MODULE = 176
# Slabs are whole pages, and fill up differently each time.
SLACK = 1 << 20
BASELINE = resources(cpu=100, pids=50)


def keep_asking():
    """Child: new clients, all dumps, challenges, nonsense, for ever."""
    directory = os.open(f"{CGROUP}/zkt-life", os.O_RDONLY | os.O_DIRECTORY)
    while True:
        try:
            client = Client()
            for _ in range(20):
                for dump in DUMPS:
                    client.dump(dump)
                    # A dump holds the module: of four without a pause one always does.
                    time.sleep(0.01 * PACE)
                client.do("challenge", cgroup_fd=directory, kind="request")
        except Exception:  # pylint: disable=broad-except
            # Not loaded now, not a tenant yet, or another number than before.
            time.sleep(0.001)
            forget_family()


def forget_family():
    """The library remembers the number of the family."""
    from lib import ynl  # pylint: disable=import-outside-toplevel,import-error
    ynl.genl_family_name_to_id = None


class Crowd:
    """Clients that run until the end of the test."""

    def __init__(self, work):
        self.pids = []
        for _ in range(CLIENTS):
            pid = os.fork()
            if not pid:
                os.dup2(os.open("/dev/null", os.O_WRONLY), 1)
                work()
            self.pids.append(pid)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for pid in self.pids:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)

    def alive(self):
        """None has died of an answer."""
        assert all(os.waitpid(pid, os.WNOHANG) == (0, 0) for pid in self.pids)


def unload():
    """Takes the module out; users of it only delay that.  By the system call itself, for
    the moments without a user are shorter than a program's start.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    end = time.monotonic() + 120 * PACE
    while libc.syscall(DELETE_MODULE, b"zkcap", os.O_NONBLOCK):
        error = ctypes.get_errno()
        assert error in (errno.EAGAIN, errno.EBUSY), os.strerror(error)
        assert time.monotonic() < end, "the module cannot be removed"
        time.sleep(0.002)


def kernel_memory():
    """Bytes that the kernel holds for itself, without what it would give back."""
    with open("/proc/meminfo", encoding="ascii") as source:
        info = {line.split(":")[0]: int(line.split()[1]) for line in source}
    return 1024 * sum(info.get(name, 0) for name in ("SUnreclaim", "Percpu", "VmallocUsed"))


def settled():
    """The least of some seconds: what is freed late is freed by then."""
    samples = []
    for _ in range(10):
        samples.append(kernel_memory())
        time.sleep(0.3)
    return min(samples)


def come_and_go():
    """With a tenant each time, so that there is something to take down."""
    directory = os.open(f"{CGROUP}/zkt-life", os.O_RDONLY | os.O_DIRECTORY)

    def rounds(count, crowd):
        for _ in range(count):
            unload()
            load_module()
            client = Client()
            client.do("tenant-add", cgroup_fd=directory, baseline=BASELINE)
            time.sleep(0.05)
            crowd.alive()
    # What is made once, and kept, is there after these.
    with Crowd(keep_asking) as crowd:
        rounds(3, crowd)
    unload()
    before = settled()
    load_module()
    with Crowd(keep_asking) as crowd:
        rounds(ROUNDS, crowd)
    os.close(directory)
    unload()
    grown = settled() - before
    print(f"# {grown} bytes of kernel memory more after {ROUNDS} rounds")
    # KASAN keeps for long what was freed; there, kmemleak looks when the guest ends.
    if not os.environ.get("ZKCAP_VM_KERNEL", "").startswith("debug"):
        assert grown < SLACK + 256 * ROUNDS, f"{grown} bytes more"
    load_module()


def objects_go(host):
    """All kinds of objects, made and removed under the dumps."""
    client, vk = Client(), host.vk
    with Crowd(keep_asking) as crowd:
        for number in range(ROUNDS):
            name = f"o{number % 7}"
            client.do("capability-add", name=name, id=vk[40:72], vk=vk)
            client.do("trust-set", name=name, authority=[host.authority.der], max_age=60)
            client.do("offer-add", name=name, trust=name, duration=60,
                      requirement=[{"capability": name, "public": [(4).to_bytes(32, "big")]}],
                      ceiling=resources(cpu=1000))
            client.do("device-class-set", name=name,
                      node=[{"type": "char", "major": 1, "minor": number % 7}])
            path = f"{CGROUP}/zkt-{name}"
            os.makedirs(path, exist_ok=True)
            directory = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
            client.do("tenant-add", cgroup_fd=directory)
            if number % 2:
                client.do("tenant-del", cgroup_fd=directory)
            os.close(directory)
            os.rmdir(path)
            for op in ("offer-del", "capability-del", "trust-del", "device-class-del"):
                client.do(op, name=name)
            crowd.alive()
    left = {dump: [item["name"] for item in client.dump(dump)]
            for dump in ("offer-get", "capability-get", "trust-get", "device-class-get")}
    assert left == {"offer-get": ["offer"], "capability-get": [CAPABILITY],
                    "trust-get": ["trust"], "device-class-get": []}, left


def grants_go(host):
    """Grants made, resized and ended under the dumps, and the tenant with its last."""
    with Crowd(keep_asking) as crowd:
        for number in range(max(ROUNDS // 5, 3)):
            tenant = Tenant(host, f"zkt-g{number}")
            grant = tenant.request(cpu=500)
            tenant.shrink(grant, cpu=100)
            if number % 3 == 0:
                tenant.release(grant)
            tenant.drop()
            crowd.alive()
    assert not host.grants() and not host.allocated("cpu"), host.client.dump("grant-get")


def unload_under_grants(host):
    """The module leaves with grants out and a listener in its group."""
    tenant = Tenant(host, "zkt-out", baseline=BASELINE)
    tenant.request(cpu=500)
    listener = Client()
    listener.ynl.ntf_subscribe("events")
    with Crowd(keep_asking):
        unload()
    with open(f"{CGROUP}/zkt-out/cpu.max", encoding="ascii") as limit:
        assert limit.read() == "10000 100000\n", "not the baseline"
    try:
        host.client.do("version-get")
    except Refused as refused:
        assert refused.errno == 2 and refused.reason is None, refused
    else:
        raise AssertionError("answered without the module")


def main():
    """The module is not there at the end."""
    load_module()
    os.makedirs(f"{CGROUP}/zkt-life", exist_ok=True)
    with work_folder() as folder:
        tap = Tap()
        tap.test(f"{ROUNDS} times out and in, under {CLIENTS} clients", come_and_go)
        host = Host(folder)
        host.offer()
        host.client.do("tenant-add", cgroup_fd=os.open(f"{CGROUP}/zkt-life", os.O_RDONLY))
        for test in (objects_go, grants_go, unload_under_grants):
            tap.test(test.__doc__, test, host)
        tap.finish()


if __name__ == "__main__":
    main()
