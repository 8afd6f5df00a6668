#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""A container of crun, with user, network, cgroup, mount and process namespaces of its
own, gets processor time, memory and a device from the host's kernel by proofs of the
host's service, gets more, gets less, and loses it all when the lease ends.

usage: LINUX_SOURCE=... container_test.py    (as root)

	host					container (uid 0 is 100000)
	module, zkcapd, TPM			zkcap, busybox
	/run/.../zkcapd.sock ─── bind mount ──> /run/zkcap/zkcapd.sock
	/sys/fs/cgroup/zkt-container		/sys/fs/cgroup, read only

The hook makes the container's group a tenant.  What processor time it gets is read from the
rate of a program that only counts, against the same program outside of it: the machine below
the guest may be busy, and is as slow for both.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "../lib")]

# The path above has to be there first.
import attesting  # noqa: E402
from attesting import SLOW, running  # noqa: E402
from client import TOP, Refused, Tap, load_module  # noqa: E402
from lease import CGROUP, ZKCAP, resources  # noqa: E402

MIB = 1 << 20
NAME = "zkt-container"
GROUP = f"{CGROUP}/{NAME}"
HOOK = os.environ.get("ZKCAP_OCI_HOOK", f"{TOP}/build/bin/zkcap-oci-hook")
FIRST_ID = 100000
REFERENCE = f"{CGROUP}/zkt-reference"
# Thousandths of a CPU without any grant
BASELINE = 200
COUNTER = """i=0
while :; do
	i=$((i + 1))
	[ $((i % 500)) != 0 ] || echo $i >/work/count
done
"""
ANNOTATIONS = {"org.zkcap.tenant": "shop", "org.zkcap.offer": "container",
               "org.zkcap.baseline.cpu": f"{BASELINE}m", "org.zkcap.baseline.memory": "64Mi",
               "org.zkcap.baseline.pids": "50"}


def mount(destination, kind, source, *options):
    """One mount of a bundle."""
    return {"destination": destination, "type": kind, "source": source, "options": list(options)}


