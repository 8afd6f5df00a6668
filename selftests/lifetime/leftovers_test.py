#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""The module leaves nothing behind when it goes, whoever uses it.

usage: LINUX_SOURCE=... leftovers_test.py    (as root)

	/sys/fs/cgroup
	└── zkt-left	tenant with a grant of everything when the module goes
	    └── job
"""

import ctypes
import glob
import os
import struct
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "../lib")]

# The paths above have to be there first.
from client import Client, Tap, load_module  # noqa: E402
from lease import CGROUP, Host, Tenant, resources  # noqa: E402
from outside import work_folder  # noqa: E402
from lifetime_test import Crowd, keep_asking, unload  # noqa: E402

MIB = 1 << 20
LONG = bool(os.environ.get("ZKCAP_TEST_LONG"))
ROUNDS = 100 if LONG else 6
BASELINE = resources(cpu=100, memory=64 * MIB, pids=50)
FILES = ("cpu.max", "memory.max", "memory.high", "pids.max", "cgroup.freeze")
SLABS = "/proc/slabinfo"
SYS_BPF = 321
# BPF_PROG_GET_NEXT_ID and so on of linux/bpf.h
NEXT_ID = {"programs": 11, "maps": 12, "types": 23, "links": 31}
LIBC = ctypes.CDLL(None, use_errno=True)


def equal(got, wanted):
    """They have to be."""
    assert got == wanted, f"{got!r}, but {wanted!r} was expected"


def bpf_ids(command):
    """Of all objects of a kind, in whatever program's or nobody's hands."""
    ids, last = [], 0
    while True:
        attr = ctypes.create_string_buffer(struct.pack("III", last, 0, 0), 128)
        if LIBC.syscall(SYS_BPF, command, attr, 12):
            return ids
        last = struct.unpack_from("I", attr.raw, 4)[0]
        ids.append(last)


def keyrings():
    """Those that are the module's."""
    with open("/proc/keys", encoding="ascii") as source:
        return [line.split()[8] for line in source if ".zkcap" in line]


def timers():
    """Lines that name the module."""
    with open("/proc/timer_list", encoding="ascii", errors="replace") as source:
        return [line.strip() for line in source if "zkcap" in line]


def dying():
    """Control groups that are removed, and that somebody holds."""
    with open(f"{CGROUP}/cgroup.stat", encoding="ascii") as source:
        return int(dict(line.split() for line in source)["nr_dying_descendants"])


def mounts():
    """Mounts that the kernel has, the hidden ones too: objects in use.  What KASAN keeps
    from being used again counts as such, until the cache is shrunk.  None if the kernel does
    not tell: without CONFIG_SLUB_DEBUG."""
    if not os.path.exists(SLABS):
        return None
    time.sleep(0.1)
    with open("/sys/kernel/slab/mnt_cache/shrink", "w", encoding="ascii") as shrink:
        shrink.write("1")
    with open(SLABS, encoding="ascii") as source:
        return next((int(line.split()[1]) for line in source if line.startswith("mnt_cache ")), 0)


def paths():
    """Whatever is named after the module and stays where the kernel shows itself."""
    found = glob.glob("/sys/kernel/zkcap*") + glob.glob("/sys/module/zkcap*")
    found += glob.glob("/sys/kernel/debug/zkcap*") + glob.glob("/sys/kernel/tracing/events/zkcap*")
    with open("/proc/modules", encoding="ascii") as source:
        return found + [line.split()[0] for line in source if line.startswith("zkcap ")]


def snapshot():
    """All that the module might leave."""
    seen = {name: bpf_ids(command) for name, command in NEXT_ID.items()}
    seen.update(keyrings=keyrings(), timers=timers(), paths=paths())
    for file in FILES:
        with open(f"{CGROUP}/zkt-left/{file}", encoding="ascii") as source:
            seen[file] = source.read()
    return seen


def settles(wanted, seconds=10):
    """Keys and programs are freed a little after their last user has gone."""
    end = time.monotonic() + seconds
    while snapshot() != wanted and time.monotonic() < end:
        time.sleep(0.05)
    equal(snapshot(), wanted)


