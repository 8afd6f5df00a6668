#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Times a request beside systemd's set-property on the same control group.

usage: LINUX_SOURCE=... property.py FOLDER    (as root, the module loaded)

A guest of the lab has no systemd: one is started in namespaces of its own, as in a
container, and this program continues in there.  systemd is asked in two ways: by
systemctl, and over its own socket by a connection that is already open, as the module is.

	/sys/fs/cgroup
	└── lab			systemd's root
	    └── zktbench.slice	its slice, and the module's tenant
"""

import json
import os
import socket
import statistics
import struct
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "../lib"), os.path.join(HERE, "../netlink")]

SLICE = "zktbench.slice"
PRIVATE = "/run/systemd/private"
ROUNDS = 15
NO_PROOF, REQUEST = "request without proof", "request with one proof"
VERIFICATION = "verification in it"
CONNECTION, SYSTEMCTL = "systemd, open connection", "systemctl set-property"
INIT = """\
mount -t proc proc /proc
umount /sys/fs/cgroup
mount -t cgroup2 cgroup2 /sys/fs/cgroup
exec /lib/systemd/systemd --system --unit=zkt.target --show-status=0 --log-target=kmsg
"""
UNITS = {"zkt.target": "[Unit]\nDefaultDependencies=no\n",
         SLICE: "[Unit]\nDefaultDependencies=no\n[Slice]\nCPUAccounting=yes\n"
                "MemoryAccounting=yes\nTasksAccounting=yes\n"}


def start_systemd():
    """The process that systemd ends with, and the number of systemd's own."""
    os.makedirs("/run/systemd/system")
    for name, text in UNITS.items():
        with open(f"/run/systemd/system/{name}", "w", encoding="ascii") as out:
            out.write(text)
    os.mkdir("/sys/fs/cgroup/lab")
    child = subprocess.Popen(  # pylint: disable=consider-using-with
        ["sh", "-c", 'echo 0 >/sys/fs/cgroup/lab/cgroup.procs; exec "$@"', "sh",
         "unshare", "-fpmC", "--kill-child", "sh", "-c", INIT],
        env={**os.environ, "container": "lab"})
    end = time.monotonic() + 120
    while not os.path.exists(PRIVATE):
        assert time.monotonic() < end, "systemd does not start"
        time.sleep(0.1)
    # systemd cannot move it, and a group with processes of its own has no controllers below.
    with open("/sys/fs/cgroup/cgroup.procs", "w", encoding="ascii") as out:
        out.write(f"{child.pid}")
    return child, subprocess.run(["pgrep", "-P", str(child.pid)], check=True, text=True,
                                 stdout=subprocess.PIPE).stdout.strip()


def padded(data, size):
    """Up to a multiple."""
    return data + bytes(-len(data) % size)


def string(text):
    """A string of D-Bus."""
    return struct.pack("<I", len(text)) + text.encode() + b"\0"


def set_property(quota_us):
    """The message: SetUnitProperties(SLICE, runtime, [CPUQuotaPerSecUSec])."""
    name = padded(string("CPUQuotaPerSecUSec"), 1) + b"\1t\0"
    item = padded(name, 8) + struct.pack("<Q", quota_us)
    body = padded(string(SLICE), 4) + struct.pack("<I", 1)
    body = padded(body + struct.pack("<I", len(item)), 8) + item
    fields = b""
    for code, kind, text in ((1, "o", "/org/freedesktop/systemd1"),
                             (2, "s", "org.freedesktop.systemd1.Manager"),
                             (3, "s", "SetUnitProperties"), (8, "g", "sba(sv)")):
        value = bytes([len(text)]) + text.encode() + b"\0" if kind == "g" else string(text)
        fields = padded(fields, 8) + bytes([code, 1]) + kind.encode() + b"\0" + value
    head = b"l\1\0\1" + struct.pack("<III", len(body), 1, len(fields))
    return padded(head + fields, 8) + body


