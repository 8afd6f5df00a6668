#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""The command line against the module: what it asks for is granted, what is refused
says so, by its exit status and in JSON.

usage: LINUX_SOURCE=... client_test.py    (as root)

Proofs are the prover's own.  Attestations are made by a key without a TPM and kept
where the command line looks for them.

	/sys/fs/cgroup
	├── zkt-client		tenant that asks
	│   └── job		where a user without privileges is
	└── zkcap-run-PID	made and removed by zkcap run
"""

import contextlib
import glob
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "../lib")]

# The path above has to be there first.
from client import TOP, Tap, load_module, skip, subscribed  # noqa: E402
from lease import CAPABILITY, CGROUP, ZKCAP, Host, Tenant  # noqa: E402

MIB = 1 << 20
USER = 1000
REFUSED, USAGE, TPM, KERNEL = 1, 2, 3, 4


class Line:
    """The command line, with a manifest and kept attestations of its own."""

    def __init__(self, host, tenant):
        self.host, self.tenant = host, tenant
        self.kept = f"{host.folder}/kept"
        self.grants = f"{host.folder}/grants"
        self.env = {**os.environ, "ZKCAP_ATTESTATIONS": self.kept, "ZKCAP_GRANTS": self.grants,
                    "TZ": "UTC",
                    "ZKCAP_SERVICE": f"{host.folder}/no-service"}

    def keep(self, trust="trust", **changes):
        """An attestation for the tenant, as if the command line had made it."""
        kept = {"tenant": self.tenant.id, "trust": trust,
                "commitment": self.host.commitment.hex(),
                "id": self.host.attestation(self.tenant).hex(),
                "expires_ms": int(time.clock_gettime(time.CLOCK_BOOTTIME) * 1000) + 3600000}
        kept.update(changes)
        os.makedirs(self.kept, exist_ok=True)
        with open(f"{self.kept}/{self.tenant.id}-{trust}.json", "w", encoding="ascii") as out:
            json.dump(kept, out)

    def run(self, *args, status=0, **kwargs):
        """Runs it; what it printed."""
        done = subprocess.run([ZKCAP, *args], env=self.env, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, check=False, timeout=120,
                              **kwargs)
        assert done.returncode == status, \
            f"{args}: {done.returncode}, not {status}: {done.stdout}{done.stderr}"
        self.said = done.stderr
        return done.stdout

    def json(self, *args, status=0, **kwargs):
        """The same with --json."""
        return json.loads(self.run("--json", *args, status=status, **kwargs))

    def ask(self, verb, *args, status=0, **kwargs):
        """A command that asks for the tenant, with the platform's manifest."""
        return self.json(verb, *args, "--tenant", self.tenant.path, "--manifest",
                         self.host.manifest, status=status, **kwargs)

    def refused(self, reason, verb, *args):
        """The same, for one reason."""
        answer = self.ask(verb, *args, status=REFUSED)
        assert answer["reason"] == reason and answer["exit"] == REFUSED, answer
        return answer


@contextlib.contextmanager
def granted(line, *args):
    """A grant, released afterwards unless it is over."""
    grant = line.ask("request", "--offer", "offer", *args)
    try:
        yield grant
    finally:
        if grant["id"] in line.host.grants():
            line.run("release", str(grant["id"]))


def request(line):
    """A request changes the limits, and says what was granted and how long it took."""
    before = line.tenant.read("cpu.max")
    with granted(line, "--cpu", "1500m", "--memory", "64Mi", "--duration", "1m") as grant:
        assert grant["tenant"] == line.tenant.id and grant["offer"] == "offer", grant
        assert grant["resources"] == [{"kind": "cpu", "amount": 1500},
                                      {"kind": "memory", "amount": 64 * MIB}], grant
        assert 0 < grant["expires-in-ms"] <= 60000, grant
        assert grant["took-ms"]["prove"] > grant["took-ms"]["challenge"] > 0, grant
        assert "attest" not in grant["took-ms"], grant
        quota, period = map(int, line.tenant.read("cpu.max").split())
        assert quota == period * 1600 // 1000, (quota, period)
        text = line.run("ls", "grants")
        assert "cpu 1500m, memory 64Mi" in text, text
    assert line.tenant.read("cpu.max") == before


