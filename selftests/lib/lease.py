# SPDX-License-Identifier: GPL-2.0-only
"""A platform that can prove what it is asked for, and tenants that get grants for
it: what tests need that are about what comes after a grant.

ZKCAP names the command line that proves; by default the one built in build/.
"""

import json
import os
import struct
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "../attest")]

# The path above has to be there first.
from client import TOP, Client  # noqa: E402
from tpm import Authority, Quote, SoftKey, run, sha256  # noqa: E402

ZKCAP = os.environ.get("ZKCAP", f"{TOP}/build/bin/zkcap")
CGROUP = "/sys/fs/cgroup"
KINDS = {"cpu": 1, "memory": 2, "pids": 3, "device": 4}
OPS = {"request": 1, "resize": 2, "renew": 3}
CAPABILITY = "cpu-cores"


def resources(**amounts):
    """Resources in order; an argument device_NAME is the number of nodes of a class."""
    result = []
    for kind in KINDS:
        for name in sorted(amounts):
            if name == kind:
                result.append({"kind": kind, "amount": amounts[name]})
            elif name.startswith(kind + "_"):
                result.append({"kind": kind, "name": name[len(kind) + 1:],
                               "amount": amounts[name]})
    return result


def context(op, challenge, attestation, tenant, grant, duration, offer, wanted):
    """What a proof is bound to."""
    # pylint: disable=too-many-arguments
    data = b"zkcap-request-v1" + struct.pack(">B", OPS[op]) + challenge + attestation
    data += struct.pack(">QQI", tenant, grant, duration)
    data += struct.pack(">B", len(offer)) + offer.encode() + struct.pack(">H", len(wanted))
    for item in wanted:
        name = item.get("name", "").encode()
        data += struct.pack(">HB", KINDS[item["kind"]], len(name)) + name
        data += struct.pack(">Q", item["amount"])
    return sha256(data)


class Tenant:
    """A control group under management, with a group for its tasks below it."""

    def __init__(self, host, name, **config):
        self.host, self.path = host, f"{CGROUP}/{name}"
        os.makedirs(self.path, exist_ok=True)
        self.write("cgroup.subtree_control", "+cpu +memory +pids")
        os.makedirs(f"{self.path}/job", exist_ok=True)
        self.fd = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
        self.id = os.stat(self.path).st_ino
        self.attestation = None
        host.client.do("tenant-add", cgroup_fd=self.fd, **config)

    def write(self, name, text):
        """A file of the group."""
        with open(f"{self.path}/{name}", "w", encoding="ascii") as out:
            out.write(text)

    def read(self, name):
        """A file of the group."""
        with open(f"{self.path}/{name}", encoding="ascii") as source:
            return source.read().strip()

    def stat(self, name, key):
        """A number out of a file with keys."""
        return int(dict(line.split() for line in self.read(name).splitlines())[key])

    def ask(self, op, offer, wanted, duration=0, grant=0, **extra):
        """REQUEST, RESIZE or RENEW with evidence."""
        # pylint: disable=too-many-arguments
        attestation = self.host.attestation(self)
        challenge = self.host.client.do("challenge", cgroup_fd=self.fd,
                                        kind="request")["challenge"]
        proof = self.host.prove(context(op, challenge, attestation, self.id, grant, duration,
                                        offer, wanted))
        attributes = {"cgroup_fd": self.fd, "challenge": challenge, "attestation": attestation,
                      "proof": [proof], **extra}
        if wanted:
            attributes["resource"] = wanted
        if duration:
            attributes["duration"] = duration
        if grant:
            attributes["id"] = grant
        else:
            attributes["offer"] = offer
        return self.host.client.do(op, **attributes)

    def request(self, offer="offer", duration=60, flags=None, **amounts):
        """A new grant; its id."""
        extra = {"flags": flags} if flags else {}
        reply = self.ask("request", offer, resources(**amounts), duration, **extra)
        return reply["id"] if not flags else reply

    def resize(self, grant, offer="offer", **amounts):
        """More, with a proof."""
        return self.ask("resize", offer, resources(**amounts), grant=grant)

    def renew(self, grant, duration, offer="offer"):
        """A lease from now on."""
        return self.ask("renew", offer, [], duration, grant)

    def shrink(self, grant, **amounts):
        """Less, without one."""
        return self.host.client.do("resize", cgroup_fd=self.fd, id=grant,
                                   resource=resources(**amounts))

    def release(self, grant):
        """Gives it back."""
        self.host.client.do("release", cgroup_fd=self.fd, id=grant)

    def drop(self):
        """No tenant any more, no group either."""
        self.host.client.do("tenant-del", cgroup_fd=self.fd)
        os.close(self.fd)
        os.rmdir(f"{self.path}/job")
        os.rmdir(self.path)