class Container:
    """A bundle with busybox and the command line, and crun to run it."""

    def __init__(self, folder, service):
        self.folder, self.bundle = folder, f"{folder}/bundle"
        self.rootfs = f"{self.bundle}/rootfs"
        for name in ("bin", "proc", "sys/fs/cgroup", "dev", "tmp", "run/zkcap", "work"):
            os.makedirs(f"{self.rootfs}/{name}", exist_ok=True)
        os.chown(f"{self.rootfs}/work", FIRST_ID, FIRST_ID)
        shutil.copy(shutil.which("busybox"), f"{self.rootfs}/bin/busybox")
        for name in ("sh", "dd", "cat", "head", "true"):
            os.symlink("busybox", f"{self.rootfs}/bin/{name}")
        with open(f"{self.rootfs}/bin/counter", "w", encoding="ascii") as out:
            out.write(COUNTER)
        self.copy_program(ZKCAP)
        # What the socket is mounted over: root in the container may not make it.
        with open(f"{self.rootfs}/run/zkcap/zkcapd.sock", "w", encoding="ascii"):
            pass
        self.socket = service.socket

    def copy_program(self, path):
        """A program and the libraries that it is linked with."""
        shutil.copy(path, f"{self.rootfs}/bin/")
        for line in attesting.command("ldd", path).splitlines():
            library = next((word for word in line.split() if word.startswith("/")), None)
            if library:
                os.makedirs(self.rootfs + os.path.dirname(library), exist_ok=True)
                shutil.copy(library, self.rootfs + library)

    def config(self, annotations):
        """What crun is told."""
        ids = [{"containerID": 0, "hostID": FIRST_ID, "size": 65536}]
        return {
            "ociVersion": "1.0.0", "hostname": "container",
            "annotations": {**annotations, "run.oci.hooks.stderr": f"{self.folder}/hook.log"},
            "process": {"user": {"uid": 0, "gid": 0}, "cwd": "/", "noNewPrivileges": True,
                        "env": ["PATH=/bin"], "args": ["sh", "/bin/counter"],
                        "capabilities": {}},
            "root": {"path": "rootfs", "readonly": True},
            "mounts": [
                mount("/proc", "proc", "proc"),
                mount("/dev", "tmpfs", "tmpfs", "nosuid", "mode=755"),
                mount("/sys/fs/cgroup", "cgroup", "cgroup", "ro", "nosuid", "nodev", "noexec"),
                mount("/work", "bind", f"{self.rootfs}/work", "bind", "rw"),
                mount("/run/zkcap/zkcapd.sock", "bind", self.socket, "bind", "rw"),
            ],
            "hooks": {"createRuntime": [{"path": HOOK, "args": ["zkcap-oci-hook"]}]},
            "linux": {
                "cgroupsPath": f"/{NAME}",
                "uidMappings": ids, "gidMappings": ids,
                "namespaces": [{"type": kind} for kind in (
                    "user", "network", "cgroup", "mount", "pid", "ipc", "uts")],
                "resources": {"devices": [{"allow": True, "access": "rwm"}]},
            },
        }

    def crun(self, *args, check=True):
        """Runs crun."""
        done = subprocess.run(["crun", "--root", f"{self.folder}/crun", "--cgroup-manager",
                               "cgroupfs", *args], capture_output=True, text=True, check=False,
                              timeout=900, stdin=subprocess.DEVNULL)
        assert not check or done.returncode == 0, f"crun {args}: {done.stdout}{done.stderr}"
        return done

    def start(self, annotations, check=True):
        """Starts it in the background."""
        with open(f"{self.bundle}/config.json", "w", encoding="ascii") as out:
            json.dump(self.config(annotations), out)
        # In a file: what runs in the background would hold a pipe open.
        with open(f"{self.folder}/crun.log", "w+", encoding="utf-8") as log:
            done = subprocess.run(["crun", "--root", f"{self.folder}/crun", "--cgroup-manager",
                                   "cgroupfs", "run", "--detach", "--bundle", self.bundle, NAME],
                                  stdout=log, stderr=log, check=False, timeout=300,
                                  stdin=subprocess.DEVNULL)
            log.seek(0)
            said = log.read()
        with contextlib.suppress(FileNotFoundError):
            with open(f"{self.folder}/hook.log", encoding="utf-8") as log:
                said += log.read()
            os.unlink(f"{self.folder}/hook.log")
        assert not check or done.returncode == 0, said
        return done.returncode, said

    def stop(self):
        """Ends it."""
        self.crun("delete", "--force", NAME)

    def run(self, *args, status=0):
        """What a program in it prints."""
        done = self.crun("exec", NAME, *args, check=False)
        assert done.returncode == status, f"{args}: {done.returncode}: {done.stdout}{done.stderr}"
        return done.stdout

    def zkcap(self, *args, status=0):
        """What the command line in it answers."""
        return json.loads(self.run("zkcap", "--json", *args, status=status))

    @staticmethod
    def read(name):
        """A file of its control group."""
        with open(f"{GROUP}/{name}", encoding="ascii") as source:
            return source.read().strip()


class Counting:
    """A program that counts: where its count is, and the group that it is in."""

    def __init__(self, path, group):
        self.path, self.group = path, group
        self.start()

    def start(self):
        """A period begins."""
        self.began = (time.monotonic(), self.count(), self.cpu_seconds())

    def end(self):
        """Seconds that the period took, counted, and processor time used."""
        now = (time.monotonic(), self.count(), self.cpu_seconds())
        return [end - begin for end, begin in zip(now, self.began)]

    def count(self):
        """How far it is."""
        while True:
            with contextlib.suppress(FileNotFoundError):
                with open(self.path, encoding="ascii") as source:
                    text = source.read()
                if text.endswith("\n"):
                    return int(text)

    def cpu_seconds(self):
        """Processor time of all that was in its group."""
        with open(f"{self.group}/cpu.stat", encoding="ascii") as source:
            return int(dict(line.split() for line in source)["usage_usec"]) / 1e6


@contextlib.contextmanager
def reference(folder):
    """The program without limits, that runs when nothing else wants to."""
    os.makedirs(REFERENCE, exist_ok=True)
    with open(f"{REFERENCE}/cpu.weight", "w", encoding="ascii") as out:
        out.write("1")
    with contextlib.suppress(FileNotFoundError):
        os.unlink(f"{folder}/count")
    script = f"echo $$ >{REFERENCE}/cgroup.procs; " + COUNTER.replace("/work/", f"{folder}/")
    with subprocess.Popen(["busybox", "sh", "-c", script]) as process:
        try:
            yield Counting(f"{folder}/count", REFERENCE)
        finally:
            process.kill()
            process.wait()
    os.rmdir(REFERENCE)


