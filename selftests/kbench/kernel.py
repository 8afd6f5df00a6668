#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Times what the module does, in the kernel that it runs on.

usage: LINUX_SOURCE=... kernel.py FOLDER    (as root, the module loaded)

FOLDER gets times.json, and what the userspace verifier needs to be timed on the same
proofs: arguments, and the files that they name.  Messages are made beforehand, and the
time is that from sending one to receiving its first answer.
"""

import json
import os
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "../lib"), os.path.join(HERE, "../netlink")]

# The paths above have to be there first.
from client import Client, NlError, Refused  # noqa: E402
from lease import Host, Tenant, context, resources, run, ZKCAP  # noqa: E402
from lib.ynl import Netlink, NlMsgs  # noqa: E402  pylint: disable=wrong-import-order
from spec import Spec, pack  # noqa: E402

PROOFS = (1, 2, 4, 8)
ROUNDS, WHOLE = 40, 20
DURATION = 60
PUBLIC = (4).to_bytes(32, "big")
VERIFY_NS = "/sys/kernel/zkcap/stats/verify_ns_total"
DEFINITION = """\
apiVersion: zkcap/v1
kind: Capability
metadata: {{name: cores-{number}, version: 1, title: "Cores, in words of its own"}}
spec:
  params: [{{name: min, type: u64, unit: cores}}]
  assurance: measured
  expression: 'cpu.topology.core_count >= params.min && cpu.topology.core_count >= {number}'
"""


class Clock:
    """A socket that times its messages."""

    def __init__(self):
        self.spec, self.family = Spec(), Client().ynl.nlproto.family_id
        self.sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, Netlink.NETLINK_GENERIC)
        self.sock.setsockopt(Netlink.SOL_NETLINK, Netlink.NETLINK_EXT_ACK, 1)
        self.sent = 0

    def ask(self, name, values):
        """Nanoseconds until the answer, and the answer's attributes."""
        op = next(op for op in self.spec.operations if op.name == name)
        items = [(op.attributes[key.replace("_", "-")], item) for key, value in values.items()
                 for item in (value if isinstance(value, list) else [value])]
        body = struct.pack("BBH", op.number, 1, 0) + pack(items, self.spec)
        flags = Netlink.NLM_F_REQUEST | Netlink.NLM_F_ACK
        message = struct.pack("IHHII", 16 + len(body), self.family, flags, 1, 0) + body
        self.sent = len(message)
        start = time.perf_counter_ns()
        self.sock.send(message)
        data = self.sock.recv(1 << 17)
        took = time.perf_counter_ns() - start
        answer = {}
        while True:
            for reply in NlMsgs(data):
                if reply.error:
                    raise Refused(NlError(reply))
                if reply.done:
                    return took, answer
                for number, payload in attributes(reply.raw[4:]):
                    answer[number] = payload
            data = self.sock.recv(1 << 17)


def attributes(data):
    """Numbers and payloads."""
    while len(data) >= 4:
        length, number = struct.unpack_from("HH", data)
        yield number & 0x3FFF, data[4:length]
        data = data[(length + 3) & ~3:]


def verify_ns():
    """What verification has taken since the module was loaded."""
    with open(VERIFY_NS, encoding="ascii") as source:
        return int(source.read())