class Systemd:
    """A connection to systemd itself, without a bus between."""

    def __init__(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(120)
        self.sock.connect(PRIVATE)
        self.sock.sendall(b"\0AUTH EXTERNAL " + b"0".hex().encode() + b"\r\n")
        assert self.sock.recv(4096).startswith(b"OK"), "systemd does not know us"
        self.sock.sendall(b"BEGIN\r\n")
        self.data = b""

    def read(self, size):
        """Exactly so much."""
        while len(self.data) < size:
            more = self.sock.recv(65536)
            assert more, "systemd has closed the connection"
            self.data += more
        result, self.data = self.data[:size], self.data[size:]
        return result

    def ask(self, message):
        """Waits for the answer, between whatever systemd signals."""
        self.sock.sendall(message)
        while True:
            head = self.read(16)
            body, _, fields = struct.unpack("<III", head[4:])
            rest = self.read(fields + -fields % 8 + body)
            assert head[1] != 3, rest
            if head[1] == 2:
                return


def in_milliseconds(function, *args):
    """How long it takes."""
    start = time.perf_counter()
    function(*args)
    return 1000 * (time.perf_counter() - start)


def quota(path):
    """Of cpu.max, in microseconds."""
    with open(f"{path}/cpu.max", encoding="ascii") as source:
        return source.read().split()[0]


def measure(folder):
    """All ways, one after the other, checked by what they leave in the file."""
    # They want YNL, and a socket of this program's own namespaces.
    from kernel import Bench, verify_ns  # pylint: disable=import-outside-toplevel
    from outside import work_folder  # pylint: disable=import-outside-toplevel

    subprocess.run(["systemctl", "start", SLICE], check=True, timeout=120)
    # systemd does not try again what failed as long as unshare was in its group.
    with open("/sys/fs/cgroup/cgroup.subtree_control", "w", encoding="ascii") as out:
        out.write("+cpu +memory +pids")
    with work_folder() as work:
        bench = Bench(work, work, SLICE)
        times = {name: [] for name in (NO_PROOF, REQUEST, VERIFICATION, CONNECTION, SYSTEMCTL)}
        for _ in range(ROUNDS):
            for count, name in ((0, NO_PROOF), (1, REQUEST)):
                took, verified = bench.timed(bench.question(count))
                assert quota(bench.tenant.path) == "60000", "no effect"
                times[name].append(took / 1e6)
                bench.tenant.release(next(iter(bench.host.grants())))
            times[VERIFICATION].append(verified / 1e6)
        bench.host.client.do("tenant-del", cgroup_fd=bench.tenant.fd)
        systemd = Systemd()
        for number in range(1, ROUNDS + 1):
            times[CONNECTION].append(
                in_milliseconds(systemd.ask, set_property(10000 * number)))
            assert quota(bench.tenant.path) == str(1000 * number), quota(bench.tenant.path)
        for number in range(1, ROUNDS + 1):
            command = ["systemctl", "set-property", "--runtime", SLICE, f"CPUQuota={number}%"]
            times[SYSTEMCTL].append(
                in_milliseconds(lambda: subprocess.run(command, check=True, timeout=120)))
            assert quota(bench.tenant.path) == str(1000 * number), quota(bench.tenant.path)
    assert verify_ns(), "nothing was verified"
    with open(f"{folder}/property.json", "w", encoding="ascii") as out:
        json.dump({name: round(statistics.median(ms), 3) for name, ms in times.items()}, out)


def main():
    """Once outside of systemd's namespaces, once inside."""
    if len(sys.argv) == 3 and sys.argv[2] == "inside":
        measure(sys.argv[1])
        return
    child, pid = start_systemd()
    try:
        subprocess.run(["nsenter", "-t", pid, "-p", "-m", "-C", sys.executable, __file__,
                        sys.argv[1], "inside"], check=True)
    finally:
        child.kill()
        child.wait()


if __name__ == "__main__":
    main()
