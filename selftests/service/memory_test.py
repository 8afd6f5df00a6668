#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""No memory errors in the service and the command line as they work: enrolment, measuring,
requests, messages that are none, a reload, and SIGTERM under load.

Both run under valgrind's memcheck, which sees accesses outside of the heap's blocks, values
that nobody set, and leaks; or, with ZKCAP_SANITIZED naming a build directory whose programs
were compiled with ASan and UBSan, as they are: those also see the stack, globals, overflows
and shifts, but do not run in a user-mode kernel, whose addresses have 39 bits.

Minutes either way, so only with ZKCAP_TEST_LONG=1.

usage: LINUX_SOURCE=... [ZKCAP_SANITIZED=build/asan] memory_test.py    (as root)
"""

import contextlib
import glob
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "../lib")]

# The path above has to be there first.
import attesting  # noqa: E402
from attesting import SLOW, ask, asks, inside, question, running  # noqa: E402
from client import Refused, Tap, TOP, load_module  # noqa: E402
from lease import Tenant, resources  # noqa: E402

GROUP = "zkt-memory/job"
SANITIZED = os.environ.get("ZKCAP_SANITIZED")
CPU = resources(cpu=100)
# Proofs take half a minute where both the processor and its memory are imitated.
PATIENT = ("--workers", "2", "--rate", "10000", "--burst", "10000", "--deadline", "120")
MEMCHECK = ("valgrind", "-q", "--error-exitcode=99", "--leak-check=full",
            "--errors-for-leak-kinds=definite", "--show-leak-kinds=definite", "--num-callers=20")


class Checker:
    """Has programs watched, each process of which reports to a file of its own."""

    def __init__(self, folder):
        self.folder = f"{folder}/reports"
        os.mkdir(self.folder)
        # The service's agents give their privileges up first.
        os.chmod(self.folder, 0o1777)
        if SANITIZED:
            report = f"log_path={self.folder}/report:print_stacktrace=1"
            os.environ["ASAN_OPTIONS"] = os.environ["UBSAN_OPTIONS"] = report

    def program(self, name):
        """What to run instead of it."""
        if SANITIZED:
            return os.path.abspath(f"{SANITIZED}/bin/{name}")
        path = f"{self.folder}/../{name}"
        with open(path, "w", encoding="ascii") as out:
            out.write(f"#!/bin/sh\nexec {' '.join(MEMCHECK)} --log-file={self.folder}/{name}.%p "
                      f"{TOP}/build/bin/{name} \"$@\"\n")
        os.chmod(path, 0o755)
        return path

    def reports(self):
        """What was found, and how many processes looked for it, if that is known."""
        found = {}
        for path in glob.glob(f"{self.folder}/*"):
            with open(path, encoding="utf-8", errors="replace") as source:
                found[os.path.basename(path)] = source.read()
        return found

    def clean(self):
        """Nothing was found, and somebody looked."""
        found = self.reports()
        wrong = "".join(found.values())
        assert not wrong.strip(), wrong
        if not SANITIZED:
            assert sum(name.startswith("zkcapd.") for name in found) >= 3, sorted(found)
        return True


def finds(checker):
    """A program with an error of each kind is told, by the same checker."""
    source = f"{checker.folder}/../wrong.c"
    with open(source, "w", encoding="ascii") as out:
        out.write("#include <stdlib.h>\nint main(void)\n"
                  "{\n\tvolatile char *p = malloc(8);\n\treturn p[8];\n}\n")
    flags = ["-fsanitize=address,undefined"] if SANITIZED else []
    program = f"{checker.folder}/../wrong"
    attesting.command("gcc", "-g", *flags, "-o", program, source)
    watched = [] if SANITIZED else [*MEMCHECK, f"--log-file={checker.folder}/wrong.%p"]
    done = subprocess.run([*watched, program], check=False, capture_output=True)
    assert done.returncode, done
    found = {name: text for name, text in checker.reports().items() if text}
    assert found and "main" in "".join(found.values()), found
    for name in found:
        os.unlink(f"{checker.folder}/{name}")
    if SANITIZED:
        for name in ("zkcap", "zkcapd"):
            with open(f"{SANITIZED}/bin/{name}", "rb") as built:
                assert b"__asan_init" in built.read(), f"{name} is not compiled with ASan"


class Test:
    """A tenant of a platform with two offers."""

    def __init__(self, platform):
        self.platform, self.client = platform, platform.client
        self.tenant = Tenant(platform, "zkt-memory", baseline=resources(cpu=4000))
        for name in ("cpu-aesni", "cpu-cores"):
            platform.capability(name)
        platform.offer("aesni", [("cpu-aesni",)])
        platform.offer("huge", [("cpu-cores", 1000000)])

    def question(self, offer="aesni"):
        """For a request of a little CPU time."""
        challenge = self.client.do("challenge", cgroup_fd=self.tenant.fd,
                                   kind="request")["challenge"]
        return question("request", challenge, offer, CPU)

    def requests(self):
        """A grant's life, and a refusal, through service and command line."""
        with running(self.platform, *PATIENT) as service:
            status, grant = asks(service, GROUP, "request", "--offer", "aesni", "--cpu", "1",
                                 "--duration", "1h")
            assert status == 0, grant
            status, more = asks(service, GROUP, "resize", str(grant["id"]), "--cpu", "2")
            assert status == 0 and more["resources"][0]["amount"] == 2000, more
            status, longer = asks(service, GROUP, "renew", str(grant["id"]), "--duration", "50m")
            assert status == 0, longer
            status, less = asks(service, GROUP, "resize", str(grant["id"]), "--cpu", "1")
            assert status == 0 and less["resources"][0]["amount"] == 1000, less
            status, refusal = asks(service, GROUP, "request", "--offer", "huge", "--cpu", "1")
            assert status == 1 and "does not hold" in refusal["error"], refusal
            for what in (["ls"], ["show", "grant", str(grant["id"])],
                         ["release", str(grant["id"])]):
                attesting.command(attesting.ZKCAP, "--json", *what)

    def malformed(self, count):
        """Questions cut short, and with a bit changed: each is answered or hung up on."""
        rng = random.Random(1)
        good = self.question()
        bad = [good[:length] for length in range(1, len(good), max(1, len(good) * 4 // count))]
        bad += [good + b"\0", good + bytes(8192)]
        while len(bad) < count:
            at = rng.randrange(len(good))
            bad.append(good[:at] + bytes([good[at] ^ 1 << rng.randrange(8)]) + good[at + 1:])

        def body():
            return [bool(attesting.exchange(service, data)) for data in bad]
        with running(self.platform, *PATIENT) as service:
            assert all(inside(GROUP, body))
            answer = ask(service, GROUP, self.question())
            assert answer[0] == "ok", answer

    def reload(self):
        """Manifest and definitions are read anew, the old ones go."""
        with running(self.platform, *PATIENT) as service:
            assert ask(service, GROUP, self.question())[0] == "ok"
            service.process.send_signal(signal.SIGHUP)
            service.wait_said("read manifest and definitions again", 600)
            assert ask(service, GROUP, self.question())[0] == "ok"

    def terminated(self, count):
        """SIGTERM with questions in work and in the queue."""
        with running(self.platform, *PATIENT) as service:
            clients = [attesting.start_inside(
                GROUP, attesting.ZKCAP, "--json", "request", "--offer", "aesni", "--cpu", "10m",
                "--service", service.socket) for _ in range(count)]
            service.wait_said("ok in", 60 if SLOW else 600)
        for client in clients:
            said = client.communicate(timeout=600)
            assert client.returncode in (0, 4), (client.returncode, said)
        for grant in self.client.dump("grant-get"):
            with contextlib.suppress(Refused):
                self.client.do("revoke", id=grant["id"])


def why_not():
    """What is amiss for a run; memcheck takes long enough where it alone slows things."""
    if SANITIZED:
        return None
    if not os.environ.get("ZKCAP_TEST_LONG"):
        return "only with ZKCAP_TEST_LONG=1"
    if os.environ.get("ZKCAP_VM_KERNEL", "uml") != "uml":
        return "memcheck is for kernels at full speed"
    return None if shutil.which("valgrind") else "no valgrind"


def main():
    """All tests."""
    tap = Tap()
    reason = why_not()
    if reason:
        tap.skip("memory errors of the service and the command line", reason)
        tap.finish()
    load_module()
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        checker = Checker(folder)
        tap.test("the checker finds what is wrong", finds, checker)
        attesting.ZKCAP, attesting.ZKCAPD = (checker.program(name) for name in ("zkcap", "zkcapd"))
        platform = attesting.Platform(folder)
        try:
            test = Test(platform)
            tap.test("requests", test.requests)
            tap.test("malformed questions", test.malformed, 20 if SLOW else 60)
            tap.test("SIGHUP", test.reload)
            tap.test("SIGTERM under load", test.terminated, 3 if SLOW else 8)
            tap.test("no memory errors in any of this", checker.clean)
        finally:
            platform.stop_tpm()
    tap.finish()


if __name__ == "__main__":
    main()