class Bench:
    """A host with eight capabilities, and offers that ask for some of them."""

    def __init__(self, folder, work, group="zkt-bench"):
        self.folder, self.host, self.clock = folder, Host(work), Clock()
        self.names = []
        for number in range(1, max(PROOFS) + 1):
            self.add(number)
        for count in (0, *PROOFS):
            self.host.offer(f"offer-{count}", requirement=[
                {"capability": name, "public": [PUBLIC]} for name in self.names[:count]])
        self.tenant = Tenant(self.host, group, baseline=resources(cpu=100))
        self.times, self.bytes = {}, {}

    def add(self, number):
        """One capability: a circuit and a key of its own."""
        name = f"cores-{number}"
        path = f"{self.folder}/{name}"
        with open(f"{path}.yaml", "w", encoding="ascii") as out:
            out.write(DEFINITION.format(number=number))
        run(ZKCAP, "circuit", "compile", f"{path}.yaml", "-o", f"{path}.vk")
        with open(f"{path}.vk", "rb") as source:
            vk = source.read()
        self.host.client.do("capability-add", name=name, id=vk[40:72], vk=vk)
        self.names.append(name)

    def prove(self, count, bound_to):
        """So many proofs, and the nanoseconds of each."""
        proofs, took = [], []
        for name in self.names[:count]:
            path = f"{self.folder}/{name}"
            start = time.perf_counter_ns()
            run(ZKCAP, "prove", "--circuit", f"{path}.yaml", "--vk", f"{path}.vk", "--manifest",
                self.host.manifest, "--context", bound_to.hex(), "--param", "min=4",
                "--threads", "1", "-o", f"{path}.proof")
            took.append(time.perf_counter_ns() - start)
            with open(f"{path}.proof", "rb") as source:
                proofs.append(source.read())
        return proofs, took

    def question(self, count):
        """A request with its evidence."""
        attestation = self.host.attestation(self.tenant)
        took, answer = self.clock.ask("challenge", {"cgroup_fd": self.tenant.fd, "kind": 2})
        self.times.setdefault("challenge", []).append(took)
        challenge = next(value for value in answer.values() if len(value) == 32)
        wanted = resources(cpu=500)
        proofs, took = self.prove(count, context(
            "request", challenge, attestation, self.tenant.id, 0, DURATION, f"offer-{count}",
            wanted))
        self.times.setdefault("prove", []).extend(took)
        return {"cgroup_fd": self.tenant.fd, "challenge": challenge, "attestation": attestation,
                "offer": f"offer-{count}", "duration": DURATION,
                "resource": [{"kind": 1, "amount": 500}], "proof": proofs}

    def timed(self, question):
        """Nanoseconds of a request, and of the verification in it."""
        before = verify_ns()
        took, _ = self.clock.ask("request", question)
        return took, verify_ns() - before

    def verification(self):
        """By number of proofs; they take turns, and a dry run can be repeated.  And what each
        further proof adds, over the first, in the median of all turns.
        """
        questions = {count: {**self.question(count), "flags": 1} for count in PROOFS}
        taken = {count: [] for count in PROOFS}
        for _ in range(ROUNDS):
            for count, question in questions.items():
                taken[count].append(self.timed(question)[1])
                self.bytes[str(count)] = self.clock.sent
        further = max(statistics.median((many - one) / (count - 1) / one
                                        for one, many in zip(taken[1], taken[count]))
                      for count in PROOFS[1:])
        return {str(count): min(ns) for count, ns in taken.items()}, further

    def requests(self):
        """Whole ones, up to the cgroup's file; each is given back.  The share of what is
        not verification, without what other programs on the machine took meanwhile.
        """
        total, verified = [], []
        for _ in range(WHOLE):
            question = self.question(1)
            took, verify = self.timed(question)
            assert self.tenant.read("cpu.max") == "60000 100000", "no effect"
            total.append(took)
            verified.append(verify)
            self.tenant.release(next(iter(self.host.grants())))
        self.times["request"] = total
        other = min(took - verify for took, verify in zip(total, verified))
        return other / (other + min(verified))

    def attestations(self):
        """The host's, again and again."""
        do = self.host.client.do

        def watched(op, **values):
            if op != "attest":
                return do(op, **values)
            took, answer = self.clock.ask(op, values)
            self.times.setdefault("attest", []).append(took)
            return {"id": next(value for value in answer.values() if len(value) == 16)}
        self.host.client.do = watched
        for _ in range(WHOLE // 2):
            self.tenant.attestation = None
            self.host.attestation(self.tenant)
        self.host.client.do = do

    def save(self):
        """The times, and what to verify in userspace."""
        kernel, further = self.verification()
        self.attestations()
        share = self.requests()
        self.prove(max(PROOFS), bytes(32))
        arguments = [part for name in self.names
                     for part in (f"{self.folder}/{name}.vk", f"{self.folder}/{name}.proof")]
        arguments += ["--", self.host.commitment.hex(), PUBLIC.hex()]
        with open(f"{self.folder}/arguments", "w", encoding="ascii") as out:
            out.write("".join(f"{argument}\n" for argument in arguments))
        guest = json.loads(subprocess.run(
            [os.environ["ZKCAP_VERIFY"], str(ROUNDS), *arguments], check=True,
            stdout=subprocess.PIPE).stdout)
        with open(f"{self.folder}/times.json", "w", encoding="ascii") as out:
            json.dump({"verify_ns": {"kernel": kernel, "guest_userspace": guest},
                       "median_ns": {name: int(statistics.median(ns))
                                     for name, ns in self.times.items()},
                       "least_ns": {name: min(ns) for name, ns in self.times.items()},
                       "message_bytes": self.bytes, "verify_further": further,
                       "request_share_not_verification": share}, out)


def main():
    """See above."""
    with tempfile.TemporaryDirectory() as work:
        Bench(sys.argv[1], work).save()


if __name__ == "__main__":
    main()
