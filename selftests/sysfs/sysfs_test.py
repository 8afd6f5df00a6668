#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""What is seen without netlink: each file of sysfs is documented and says what it should,
and the tracepoints tell what happens.

usage: LINUX_SOURCE=... sysfs_test.py    (as root)

	/sys/fs/cgroup
	└── zkt-seen	tenant with a grant of everything
"""

import glob
import os
import re
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "../lib")]

# The path above has to be there first.
from client import TOP, Refused, Tap, expect_refusal, load_module  # noqa: E402
from lease import CAPABILITY, Host, Tenant, resources  # noqa: E402
from outside import work_folder  # noqa: E402

MIB = 1 << 20
ROOT = "/sys/kernel/zkcap"
ABI = f"{TOP}/Documentation/ABI/testing/sysfs-kernel-zkcap"
TRACE = "/sys/kernel/tracing"
EVENTS = f"{TRACE}/events/zkcap"
GUIDE = f"{TOP}/Documentation/module.rst"
VERDICTS = f"{TOP}/kmod/zk/verdict.c"
# What is readable by root only, according to the documentation
SECRET = ("pool", "device_classes", "offers", "tenants", "grants")


def read(path):
    """A file without the end of its only line."""
    with open(f"{ROOT}/{path}", encoding="ascii") as source:
        text = source.read()
    assert text.endswith("\n") and text.count("\n") == 1, f"{path}: {text!r} is not one value"
    return text[:-1]


def equal(got, wanted):
    """They have to be."""
    assert got == wanted, f"{got!r}, but {wanted!r} was expected"


def files():
    """All, relative to the root."""
    found = glob.glob(f"{ROOT}/**", recursive=True)
    return sorted(os.path.relpath(path, ROOT) for path in found if not os.path.isdir(path))


def documented(reasons):
    """Regular expressions of what the documentation has, by its own names."""
    parts = {"kind": "(cpu|memory|pids)", "name": "[a-z0-9-]+", "cgroup id": r"\d+",
             "id": r"\d+", "cause": "(expired|released|revoked|tenant_gone)",
             "reason": "(" + "|".join(reasons) + ")"}
    result = {}
    with open(ABI, encoding="utf-8") as source:
        for name in re.findall(rf"^What:\t+{ROOT}/(.*)$", source.read(), re.MULTILINE):
            pattern = re.sub(r"\{([a-z,]+)\}",
                             lambda m: "(" + m[1].replace(",", "|") + ")", name)
            result[name] = re.sub("<([a-z ]+)>", lambda m: parts[m[1]], pattern)
    return result


def fields_of(path):
    """Names of a tracepoint's own fields, out of its format file."""
    with open(path, encoding="ascii") as source:
        names = re.findall(r"^\tfield:[^;]*?(\w+)(?:\[\d*\])?;", source.read(), re.MULTILINE)
    return [name for name in names if not name.startswith("common_")]