class Test:
    """The state of things before the module was ever there."""

    def __init__(self, tap, folder):
        self.tap, self.folder = tap, folder
        self.before = snapshot()
        self.mounts, self.dying, self.loads = mounts(), dying(), 0

    def load(self):
        """Once more."""
        load_module()
        self.loads += 1

    def empty(self):
        """Loaded, and removed."""
        for _ in range(ROUNDS):
            self.load()
            unload()
        settles(self.before)

    def full(self, crowd):
        """Removed with a grant of everything, a listener, and perhaps more clients."""
        self.load()
        host = Host(self.folder)
        host.client.do("device-class-set", name="null",
                       node=[{"type": "char", "major": 1, "minor": 3}])
        host.offer(ceiling=resources(cpu=32000, memory=1 << 40, pids=10000, device_null=1))
        tenant = Tenant(host, "zkt-left", baseline=BASELINE)
        crowd_fd = os.open(f"{CGROUP}/zkt-life", os.O_RDONLY | os.O_DIRECTORY)
        host.client.do("tenant-add", cgroup_fd=crowd_fd)
        tenant.request(cpu=500, memory=32 * MIB, pids=5, device_null=1)
        assert snapshot()["programs"] != self.before["programs"], "no device program"
        assert snapshot()["keyrings"], "no keyring"
        assert timers(), "no timer of a grant"
        listener = Client()
        listener.ynl.ntf_subscribe("events")
        if crowd:
            with Crowd(keep_asking) as clients:
                time.sleep(0.5)
                clients.alive()
                unload()
                clients.alive()
                settles(self.as_managed())
        else:
            unload()
            settles(self.as_managed())
        # No gate is left at the group either.
        subprocess.run(["sh", "-c", 'echo $$ >"$0/cgroup.procs" && : >/dev/null',
                        f"{CGROUP}/zkt-left/job"], check=True)
        os.close(tenant.fd)
        os.close(crowd_fd)
        for file in FILES[:4]:
            tenant.write(file, self.before[file])
        settles(self.before)

    def as_managed(self):
        """As before, but that the baseline is what the administrator asked for."""
        return {**self.before, "cpu.max": "10000 100000\n", "memory.max": f"{64 * MIB}\n",
                "pids.max": "50\n"}

    def removed_groups(self):
        """Groups that are gone are not held on to."""
        self.load()
        host = Host(self.folder)
        host.offer(requirement=[], ceiling=resources(cpu=1000))
        for number in range(10):
            tenant = Tenant(host, f"zkt-gone{number}")
            challenge = host.client.do("challenge", cgroup_fd=tenant.fd,
                                       kind="request")["challenge"]
            host.client.do("request", cgroup_fd=tenant.fd, challenge=challenge, offer="offer",
                           attestation=host.attestation(tenant), resource=resources(cpu=10),
                           duration=60)
            os.close(tenant.fd)
            os.rmdir(f"{tenant.path}/job")
            os.rmdir(tenant.path)
        unload()
        settles(self.before)
        end = time.monotonic() + 10
        while dying() > self.dying and time.monotonic() < end:
            time.sleep(0.1)
        assert dying() <= self.dying, f"{dying() - self.dying} removed groups are held"

    def hidden_mounts(self):
        """There are no more of them than before, however often the module was there."""
        grown = mounts() - self.mounts
        assert grown < self.loads / 2, f"{grown} mounts more after {self.loads} times"

    def run(self):
        """Each a test."""
        tap = self.tap
        tap.test(f"{ROUNDS} times in and out", self.empty)
        tap.test("out with a grant of everything", self.full, False)
        tap.test("out with a grant of everything, under running clients", self.full, True)
        tap.test("control groups that went before the module", self.removed_groups)
        if self.mounts is None:
            tap.skip("mounts", "this kernel does not show its slabs")
        else:
            tap.test("mounts", self.hidden_mounts)


def main():
    """The module is not there at the end."""
    if os.path.exists("/sys/module/zkcap"):
        unload()
    for name in ("zkt-left", "zkt-life"):
        os.makedirs(f"{CGROUP}/{name}", exist_ok=True)
    with open(f"{CGROUP}/zkt-left/cgroup.subtree_control", "w", encoding="ascii") as control:
        control.write("+cpu +memory +pids")
    with work_folder() as folder:
        tap = Tap()
        Test(tap, folder).run()
        tap.finish()


if __name__ == "__main__":
    main()