def scale(line):
    """Up takes a proof, down takes none, and what is not named stays."""
    with granted(line, "--cpu", "1", "--pids", "5", "--duration", "10m") as grant:
        number = str(grant["id"])
        up = line.ask("resize", number, "--cpu", "2")
        assert up["resources"] == [{"kind": "cpu", "amount": 2000},
                                   {"kind": "pids", "amount": 5}], up
        assert up["took-ms"].keys() == {"prepare", "prove", "request"}, up
        down = line.json("resize", number, "--cpu", "500m", "--pids", "0", "--manifest",
                         "/nonexistent")
        assert down["resources"] == [{"kind": "cpu", "amount": 500}], down
        assert list(down["took-ms"]) == ["request"], down
        line.json("resize", number, "--cpu", "0", status=USAGE)


def messages(line, *args, **kwargs):
    """How many netlink messages the command sends to the module, and its answer."""
    trace = f"{line.host.folder}/trace"
    done = subprocess.run(["strace", "-f", "-o", trace, "-e", "trace=sendmsg,sendto,sendmmsg",
                           ZKCAP, "--json", *args, "--tenant", line.tenant.path, "--manifest",
                           line.host.manifest], env=line.env, stdout=subprocess.PIPE,
                          check=True, timeout=120, **kwargs)
    with open(trace, encoding="utf-8") as lines:
        sent = [text for text in lines if "AF_NETLINK" in text]
    # The first asks the controller for the family's number.
    controller = [bool(re.search("nlmsg_type=(0x10|nlctrl)", text)) for text in sent]
    assert controller[0] and not any(controller[1:]), sent
    return len(sent) - 1, json.loads(done.stdout)


def one_message(line):
    """With a fresh attestation, a grant grows with one message; what was kept is only a hint."""
    with granted(line, "--cpu", "1", "--duration", "10m") as grant:
        number = str(grant["id"])
        for cpu in (2000, 3000):
            sent, up = messages(line, "resize", number, "--cpu", f"{cpu}m")
            assert (sent, up["resources"][0]["amount"]) == (1, cpu), (sent, up)
        line.json("resize", number, "--cpu", "2", "--manifest", "/nonexistent")
        sent, up = messages(line, "resize", number, "--cpu", "3")
        assert sent == 1, (sent, up)

        # Another changes it, and is not undone by who did not know.
        line.tenant.resize(int(number), cpu=3000, pids=7)
        sent, up = messages(line, "resize", number, "--cpu", "4")
        assert up["resources"] == [{"kind": "cpu", "amount": 4000},
                                   {"kind": "pids", "amount": 7}], up
        assert sent > 1, (sent, up)

        # The same with less, and with what would be too little of what was kept.
        line.tenant.resize(int(number), cpu=5000, pids=7)
        up = line.ask("resize", number, "--cpu", "4500m")
        assert up["resources"][0]["amount"] == 4500, up
        line.tenant.resize(int(number), cpu=5000, pids=7)
        up = line.ask("resize", number, "--pids", "0")
        assert up["resources"] == [{"kind": "cpu", "amount": 5000}], up

        # Whatever is in the file, which is nobody else's to read
        path = f"{line.grants}/{grant['id'] % 64}.json"
        assert [os.stat(p).st_mode & 0o777 for p in (line.grants, path)] == [0o700, 0o600]
        amount = 6000
        for change in ({"next-challenge": "00" * 32}, {"next-challenge": "00"}, {"offer": "x" * 64},
                       {"offer": "else"}, {"resources": [{"kind": "none", "amount": 1}]},
                       {"resources": [{"kind": "cpu", "amount": 1}] * 17}, {"tenant": "1"}, {"id": 1 << 40},
                       {"resources": []}, {"resources": None}, {"required": []},
                       {"required": {"trust": "trust", "requirements": [{}]}},
                       {"required": {"trust": "trust", "requirements": []}},
                       {"required": {"trust": "none", "requirements": []}}):
            line.ask("resize", number, "--cpu", f"{amount + 50}m")
            with open(path, encoding="ascii") as source:
                kept = json.load(source)
            with open(path, "w", encoding="ascii") as out:
                json.dump({**kept, **change}, out)
            amount += 100
            up = line.ask("resize", number, "--cpu", f"{amount}m")
            assert up["resources"] == [{"kind": "cpu", "amount": amount}], (change, up)
            with open(path, encoding="ascii") as source:
                assert json.load(source)["resources"][0]["amount"] == amount, change
        os.unlink(path)
        line.ask("resize", number, "--cpu", "8")