class Test:
    """A tenant with a grant."""

    def __init__(self, tap, folder):
        self.tap, self.host = tap, Host(folder)
        do = self.host.client.do
        do("device-class-set", name="null", mode="shared", share=3,
           node=[{"type": "char", "major": 1, "minor": 3}])
        self.host.offer(price=12, priority=34, duration=600,
                        ceiling=resources(cpu=32000, memory=1 << 40, pids=10000, device_null=1))
        self.tenant = Tenant(self.host, "zkt-seen",
                             baseline=resources(cpu=100, memory=64 * MIB, pids=50))
        self.grant = self.tenant.request(cpu=500, memory=32 * MIB, pids=5, device_null=1)
        self.reasons = [entry["name"].replace("-", "_") for entry in next(
            item for item in self.host.client.ynl.yaml["definitions"]
            if item["name"] == "reason")["entries"]]

    def all_documented(self):
        """Each file, and what is documented is there."""
        patterns = documented(self.reasons)
        names = files()
        unknown = [name for name in names
                   if not any(re.fullmatch(p, name) for p in patterns.values())]
        equal(unknown, [])
        equal([name for name, pattern in patterns.items()
               if not any(re.fullmatch(pattern, path) for path in names)], [])
        counted = {name[len("stats/refused_"):] for name in names if "/refused_" in name}
        equal(counted, set(self.reasons) - {"none"})

    def one_value(self):
        """In each file; and who may read it."""
        for name in files():
            read(name)
            mode = os.stat(f"{ROOT}/{name}").st_mode & 0o777
            equal((name, oct(mode)),
                  (name, oct(0o400 if name.split("/")[0] in SECRET else 0o444)))

    def objects(self):
        """What was defined."""
        for name, value in (("device_classes/null/nodes", 1), ("device_classes/null/share", 3),
                            ("device_classes/null/allocated", 1),
                            ("offers/offer/trust", "trust"), ("offers/offer/duration", 600),
                            ("offers/offer/price", 12), ("offers/offer/priority", 34),
                            ("offers/offer/grants", 1), ("offers/offer/granted", 1),
                            ("offers/offer/refused", 0), ("pool/cpu/capacity", 64000),
                            ("pool/cpu/allocated", 500), ("pool/memory/capacity", 1 << 40),
                            ("pool/memory/allocated", 32 * MIB), ("pool/pids/allocated", 5),
                            (f"capabilities/{CAPABILITY}/id", self.host.vk[40:72].hex()),
                            (f"capabilities/{CAPABILITY}/schema", self.host.vk[8:40].hex()),
                            (f"capabilities/{CAPABILITY}/publics", 1),
                            (f"capabilities/{CAPABILITY}/verified", 1),
                            (f"capabilities/{CAPABILITY}/refused", 0)):
            equal((name, read(name)), (name, str(value)))
        version = self.host.client.do("version-get")
        equal(read("version"), version["module"])
        equal(read("srs"), version["srs"].hex())

    def tenant_and_grant(self):
        """As the control group has it."""
        of = f"tenants/{self.tenant.id}"
        equal([read(f"{of}/{name}") for name in ("path", "cpu", "memory", "pids", "grants",
                                                 "failures", "drifts")],
              ["/zkt-seen", "600", str(96 * MIB), "55", "1", "0", "0"])
        of = f"grants/{self.grant}"
        equal([read(f"{of}/{name}") for name in ("tenant", "offer", "state", "cpu", "memory",
                                                 "pids", "devices")],
              [str(self.tenant.id), "offer", "active", "500", str(32 * MIB), "5", "1"])
        assert 0 < int(read(f"{of}/expires_in_ms")) <= 60000
        self.tenant.write("pids.max", "7")
        self.host.client.dump("tenant-get")
        equal(read(f"tenants/{self.tenant.id}/drifts"), "1")

    def counters(self):
        """They count what happens from here on, and nothing else."""
        names = [name for name in files() if name.startswith("stats/")]
        before = {name: int(read(name)) for name in names}
        expect_refusal("resource-ceiling", self.tenant.request, cpu=32001)
        self.tenant.release(self.tenant.request(cpu=1))
        grown = {name[len("stats/"):]: int(read(name)) - before[name] for name in names}
        assert grown.pop("verify_ns_total") > 0, "verification took no time"
        equal({name: number for name, number in grown.items() if number},
              {"requests": 2, "granted": 1, "proofs": 1, "ended_released": 1,
               "refused_resource_ceiling": 1})
        equal(read("offers/offer/refused"), "1")

    def refusals(self):
        """Each counts once, whatever the operation and whoever asks."""
        do, tenant = self.host.client.do, Tenant(self.host, "zkt-refused")
        evidence = self.host.evidence(tenant)
        evidence["challenge"] = bytes(32)
        before = self.refused()
        expect_refusal("attribute-missing", do, "pool-set", kind="cpu")
        expect_refusal("offer-absent", do, "offer-del", name="absent")
        expect_refusal("trust-absent", do, "attest", cgroup_fd=tenant.fd,
                       **{**evidence, "trust": "absent"})
        os.seteuid(1000)
        try:
            expect_refusal("not-admin", do, "pool-set", kind="cpu", capacity=1)
            expect_refusal("socket-passed", do, "version-get")
        finally:
            os.seteuid(0)
        seen = []
        while "rate-limited" not in seen:
            assert len(seen) < 200, "never too many"
            try:
                do("attest", cgroup_fd=tenant.fd, **evidence)
            except Refused as refused:
                seen.append(refused.reason)
        after = self.refused()
        equal({name: after[name] - before[name] for name in after if after[name] != before[name]},
              {"attribute_missing": 1, "offer_absent": 1, "trust_absent": 1, "not_admin": 1,
               "socket_passed": 1, "challenge_forged": len(seen) - 1, "rate_limited": 1})
        tenant.drop()

    def refused(self):
        """What was refused so far, by reason."""
        return {name: int(read(f"stats/refused_{name}")) for name in self.reasons[1:]}

    def gone(self):
        """What is no more has no directory."""
        self.tenant.release(self.grant)
        # Memory may be given back a little later.
        end = time.monotonic() + 10
        while os.listdir(f"{ROOT}/grants") and time.monotonic() < end:
            time.sleep(0.05)
        equal(os.listdir(f"{ROOT}/grants"), [])
        self.host.client.do("tenant-del", cgroup_fd=self.tenant.fd)
        self.host.client.do("offer-del", name="offer")
        self.host.client.do("device-class-del", name="null")
        equal([os.listdir(f"{ROOT}/{name}") for name in ("tenants", "offers", "device_classes")],
              [[], [], []])

    def traced(self):
        """An attestation, a grant and its end, and a refusal."""
        with open(f"{TRACE}/trace", "w", encoding="ascii"):
            pass
        with open(f"{EVENTS}/enable", "w", encoding="ascii") as out:
            out.write("1")
        try:
            self.tenant.attestation = None
            grant = self.tenant.request(cpu=1)
            self.tenant.release(grant)
            evidence = self.host.evidence(self.tenant)
            evidence["challenge"] = bytes(32)
            expect_refusal("challenge-forged", self.host.client.do, "attest",
                           cgroup_fd=self.tenant.fd, **evidence)
        finally:
            with open(f"{EVENTS}/enable", "w", encoding="ascii") as out:
                out.write("0")
        with open(f"{TRACE}/trace", encoding="utf-8") as source:
            lines = re.findall(r" (zkcap_\w+): (.*)", source.read())
        seen = [(name, dict(word.split("=") for word in text.split())) for name, text in lines]
        for _, fields in seen:
            equal(fields["tenant"], str(self.tenant.id))
            assert int(fields.pop("ns", "1")) > 0, seen
            del fields["tenant"]
        forged = str(self.reasons.index("challenge_forged"))
        number = str(grant)
        equal(seen, [
            ("zkcap_attest", {"trust": "trust", "reason": "0"}),
            ("zkcap_verify", {"offer": "offer", "proofs": "1", "verdict": "0"}),
            ("zkcap_grant", {"type": self.event("granted"), "grant": number, "offer": "offer"}),
            ("zkcap_revoke", {"grant": number, "cause": "2"}),
            ("zkcap_grant", {"type": self.event("ended"), "grant": number, "offer": "offer"}),
            ("zkcap_grant", {"type": self.event("reclaimed"), "grant": number,
                             "offer": "offer"}),
            ("zkcap_attest", {"trust": "trust", "reason": forged})])

    def tracepoints(self):
        """Their fields, and what numbers in them mean, are documented."""
        with open(GUIDE, encoding="utf-8") as source:
            section = re.search(r"^Tracepoints\n=+\n(.*?)^=+$", source.read(),
                                re.MULTILINE | re.DOTALL)[1]
        written = {}
        for event, field in re.findall(r"^``(zkcap_\w+)``$|^    ``(\w+)``$", section,
                                       re.MULTILINE):
            if event:
                fields = written[event] = []
            else:
                fields.append(field)
        equal(written, {os.path.basename(os.path.dirname(path)): fields_of(path)
                        for path in glob.glob(f"{EVENTS}/*/format")})
        with open(VERDICTS, encoding="ascii") as source:
            verdicts = re.findall(r'\[ZK_\w+\] = \{\s*"(\w+)"', source.read())
        for name, numbers in (("verdict", dict(enumerate(verdicts))),
                              ("type", self.numbers("event-type")),
                              ("cause", self.numbers("end-cause"))):
            text = re.search(rf"^``{name}``\n(.*?)^$", section, re.MULTILINE | re.DOTALL)[1]
            equal((name, {int(n): word for n, word in re.findall(r"(\d+) ([a-z_0-9-]+)", text)}),
                  (name, numbers))

    def numbers(self, enum):
        """The names of an enum's values."""
        entry = next(item for item in self.host.client.ynl.yaml["definitions"]
                     if item["name"] == enum)
        return dict(enumerate((item["name"] if isinstance(item, dict) else item
                               for item in entry["entries"]), entry.get("value-start", 0)))

    def event(self, name):
        """Its number, as tracepoints give it."""
        return str({word: n for n, word in self.numbers("event-type").items()}[name])

    def run(self):
        """Each a test."""
        for test in (self.all_documented, self.one_value, self.objects, self.tenant_and_grant,
                     self.counters, self.refusals, self.tracepoints, self.traced, self.gone):
            self.tap.test(f"{test.__name__}: {test.__doc__.splitlines()[0]}", test)


def main():
    """All of it, in one module's life."""
    load_module()
    with work_folder() as folder:
        tap = Tap()
        Test(tap, folder).run()
        tap.finish()


if __name__ == "__main__":
    main()
