#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Nothing secret gets out: what is in the manifest is looked for in all that the service,
the command line and the module say, in files that others can read, and in what a crash
leaves.

usage: LINUX_SOURCE=... secret_test.py    (as root)
"""

import glob
import json
import os
import resource
import signal
import stat
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "../lib")]

# The path above has to be there first.
import attesting  # noqa: E402
from attesting import ask, asks, question, running  # noqa: E402
from client import Tap, load_module, subscribed  # noqa: E402
from lease import Tenant, ZKCAP, resources  # noqa: E402

USER = 1000
SLOTS, OPENING = slice(40, 4136), slice(4136, 4168)
DUMPS = ("pool-get", "device-class-get", "trust-get", "capability-get", "offer-get", "tenant-get",
         "grant-get")


def planted(manifest):
    """What must not be found: the opening, and each value that is long enough not to be found
    by chance, as bytes, in hexadecimal and in decimal digits."""
    with open(manifest, "rb") as source:
        data = source.read()
    slots = data[SLOTS]
    values = [data[OPENING]] + [slots[i:i + 32] for i in range(0, 120 * 32, 32)]
    found = set()
    for value in values:
        short = value.lstrip(b"\0")
        if len(short) >= 7:
            found |= {short, short[::-1], short.hex().encode(), short.hex().upper().encode(),
                      str(int.from_bytes(short, "big")).encode()}
    assert len(found) > 20, "a manifest with hardly anything in it"
    return found


def flat(answer):
    """All that is in what netlink said, bytes as they are."""
    if isinstance(answer, bytes):
        return answer
    if isinstance(answer, dict):
        answer = list(answer.values())
    if isinstance(answer, list):
        return b"\0".join(map(flat, answer))
    return str(answer).encode()


class Test:
    """The manifest's values, and where they are looked for."""

    def __init__(self, tap, platform):
        self.tap, self.platform = tap, platform
        self.secrets = planted(platform.manifest)
        self.said = []

    def look(self, where, data):
        """Fails if there is a secret in it."""
        for secret in self.secrets:
            assert secret not in data, f"{where}: {secret[:4].hex()}..."

    def look_in(self, pattern, readable=False):
        """The same for files; with readable, only those that everybody may read."""
        count = 0
        for path in glob.glob(pattern, recursive=True):
            try:
                mode = os.stat(path).st_mode
                if not stat.S_ISREG(mode) or readable and not mode & stat.S_IROTH:
                    continue
                with open(path, "rb") as source:
                    self.look(path, source.read(1 << 24))
                count += 1
            except OSError:
                continue
        assert count, f"nothing could be read in {pattern}"


def processes(service):
    """The service's processes."""
    with open(f"/proc/{service.process.pid}/task/{service.process.pid}/children",
              encoding="ascii") as source:
        return [service.process.pid, *map(int, source.read().split())]


def children(service):
    """The same where the kernel does not list children."""
    try:
        return processes(service)
    except FileNotFoundError:
        found = [service.process.pid]
        for path in glob.glob("/proc/[0-9]*/stat"):
            with open(path, encoding="ascii", errors="replace") as source:
                fields = source.read().rsplit(")", 1)[1].split()
            if int(fields[1]) == service.process.pid:
                found.append(int(path.split("/")[2]))
        return found


def test_outputs(test, service):
    """What is said."""
    tap, client = test.tap, test.platform.client

    def answers():
        for offer in ("avx2", "huge", "absent"):
            challenge = client.do("challenge", cgroup_fd=test.tenant.fd,
                                  kind="request")["challenge"]
            code, text, attestation, proofs = ask(
                service, "zkt-secret/job",
                question("request", challenge, offer, resources(cpu=1)))
            test.look("answer", text.encode() + bytes.fromhex(attestation))
            assert bool(proofs) == (offer == "avx2"), (code, text)
            for proof in proofs:
                test.look("proof", bytes.fromhex(proof))
    tap.test("nothing in answers and proofs", answers)

    def lines():
        for args in (("manifest", "show", test.platform.manifest), ("attributes",),
                     ("ls", "tenants"), ("show",)):
            for flags in ((), ("--json",)):
                done = subprocess.run([ZKCAP, *args, *flags], capture_output=True, check=False)
                test.look(args, done.stdout + done.stderr)
        done = subprocess.run([ZKCAP, "manifest", "show", test.platform.manifest, "--values"],
                              capture_output=True, check=True)
        assert any(secret in done.stdout for secret in test.secrets), "a search that finds nothing"
    tap.test("nothing in what commands print, unless values are asked for", lines)
    tap.test("nothing in netlink dumps", lambda: [
        test.look(name, flat(list(client.dump(name)))) for name in DUMPS])

    def events():
        with subprocess.Popen([ZKCAP, "--json", "watch", "--count", "1"],
                              stdout=subprocess.PIPE) as watch:
            subscribed(watch)
            status, grant = asks(service, "zkt-secret/job", "request", "--offer", "avx2",
                                 "--cpu", "1", "--duration", "60s")
            said = watch.communicate(timeout=600)[0]
        assert status == 0 and b"granted" in said, (grant, said)
        test.look("grant", json.dumps(grant).encode())
        test.look("event", said)
    tap.test("nothing in a grant and its event", events)
    tap.test("nothing in sysfs", test.look_in, "/sys/kernel/zkcap/**")
    tap.test("nothing in the kernel's log", lambda: test.look("dmesg", subprocess.run(
        ["dmesg"], capture_output=True, check=True).stdout))
    tap.test("nothing in the service's log", lambda: test.look("log", service.said().encode()))
    tap.test("nothing in files that others may read", test.look_in,
             f"{test.platform.folder}/**", True)
    tap.test("nothing in files of /run that others may read", test.look_in,
             "/run/**", True)