def renew(line):
    """A lease begins anew."""
    with granted(line, "--cpu", "1", "--duration", "30s") as grant:
        again = line.ask("renew", str(grant["id"]), "--duration", "20m")
        assert again["id"] == grant["id"] and again["expires-in-ms"] > 1190000, again


def dry_run(line):
    """Everything is checked, nothing is granted."""
    before = line.host.grants()
    answer = line.ask("request", "--offer", "offer", "--cpu", "1", "--dry-run")
    assert answer["dry-run"] is True, answer
    line.refused("resource-ceiling", "request", "--offer", "offer", "--cpu", "33", "--dry-run")
    assert line.host.grants() == before


def refusals(line):
    """Each has its reason."""
    line.refused("resource-ceiling", "request", "--offer", "offer", "--cpu", "33")
    line.refused("duration-ceiling", "request", "--offer", "offer", "--cpu", "1",
                 "--duration", "2h")
    line.refused("offer-absent", "request", "--offer", "nothing", "--cpu", "1")
    line.refused("resource-ceiling", "request", "--offer", "offer", "--device", "gpu=2")
    line.refused("grant-absent", "renew", "999999")
    answer = line.json("release", "999999", status=REFUSED)
    assert answer["reason"] == "grant-absent" and answer["errno"] > 0, answer
    explained = line.json("explain", answer["reason"])
    assert explained["code"] == answer["code"] and explained["remedy"], explained


def not_capable(line):
    """What the platform lacks is refused before the kernel is asked."""
    line.host.offer("many", requirement=[{"capability": CAPABILITY,
                                          "public": [(9).to_bytes(32, "big")]}])
    answer = line.ask("request", "--offer", "many", "--cpu", "1", status=REFUSED)
    assert "cpu-cores" in answer["error"] and "reason" not in answer, answer
    line.host.client.do("offer-del", name="many")


def usage(line):
    """What is wrong with the command line is told before anything else."""
    for args, what in ((("request", "--cpu", "1"), "--offer"),
                       (("request", "--offer", "offer"), "--cpu"),
                       (("request", "--offer", "offer", "--cpu", "1.2345"), "1.2345"),
                       (("request", "--offer", "offer", "--cpu", "1", "--cpu", "2"), "twice"),
                       (("request", "--offer", "offer", "--memory", "4Q"), "4Q"),
                       (("renew", "1", "--duration", "0"), "duration"),
                       (("run", "--offer", "offer", "--cpu", "1"), "command"),
                       (("explain", "no-such-reason"), "no-such-reason"),
                       (("ls", "things"), "things")):
        answer = line.json(*args, status=USAGE)
        assert what in answer["error"], answer
    answer = line.json("request", "--offer", "offer", "--cpu", "1", "--tenant", "/proc/1",
                       status=USAGE)
    assert "/proc/1" in answer["error"], answer