class Test:
    """What the tests share."""

    def __init__(self, tap, platform, container):
        self.tap, self.platform, self.container = tap, platform, container
        self.grant = None

    def tenants(self):
        """Paths of all."""
        return [tenant["path"] for tenant in self.platform.client.dump("tenant-get")]

    def sample(self):
        """Seconds, what the container counts and uses, and what the reference does."""
        with reference(self.container.folder) as other:
            one = Counting(f"{self.container.rootfs}/work/count", GROUP)
            time.sleep(8 if SLOW else 2)
            return one.end() + other.end()[1:]

    def stolen(self):
        """Which part of a second is taken from the whole guest by what runs beside it."""
        with open(f"{GROUP}/cgroup.freeze", "w", encoding="ascii") as out:
            out.write("1")
        start = last = time.monotonic()
        lost = 0
        while last < start + 1:
            now = time.monotonic()
            lost += now - last if now - last > 0.002 else 0
            last = now
        with open(f"{GROUP}/cgroup.freeze", "w", encoding="ascii") as out:
            out.write("0")
        return lost / (last - start)

    def check_rate(self, milli):
        """The container uses what it may have, and is as fast as that.  What runs beside
        the guest may cost it speed for the same processor time, or the time itself; both
        may then be less, but never more."""
        sums = [0] * 5
        for _ in range(6):
            sums = [total + more for total, more in zip(sums, self.sample())]
            took, count, used, other_count, other_used = sums
            counted = count / took / (max(other_count, 1) / other_used) * 1000
            used = used / took * 1000
            print(f"# {milli}m: counts as {counted:.0f}m, uses {used:.0f}m in {took:.0f} s",
                  flush=True)
            if all(abs(found / milli - 1) < 0.15 for found in (counted, used)):
                return
        assert max(counted, used) < 1.15 * milli, f"{counted:.0f}m, {used:.0f}m for {milli}m"
        if used > 0.85 * milli:
            return
        stolen = self.stolen()
        assert stolen > 0.05, f"uses {used:.0f}m for {milli}m, and {stolen:.3f} is stolen"
        print(f"# {stolen * 100:.0f}% of the guest's time is taken: rates mean nothing here")

    def scale(self, milli):
        """The grant's processor time: more with a proof, less without; the rest stays."""
        answer = self.container.zkcap("resize", self.grant, "--cpu", f"{milli}m")
        assert answer["resources"][0] == {"kind": "cpu", "amount": milli}, answer
        assert self.container.read("cpu.max").split()[0] == str((BASELINE + milli) * 100)


def test_hook(test):
    """Which containers become tenants."""
    container, tap = test.container, test.tap

    def without():
        container.start({"org.example": "zkcap"})
        try:
            assert not test.tenants()
        finally:
            container.stop()
    tap.test("hook: a container without annotations is none of its business", without)

    def refused(text, **changes):
        annotations = {**ANNOTATIONS, **{f"org.zkcap.{key}": value
                                         for key, value in changes.items()}}
        status, said = container.start(annotations, check=False)
        assert status and text in said, said
        assert not test.tenants() and not os.path.exists(GROUP), said
    tap.test("hook: no container for an offer that there is not", refused, "no offer absent",
             offer="absent")
    tap.test("hook: no container with a misspelt annotation", refused, "tennant", tennant="x")
    tap.test("hook: no container with a baseline of nonsense", refused, "baseline.cpu",
             **{"baseline.cpu": "much"})

    def adopted():
        container.start(ANNOTATIONS)
        assert test.tenants() == [f"/{NAME}"], test.tenants()
        assert container.read("cpu.max") == f"{BASELINE * 100} 100000"
        assert container.read("memory.max") == str(64 * MIB)
        assert container.read("pids.max") == "50"
        seen = container.run("cat", "/sys/fs/cgroup/cpu.max").strip()
        assert seen == container.read("cpu.max"), seen
    tap.test("hook: a container with annotations is a tenant", adopted)