def test_processes(test, service):
    """What a process shows of itself."""
    def world():
        for pid in children(service):
            for name in ("cmdline", "status", "stat", "maps", "environ", "comm"):
                try:
                    with open(f"/proc/{pid}/{name}", "rb") as source:
                        test.look(f"/proc/{pid}/{name}", source.read())
                except OSError:
                    continue
    test.tap.test("nothing in /proc of the service", world)

    def closed():
        for pid in children(service):
            for name in ("mem", "maps", "environ", "fd", "auxv"):
                done = subprocess.run(["setpriv", "--reuid", str(USER), "--regid", str(USER),
                                       "--clear-groups", "ls" if name == "fd" else "head",
                                       *([] if name == "fd" else ["-c1"]), f"/proc/{pid}/{name}"],
                                      capture_output=True, check=False)
                assert done.returncode, f"/proc/{pid}/{name} is open to user {USER}"
    test.tap.test("others may not read its memory", closed)

    def privileges():
        pids = children(service)
        assert len(pids) == 3, pids
        kept = []
        for pid in pids:
            with open(f"/proc/{pid}/status", encoding="ascii") as source:
                status = dict(line.rstrip("\n").split(":\t", 1) for line in source if ":\t" in line)
            kept.append(int(status["CapPrm"], 16))
            assert status["CapPrm"] == status["CapEff"] and not int(status["CapInh"], 16), status
            assert int(status["CapBnd"], 16) == 0 and status["NoNewPrivs"].strip() == "1", status
        assert kept == [0, 1 << 21, 1 << 21], kept
    test.tap.test("the prover has no capabilities, its agents have CAP_SYS_ADMIN", privileges)

    def locked():
        with open(f"/proc/{service.process.pid}/status", encoding="ascii") as source:
            status = dict(line.rstrip("\n").split(":\t", 1) for line in source if ":\t" in line)
        assert int(status["VmLck"].split()[0]) > 0, status["VmLck"]
    test.tap.test("its memory is not swapped out", locked)


def test_crash(test):
    """A service that dies leaves no memory behind."""
    def dumped():
        with open("/proc/sys/kernel/core_pattern", encoding="ascii") as source:
            pattern = source.read()
        resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY,) * 2)
        folder = f"{test.platform.folder}/cores"
        os.mkdir(folder)
        try:
            with open("/proc/sys/kernel/core_pattern", "w", encoding="ascii") as out:
                out.write(f"{folder}/core.%p")
            # So that a core would be found
            with subprocess.Popen(["sleep", "100"]) as other:
                time.sleep(0.2)
                other.send_signal(signal.SIGSEGV)
                other.wait()
            assert len(os.listdir(folder)) == 1, "this kernel dumps no cores"
            service = test.platform.service()
            for pid in reversed(children(service)):
                os.kill(pid, signal.SIGSEGV)
            service.process.wait()
            assert len(os.listdir(folder)) == 1, os.listdir(folder)
        finally:
            with open("/proc/sys/kernel/core_pattern", "w", encoding="ascii") as out:
                out.write(pattern)
    test.tap.test("no core is dumped", dumped)


def main():
    """All tests."""
    load_module()
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        platform = attesting.Platform(folder)
        try:
            test = Test(tap, platform)
            test.tenant = Tenant(platform, "zkt-secret")
            for name in ("cpu-avx2", "cpu-cores"):
                platform.capability(name)
            platform.offer("avx2", [("cpu-avx2",)])
            platform.offer("huge", [("cpu-cores", 1000000)])
            with running(platform) as service:
                test_outputs(test, service)
                test_processes(test, service)
            test_crash(test)
        finally:
            platform.stop_tpm()
    tap.finish()


if __name__ == "__main__":
    main()