def definitions(line):
    """A definition of the right name and another content is found out."""
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{TOP}/circuits/capabilities/{CAPABILITY}.yaml", encoding="ascii") as source:
            changed = source.read().replace("version: 1", "version: 2")
        with open(f"{folder}/{CAPABILITY}.yaml", "w", encoding="ascii") as out:
            out.write(changed)
        # The shipped one is found by its id all the same.
        grant = line.ask("request", "--offer", "offer", "--cpu", "1", "--definitions", folder)
        line.run("release", str(grant["id"]))
        run = [ZKCAP, "circuit", "compile", f"{folder}/{CAPABILITY}.yaml", "-o", f"{folder}/vk"]
        subprocess.run(run, check=True, stdout=subprocess.DEVNULL)
        with open(f"{folder}/vk", "rb") as source:
            key = source.read()
        line.host.client.do("capability-add", name="cpu-other", id=key[40:72], vk=key)
        line.host.offer("other", requirement=[{"capability": "cpu-other",
                                               "public": [(4).to_bytes(32, "big")]}])
        answer = line.ask("request", "--offer", "other", "--cpu", "1", status=USAGE)
        assert key[40:48].hex() in answer["error"], answer
        grant = line.ask("request", "--offer", "other", "--cpu", "1", "--definitions", folder)
        line.run("release", str(grant["id"]))
        line.host.client.do("offer-del", name="other")
        line.host.client.do("capability-del", name="cpu-other")


def as_user(line, *command):
    """Inside the tenant, as a user in user and network namespaces of his own."""
    procs = f"{line.tenant.path}/job/cgroup.procs"
    shell = (f"echo $$ >{procs}; exec setpriv --reuid {USER} --regid {USER} --clear-groups "
             'unshare -Urn "$@"')
    return subprocess.run(["sh", "-c", shell, "sh", ZKCAP, *command], env=line.env,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          timeout=120, check=False)


def without_manifest(line):
    """Neither a manifest nor a service: nothing can be proved."""
    answer = line.json("request", "--offer", "offer", "--cpu", "1", "--tenant", line.tenant.path,
                       "--manifest", f"{line.host.folder}/none", status=KERNEL)
    assert "none" in answer["error"] and "service" in answer["error"], answer
    done = as_user(line, "--json", "request", "--offer", "offer", "--cpu", "1", "--manifest",
                   f"{line.host.folder}/none")
    answer = json.loads(done.stdout)
    assert done.returncode == KERNEL and "no-service" in answer["error"], done


def stale_attestation(line):
    """An attestation that the kernel does not know is replaced; without a TPM that fails."""
    line.keep(id="11" * 16)
    answer = line.ask("request", "--offer", "offer", "--cpu", "1", "--tcti",
                      "swtpm:path=/nonexistent", status=TPM)
    assert "trust" in answer["error"], answer
    line.keep(expires_ms=1)
    line.ask("request", "--offer", "offer", "--cpu", "1", "--tcti", "swtpm:path=/nonexistent",
             status=TPM)
    line.keep()


def watch(line):
    """Events are one JSON object a line, as many as asked for."""
    with subprocess.Popen([ZKCAP, "watch", "--json", "--count", "3", "--for", "60s"],
                          stdout=subprocess.PIPE, text=True) as watching:
        subscribed(watching)
        with granted(line, "--cpu", "1", "--duration", "10m") as grant:
            line.refused("resource-ceiling", "request", "--offer", "offer", "--cpu", "33")
        out, _ = watching.communicate(timeout=20)
    assert watching.returncode == 0
    events = [json.loads(text) for text in out.splitlines()]
    assert [event["event"] for event in events] == ["granted", "refused", "ended"], events
    assert events[0]["grant"] == events[2]["grant"] == grant["id"], events
    assert events[1]["reason"] == "resource-ceiling", events
    assert events[2]["cause"] == "released", events