def test_life(test):
    """What a tenant does in its life."""
    container, tap = test.container, test.tap
    allocate = ("dd", "if=/dev/zero", "of=/dev/null", f"bs={100 * MIB}", "count=1")

    def isolated():
        for kind in ("user", "net", "cgroup", "mnt", "pid"):
            pid = container.read("cgroup.procs").split()[0]
            assert os.readlink(f"/proc/{pid}/ns/{kind}") != os.readlink(f"/proc/self/ns/{kind}")
        assert not os.path.exists(f"{container.rootfs}/var/lib/zkcap")
    tap.test("the container has namespaces of its own, and no manifest", isolated)

    def no_memory():
        done = container.crun("exec", NAME, *allocate, check=False)
        assert done.returncode == 128 + signal.SIGKILL, done

    def no_device():
        done = container.crun("exec", NAME, "head", "-c", "1", "/dev/full", check=False)
        assert done.returncode == 1 and "not permitted" in done.stderr, done

    def before():
        container.run("true")
        test.check_rate(BASELINE)
        no_memory()
        no_device()
    tap.test("before: too little memory, no device", before)

    def granted():
        answer = container.zkcap("request", "--offer", "container", "--cpu", "300m", "--memory",
                                 "128Mi", "--device", "full", "--duration", "10m")
        test.grant = str(answer["id"])
        assert container.read("cpu.max").split()[0] == str((BASELINE + 300) * 100)
        assert container.read("memory.max") == str(192 * MIB)
    tap.test("granted: processor time, memory and a device in one request", granted)

    def after():
        container.run(*allocate)
        container.run("head", "-c", "1", "/dev/full")
    tap.test("after: memory can be used, the device opens", after)

    def refused():
        container.zkcap("resize", test.grant, "--cpu", "33", status=1)
        answer = container.zkcap("request", "--offer", "huge", "--cpu", "1", status=1)
        assert "cpu-cores" in answer["error"], answer
    tap.test("refused: more than the offer, a capability that the host lacks", refused)

    def scaled():
        test.check_rate(BASELINE + 300)
        for milli in (600, 100):
            test.scale(milli)
            test.check_rate(BASELINE + milli)
    tap.test("scaled: it is as much faster as was granted, up and down", scaled)

    def released():
        answer = container.zkcap("resize", test.grant, "--cpu", "100m", "--device", "full=0")
        assert [r["kind"] for r in answer["resources"]] == ["cpu", "memory"], answer
        no_device()
    tap.test("scaled down: the device is closed again", released)

    def expired():
        lease = 20 if SLOW else 3
        container.zkcap("renew", test.grant, "--duration", f"{lease}s")
        end = time.monotonic() + lease + 3
        while test.platform.client.dump("grant-get"):
            assert time.monotonic() < end, "still there"
            time.sleep(0.1)
        assert container.read("cpu.max") == f"{BASELINE * 100} 100000"
        test.check_rate(BASELINE)
        no_memory()
    tap.test("expired: on time, and what was before is again", expired)

    def gone():
        container.stop()
        end = time.monotonic() + (30 if SLOW else 3)
        while test.tenants():
            assert time.monotonic() < end, test.tenants()
            time.sleep(0.1)
    tap.test("a container that ends is no tenant any more", gone)


def main():
    """All tests."""
    load_module()
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        platform = attesting.Platform(folder)
        platform.client.do("device-class-set", name="full", mode="shared", share=4,
                           node=[{"type": "char", "major": 1, "minor": 7}])
        for name in ("cpu-avx2", "cpu-cores"):
            platform.capability(name)
        ceiling = resources(cpu=4000, memory=1 << 30, pids=100, device_full=1)
        platform.offer("container", [("cpu-avx2",)], ceiling=ceiling)
        platform.offer("huge", [("cpu-cores", 1000000)])
        try:
            with running(platform, "--rate", "1000", "--burst", "1000") as service:
                container = Container(folder, service)
                test = Test(tap, platform, container)
                test_hook(test)
                try:
                    test_life(test)
                finally:
                    with contextlib.suppress(AssertionError, Refused):
                        container.stop()
        finally:
            platform.stop_tpm()
    tap.finish()


if __name__ == "__main__":
    main()