class Host:
    """The module, told whom to trust, with a platform that it trusts."""

    def __init__(self, folder):
        self.folder, self.client = folder, Client()
        self.authority = Authority(folder, "ca")
        self.key = SoftKey(folder, "ak")
        self.client.do("trust-set", name="trust", authority=[self.authority.der],
                       host_key=[bytes(20)], measurement_pcr=13, pcrs=0, max_age=3600)
        key = self.client.do("key-add", certificate=self.authority.certify(self.key.public_pem))
        self.key_id = key["id"]
        self.client.do("trust-set", name="trust", authority=[self.authority.der],
                       host_key=[self.key_id], measurement_pcr=13, pcrs=0, max_age=3600)
        self.load_capability()
        for kind, capacity in (("cpu", 64000), ("memory", 1 << 40), ("pids", 100000)):
            self.client.do("pool-set", kind=kind, capacity=capacity)

    def load_capability(self):
        """A capability that this platform has."""
        self.definition = f"{TOP}/circuits/capabilities/{CAPABILITY}.yaml"
        self.manifest = f"{self.folder}/manifest"
        run(ZKCAP, "circuit", "compile", self.definition, "-o", f"{self.folder}/vk")
        run(ZKCAP, "manifest", "new", "--set", "cpu.topology.core_count=8:measured",
            "-o", self.manifest)
        with open(f"{self.folder}/vk", "rb") as vk:
            self.vk = vk.read()
        shown = json.loads(run(ZKCAP, "manifest", "show", self.manifest, "--json"))
        self.commitment = bytes.fromhex(shown["commitment"])
        self.client.do("capability-add", name=CAPABILITY, id=self.vk[40:72], vk=self.vk)

    def offer(self, name="offer", duration=3600, **changes):
        """Makes an offer that takes at least four cores."""
        offer = {"name": name, "trust": "trust", "duration": duration,
                 "requirement": [{"capability": CAPABILITY,
                                  "public": [(4).to_bytes(32, "big")]}],
                 "ceiling": resources(cpu=32000, memory=(1 << 64) - 1, pids=10000)}
        offer.update(changes)
        self.client.do("offer-add", **offer)

    def evidence(self, tenant, commitment=None):
        """What ATTEST takes, freshly signed for a tenant."""
        schema, commitment = self.vk[8:40], commitment or self.commitment
        event = sha256(b"zkcap-measurement-v1", schema, commitment)
        value = sha256(bytes(32), event)
        challenge = self.client.do("challenge", cgroup_fd=tenant.fd, kind="attest")["challenge"]
        quote = Quote(sha256(b"zkcap-attest-v1", challenge, commitment), sha256(value),
                      [13]).pack()
        return {"challenge": challenge, "trust": "trust", "key": self.key_id, "quote": quote,
                "signature": self.key.sign(quote), "pcr_value": [value], "measurement": [event],
                "commitment_index": 0, "schema": schema, "commitment": commitment}

    def attestation(self, tenant):
        """Of the platform, for a tenant; one is enough for its requests."""
        if not tenant.attestation:
            tenant.attestation = self.client.do("attest", cgroup_fd=tenant.fd,
                                                **self.evidence(tenant))["id"]
        return tenant.attestation

    def prove(self, bound_to):
        """The capability, for one context."""
        proof = f"{self.folder}/proof"
        run(ZKCAP, "prove", "--circuit", self.definition, "--vk", f"{self.folder}/vk",
            "--manifest", self.manifest, "--context", bound_to.hex(), "--param", "min=4",
            "--threads", "1", "-o", proof)
        with open(proof, "rb") as source:
            return source.read()

    def allocated(self, kind):
        """What is out of the pool."""
        return next(p["allocated"] for p in self.client.dump("pool-get") if p["kind"] == kind)

    def grants(self):
        """Ids of all grants."""
        return {grant["id"] for grant in self.client.dump("grant-get")}
