#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Unprivileged processes flood the module with bad requests of every kind; another
tenant's go on working, and memory stays where it was.

usage: LINUX_SOURCE=... flood_test.py    (as root)

A minute with ZKCAP_TEST_LONG=1, seconds without.  That nothing locks up is seen in the
kernel's log, which the guest that runs this looks through.

	/sys/fs/cgroup
	├── zkt-good	tenant that asks for what it may have
	├── zkt-bad		tenant of the flood, which gets most of the processor's time
	│   └── job		where most of its processes are
	└── zkt-none	no tenant, but where the others are
"""

import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "../lib"), os.path.join(HERE, "../netlink")]

# The paths above have to be there first.
from client import SLOW, Client, Refused, Tap, load_module  # noqa: E402
from lease import CGROUP, Host, Tenant, context, resources  # noqa: E402
from outside import work_folder  # noqa: E402
from spec import Spec, pack  # noqa: E402

LONG = bool(os.environ.get("ZKCAP_TEST_LONG"))
SECONDS = 60 if LONG or SLOW else 8
PROCESSES, INSIDE = 8, 6
USER = ["setpriv", "--reuid", "1000", "--regid", "1000", "--clear-groups"]
SCRIPT = 'echo $$ >"$0/cgroup.procs" && exec "$@"'
WANTED = resources(cpu=100, pids=5)
DURATION = 60
# Longest that the other tenant waits for an answer, in seconds
PATIENCE = 60 if SLOW else 10
# What may be in use that was not before, in KiB: the allocator's caches, and what KASAN
# keeps from being used again
SLACK = 48 << 10
# Each failed verification beyond the first sixteen takes a quarter of a second.
BURST, PER_SECOND = 16, 4


def meminfo():
    """In KiB."""
    with open("/proc/meminfo", encoding="ascii") as source:
        return {line.split(":")[0]: int(line.split()[1]) for line in source}


class Flood:
    """Processes that ask, and what they were told."""

    def __init__(self, test):
        self.start = time.monotonic()
        self.processes = [self.begin(test, number) for number in range(PROCESSES)]

    @staticmethod
    def begin(test, number):
        """Most of them in the tenant."""
        group = "zkt-bad/job" if number < INSIDE else "zkt-none"
        process = subprocess.Popen(  # pylint: disable=consider-using-with
            ["sh", "-c", SCRIPT, f"{CGROUP}/{group}", *USER, sys.executable, "-I", test.program,
             str(number)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            pass_fds=[test.bad.fd], text=True)
        process.stdin.write(json.dumps(test.messages) + "\n")
        process.stdin.flush()
        return process

    def end(self):
        """Seconds, and the sums of what was answered."""
        answers = {}
        for process in self.processes:
            output, _ = process.communicate(timeout=120)
            assert process.returncode == 0, "a process of the flood has died"
            for answer, count in json.loads(output).items():
                answers[answer] = answers.get(answer, 0) + count
        return time.monotonic() - self.start, answers


class Test:
    """Two tenants, one good, one bad."""

    # pylint: disable=too-many-instance-attributes
    def __init__(self, tap, folder, public):
        self.tap, self.host = tap, Host(folder)
        self.client, self.spec = self.host.client, Spec()
        self.host.offer()
        self.good, self.bad = Tenant(self.host, "zkt-good"), Tenant(self.host, "zkt-bad")
        self.bad.write("cpu.weight", "500")
        os.makedirs(f"{CGROUP}/zkt-none", exist_ok=True)
        # Where every user can read it
        os.chmod(public, 0o755)
        shutil.copy(f"{HERE}/../privilege/asker.py", public)
        self.program = shutil.copy(f"{HERE}/flooder.py", public)
        self.family = self.client.ynl.nlproto.family_id
        self.messages = self.good_proof = None
        self.renew()
        # Somebody listens, and does not read.
        self.listener = Client()
        self.listener.ynl.ntf_subscribe("events")

    def renew(self):
        """Messages and a proof for challenges that last for one flood."""
        self.messages = self.make_messages()
        self.good_proof = self.evidence(self.good)

    def evidence(self, tenant):
        """What a request for WANTED carries."""
        attestation = self.host.attestation(tenant)
        challenge = self.client.do("challenge", cgroup_fd=tenant.fd, kind="request")["challenge"]
        proof = self.host.prove(context("request", challenge, attestation, tenant.id, 0, DURATION,
                                        "offer", WANTED))
        return {"challenge": challenge, "attestation": attestation, "proof": proof}

    def message(self, name, **attributes):
        """In hexadecimal."""
        op = next(op for op in self.spec.operations if op.name == name)
        items = []
        for key, value in attributes.items():
            for item in value if isinstance(value, list) else [value]:
                if isinstance(item, dict):
                    item = {**item, "kind": {"cpu": 1, "pids": 3}[item["kind"]]}
                items.append((op.attributes[key.replace("_", "-")], item))
        flags = 0x305 if op.dump else 5
        body = struct.pack("BBH", op.number, 1, 0) + pack(items, self.spec)
        return (struct.pack("IHHII", 16 + len(body), self.family, flags, 1, 0) + body).hex()

    def make_messages(self):
        """What costs most to refuse, and what is refused at once."""
        real = self.evidence(self.bad)
        bad = bytearray(real["proof"])
        bad[-1] ^= 1
        attest = self.host.evidence(self.bad)
        forged = dict(attest, signature=attest["signature"][:-1] + b"\xff")
        request = {"offer": "offer", "resource": WANTED, "duration": DURATION}
        messages = {
            "bad proof": self.message("request", **{**request, **real, "proof": bytes(bad)}),
            "too many proofs": self.message("request", **{**request, **real,
                                                       "proof": [bytes(bad)] * 8}),
            "forged challenge": self.message("request", **{**request, **real,
                                                           "challenge": bytes(32)}),
            "too much": self.message("request", **{**request, **real,
                                                   "resource": resources(cpu=1 << 40)}),
            "forged quote": self.message("attest", **forged),
            "shrink": self.message("resize", id=1, resource=WANTED),
            "renew": self.message("renew", id=1, duration=5, challenge=real["challenge"],
                                  attestation=real["attestation"], proof=bytes(bad)),
            "release": self.message("release", id=1),
            "challenge": self.message("challenge", kind=2),
            "of another": self.message("challenge", kind=2, cgroup_fd=self.good.fd),
            "tenant-add": self.message("tenant-add", cgroup_fd=self.bad.fd),
            "pool-set": self.message("pool-set", kind=1, capacity=1),
        }
        messages.update((name, self.message(name)) for name in (
            "version-get", "capability-get", "offer-get", "tenant-get", "grant-get", "pool-get",
            "trust-get"))
        return messages

    def ask(self):
        """The good tenant tries a request; how long that took."""
        start = time.monotonic()
        self.client.do("request", cgroup_fd=self.good.fd, offer="offer", resource=WANTED,
                       duration=DURATION, flags="dry-run", **self.good_proof)
        return time.monotonic() - start

    def flood(self):
        """The flood, the good tenant's times and the least memory meanwhile, the answers."""
        self.renew()
        flood, times, least = Flood(self), [], meminfo()["MemAvailable"]
        while time.monotonic() < flood.start + SECONDS:
            times.append(self.ask())
            least = min(least, meminfo()["MemAvailable"])
            time.sleep(0.05)
        seconds, answers = flood.end()
        return seconds, times, least, answers

    def run(self):
        """One flood to fill what is filled once, and one to be measured."""
        tap, alone = self.tap, sorted(self.ask() for _ in range(10))
        before_all = meminfo()
        self.flood()
        before, failures = meminfo(), self.failures()
        seconds, times, least, answers = self.flood()
        after = meminfo()
        print(f"# {sum(answers.values())} messages in {seconds:.1f} s; the good tenant asked "
              f"{len(times)} times, {max(times):.3f} s at most; alone {alone[-1]:.3f} s")
        for answer, count in sorted(answers.items()):
            print(f"# {count} {answer}")

        def worked():
            assert len(times) >= 3 and max(times) < PATIENCE, times
        tap.test(f"another tenant is answered within {PATIENCE} s", worked)

        def really():
            evidence = self.evidence(self.good)
            grant = self.client.do("request", cgroup_fd=self.good.fd, offer="offer",
                                   resource=WANTED, duration=DURATION, **evidence)["id"]
            self.client.do("release", cgroup_fd=self.good.fd, id=grant)
        tap.test("another tenant is granted what it asked for", really)

        def refused():
            allowed = ("challenge: ok", "mutilated: ok", "unread", "full")
            wrong = [answer for answer in answers if answer.endswith(": ok") and
                     not answer.startswith(allowed) and "-get" not in answer]
            assert not wrong, wrong
            assert answers.get("bad proof: proof"), answers
            assert not self.client.dump("grant-get"), "something was granted"
        tap.test("nothing bad is granted", refused)

        def limited():
            new = self.failures() - failures
            most = BURST + PER_SECOND * seconds + PROCESSES
            assert answers.get("bad proof: rate-limited"), answers
            assert 0 < new <= most, f"{new} failed verifications, at most {most} are affordable"
        tap.test("failed verifications are limited", limited)

        def bounded():
            used = before_all["MemAvailable"] - least
            # Each process is an interpreter.
            assert used < PROCESSES * (32 << 10) + SLACK, f"{used} KiB in use at one time"
            for name in ("Slab", "SUnreclaim", "KernelStack"):
                grown = after[name] - before[name]
                assert grown < SLACK, f"{name} has grown by {grown} KiB"
        tap.test("memory is bounded", bounded)

        def recovered():
            end = time.monotonic() + 2 * PATIENCE
            while True:
                try:
                    self.client.do("request", cgroup_fd=self.bad.fd, offer="offer",
                                   resource=WANTED, duration=DURATION, flags="dry-run",
                                   **self.evidence(self.bad))
                    return
                except Refused as error:
                    assert error.reason == "rate-limited" and time.monotonic() < end, error
                    time.sleep(0.1)
        tap.test("afterwards the flood's tenant may ask again", recovered)

    def failures(self):
        """Of the bad tenant, as it is accounted."""
        return next(tenant["failures"] for tenant in self.client.dump("tenant-get")
                    if tenant["id"] == self.bad.id)


def main():
    """All of it, in one module's life."""
    load_module()
    with work_folder() as folder, tempfile.TemporaryDirectory() as public:
        tap = Tap()
        Test(tap, folder, public).run()
        tap.finish()


if __name__ == "__main__":
    main()