def watch_ends(line):
    """On a signal that nohup has not told it to ignore, and after its time."""
    with subprocess.Popen(["env", "--ignore-signal=HUP", ZKCAP, "watch"],
                          stdout=subprocess.PIPE) as watching:
        subscribed(watching)
        watching.send_signal(signal.SIGHUP)
        try:
            watching.wait(0.5)
            raise AssertionError("SIGHUP ended it")
        except subprocess.TimeoutExpired:
            pass
        watching.send_signal(signal.SIGTERM)
        assert watching.wait(10) == 0
    assert line.run("watch", "--for", "1s") == ""


def run_groups():
    """Control groups that zkcap run left."""
    return glob.glob(f"{CGROUP}/zkcap-run-*")


def run_args(line, *command):
    """In the tenant, for which an attestation is kept."""
    return ["run", "--offer", "offer", "--cpu", "1", "--duration", "10m", "--manifest",
            line.host.manifest, "--tenant", line.tenant.path, "--", *command]


def run_status(line):
    """The command runs in the tenant with its grant; its exit status is passed on."""
    for status in (0, 7):
        out = line.run(*run_args(line, "sh", "-c",
                                 f"cat /proc/self/cgroup; cat {line.tenant.path}/cpu.max; "
                                 f"exit {status}"), status=status)
        assert "110000 100000" in out and "/zkt-client/zkcap-run-" in out, out
        assert not glob.glob(f"{line.tenant.path}/zkcap-run-*")
        assert not line.host.grants()
    line.run(*run_args(line, "/nonexistent"), status=127)
    line.run(*run_args(line, "/"), status=126)
    assert not line.host.grants()


def run_signal(line):
    """A signal ends the command, and the grant with it."""
    for number in (signal.SIGTERM, signal.SIGINT):
        with subprocess.Popen([ZKCAP, *run_args(line, "sleep", "60")], env=line.env) as running:
            deadline = time.monotonic() + 60
            while not line.host.grants():
                assert time.monotonic() < deadline and running.poll() is None
                time.sleep(0.05)
            time.sleep(0.2)
            running.send_signal(number)
            assert running.wait(20) == 128 + number
        assert not line.host.grants()


def run_refused(line):
    """What is not granted does not run, and leaves no control group."""
    marker = f"{line.host.folder}/ran"
    answer = line.json("run", "--offer", "offer", "--cpu", "1", "--manifest", line.host.manifest,
                       "--tcti", "swtpm:path=/nonexistent", "--", "touch", marker, status=TPM)
    assert answer["exit"] == TPM, answer
    assert not os.path.exists(marker) and not run_groups()


def unprivileged(line):
    """A user in the tenant asks for it without naming it, and sees nothing else."""
    manifest = f"{line.host.folder}/user-manifest"
    subprocess.run(["install", "-m", "600", "-o", str(USER), line.host.manifest, manifest],
                   check=True)
    # In his user namespace he is root, and so is the file's owner.
    done = as_user(line, "--json", "request", "--offer", "offer", "--cpu", "1", "--manifest",
                   manifest, "--duration", "10m")
    assert done.returncode == 0, done
    grant = json.loads(done.stdout)["id"]
    seen = json.loads(as_user(line, "--json", "ls").stdout)
    assert [g["id"] for g in seen["grants"]] == [grant], seen
    assert [t["id"] for t in seen["tenants"]] == [line.tenant.id], seen
    assert "pools" not in seen and "keys" not in seen and "trusts" not in seen, seen
    done = as_user(line, "--json", "ls", "pools")
    assert done.returncode == REFUSED and json.loads(done.stdout)["errno"] == 1, done
    done = as_user(line, "run", "--offer", "offer", "--cpu", "1", "--manifest", manifest, "--",
                   "cat", "/proc/self/cgroup")
    assert done.returncode == 0 and "zkt-client/job" in done.stdout, done
    assert as_user(line, "release", str(grant)).returncode == 0
    assert not line.host.grants()


def explained(line):
    """An offer's checks, a grant's state."""
    offer = line.json("explain", "offer", "offer")
    assert any(CAPABILITY in check["by"] for check in offer["checks"]), offer
    with granted(line, "--cpu", "1") as grant:
        story = line.json("explain", "grant", str(grant["id"]))
        assert story["state"] == "active" and story["checks"], story
    line.json("explain", "grant", "999999", status=REFUSED)


def show(line):
    """One object in full; what is not there is said to be not there."""
    with granted(line, "--cpu", "1", "--memory", "64Mi") as grant:
        assert line.json("show", "grant", str(grant["id"]))["resources"] == grant["resources"]
        text = line.run("show", "grant", str(grant["id"]))
        assert "cpu 1, memory 64Mi" in text, text
    capability = line.json("show", "capability", CAPABILITY)
    assert capability["id"] in line.run("show", "capability", CAPABILITY)
    tenant = line.json("show", "tenant", "/zkt-client")
    assert tenant == line.json("show", "tenant", str(line.tenant.id)), tenant
    version = line.json("show", "version")
    assert (version["grants-per-tenant"], version["challenges-per-tenant"]) == (64, 4096)
    assert line.json("show", "pool", "cpu")["capacity"] == 64000
    for what in ("grant", "offer", "tenant", "capability", "pool", "device", "trust", "key"):
        line.json("show", what, "12345", status=REFUSED)
    line.json("show", "version", "2", status=USAGE)
    line.json("show", "offer", status=USAGE)
    line.json("show", "thing", "2", status=USAGE)


def plot(line):
    """Leases against time, as they come and go, and the pool."""
    with subprocess.Popen([ZKCAP, "show", "--plot", "--for", "6s"], stdout=subprocess.PIPE,
                          env={**line.env, "COLUMNS": "100"}, text=True) as drawing:
        subscribed(drawing)
        time.sleep(0.2)
        with granted(line, "--cpu", "32", "--duration", "10m"):
            once = line.run("show", "--plot")
        out, _ = drawing.communicate(timeout=30)
    assert drawing.returncode == 0
    frames = out.split("\n\n")
    assert "no leases" in frames[1], out
    cpu = next(text for text in once.splitlines() if text.startswith("cpu"))
    assert cpu.count("#") == cpu.count(".") and cpu.endswith("32 of 64"), once
    assert "offer: cpu 32" in once and "|---" in once and "9m 59s" in once, once
    assert "x" in out.splitlines()[-3] and out.splitlines()[-3].endswith("over"), out
    line.json("show", "--plot", status=USAGE)
    line.run("show", "--follow", status=USAGE)


def no_module(line):
    """Without the module, every command says that it is not there."""
    for args in (("ls",), ("request", "--offer", "offer", "--cpu", "1"), ("watch",),
                 ("release", "1"), ("run", "--offer", "offer", "--cpu", "1", "--", "true")):
        answer = line.json(*args, status=KERNEL)
        assert "module" in answer["error"], answer


def main():
    """See above."""
    if os.environ.get("ZKCAP_OUTSIDE"):
        # It is about the command line, not the kernel's version.
        skip("takes many minutes in an emulated guest")
    load_module()
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        host = Host(folder)
        tenant = Tenant(host, "zkt-client",
                        baseline=[{"kind": "cpu", "amount": 100},
                                  {"kind": "memory", "amount": 256 * MIB},
                                  {"kind": "pids", "amount": 100}])
        host.offer()
        line = Line(host, tenant)
        line.keep()
        for test in (request, scale, one_message, renew, dry_run, refusals, not_capable, usage, definitions,
                     without_manifest, stale_attestation, watch, watch_ends, run_status,
                     run_signal, run_refused, unprivileged, explained, show, plot):
            tap.test(test.__name__, test, line)
        tenant.drop()
        subprocess.run(["rmmod", "zkcap"], check=True)
        tap.test("no_module", no_module, line)
    tap.finish()


if __name__ == "__main__":
    main()
