#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Proofs, keys and commitments of every wrong kind: the module's verdict is that of the
verifier in userspace, and of the independent one that made the corpus.

usage: LINUX_SOURCE=... proof_test.py    (as root)

A proof is good for one request, so that the corpus itself cannot be granted anything:
what each of its cases puts in place of a part of its proof is put into a proof that
was made for the request at hand.  The verdicts of userspace on the corpus are a unit
test; here the command line is asked about some of the very same bytes, and about all
with ZKCAP_TEST_LONG=1.

	/sys/fs/cgroup
	└── zkt-proof-N	tenants that ask in turn, for each has a budget of failures
"""

import json
import os
import random
import re
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "../lib")]

# The path above has to be there first.
from client import SLOW, TOP, Refused, Tap, load_module  # noqa: E402
from lease import CAPABILITY, ZKCAP, Host, Tenant, context, resources  # noqa: E402
from outside import run, work_folder  # noqa: E402

CORPUS = f"{TOP}/selftests/unit/vectors/verify-corpus.json"
TENANTS = 2 if SLOW else 8
FLIPS = 10 if SLOW else 120
DURATION = 60
# How long a challenge is used, in seconds; the module takes it for twice as long
LIFETIME = 60
WANTED = resources(cpu=100)
LONG = bool(os.environ.get("ZKCAP_TEST_LONG"))
# Of the corpus, every case or every so many with each verdict
STRIDE = 12 if SLOW else 1
# How many cases with one verdict are put to the command line, too
SAMPLES = 1
ACCEPTED = "accepted"


def equal(got, wanted):
    """They have to be."""
    assert got == wanted, f"{got!r}, but {wanted!r} was expected"


def patched(data, change):
    """A field as a case has it: replaced as a whole, or in one place."""
    if isinstance(change, str):
        return bytes.fromhex(change)
    new = bytes.fromhex(change["bytes"])
    return data[:change["at"]] + new + data[change["at"] + len(new):]


def patiently(ask, *args, **kwargs):
    """The answer, however often the tenant has failed before."""
    while True:
        try:
            return ask(*args, **kwargs)
        except Refused as refused:
            if refused.reason != "rate-limited":
                raise
            time.sleep(0.05)


def verdict_of(reason, ask, *args, **kwargs):
    """The verdict in a refusal for the reason; ACCEPTED if there is none."""
    try:
        patiently(ask, *args, **kwargs)
        return ACCEPTED
    except Refused as refused:
        assert refused.reason == reason, refused
        assert refused.detail, refused
        return refused.message.split(": ")[1]


class Asker:
    """A tenant with a proof for a request that it only tries."""

    def __init__(self, host, number):
        self.host, self.tenant = host, Tenant(host, f"zkt-proof-{number}")
        self.attestation = host.attestation(self.tenant)
        self.challenge = self.context = self.proof = self.until = None
        self.renew()

    def renew(self):
        """Another challenge, before the one at hand expires, and a proof for it."""
        self.challenge = self.host.client.do("challenge", cgroup_fd=self.tenant.fd,
                                             kind="request")["challenge"]
        self.until = time.monotonic() + LIFETIME
        self.context = self.context_of("offer", DURATION)
        self.proof = self.host.prove(self.context)

    def context_of(self, offer, duration):
        """Of the request that is asked."""
        return context("request", self.challenge, self.attestation, self.tenant.id, 0, duration,
                       offer, WANTED)

    def ask(self, proof, offer="offer", duration=DURATION, attestation=None):
        """Without being granted anything."""
        self.host.client.do("request", cgroup_fd=self.tenant.fd, challenge=self.challenge,
                            attestation=attestation or self.attestation, offer=offer,
                            resource=WANTED, duration=duration, proof=[proof],
                            flags="dry-run")


class Test:
    """The host, its askers, and the command line beside them."""

    def __init__(self, tap, folder):
        self.tap, self.folder, self.host = tap, folder, Host(folder)
        self.client = self.host.client
        self.host.offer()
        self.askers = [Asker(self.host, number) for number in range(TENANTS)]
        self.turn, self.asked, self.verified = 0, 0, {}
        with open(CORPUS, encoding="ascii") as source:
            self.corpus = json.load(source)

    def next(self):
        """Whose turn it is."""
        self.turn = (self.turn + 1) % TENANTS
        asker = self.askers[self.turn]
        if time.monotonic() > asker.until:
            asker.renew()
        return asker

    def cases(self, field):
        """Those of the corpus that change one field only: some with each verdict, or all."""
        by_verdict = {}
        for case in self.corpus["cases"]:
            if field in case:
                by_verdict.setdefault(case["expect"], []).append(case)
        return [case for cases in by_verdict.values() for case in cases[::STRIDE]]

    def verify(self, vk, bound_to, commitment, proof):
        """What the command line says of the same bytes."""
        files = {}
        for name, data in (("vk", vk), ("proof", proof)):
            files[name] = f"{self.folder}/judged.{name}"
            with open(files[name], "wb") as out:
                out.write(data)
        self.asked += 1
        try:
            output = run(ZKCAP, "verify", "--vk", files["vk"], "--context", bound_to.hex(),
                         "--commitment", commitment.hex(), "--public", "4", "--json",
                         files["proof"])
        except subprocess.CalledProcessError as error:
            output = error.stdout
            if not output:
                # A key or commitment that does not decode is an error of its file.
                return re.search(r"refused: (\w+)", error.stderr.decode())[1]
        answer = json.loads(output)
        return answer.get("reason", answer["verdict"])

    def judge(self, name, verdict, wanted, **judged):
        """The module's verdict against what is wanted, and against userspace."""
        assert verdict == wanted, f"{name}: {verdict}, but {wanted} was expected"
        self.verified[wanted] = self.verified.get(wanted, 0) + 1
        if LONG or self.verified[wanted] <= SAMPLES:
            fields = {"vk": self.host.vk, "commitment": self.host.commitment, **judged}
            userspace = self.verify(**fields)
            assert verdict == userspace, f"{name}: {verdict}, in userspace {userspace}"

    def request(self, name, wanted, change):
        """One proof, changed, and its verdict."""
        asker = self.next()
        proof = change(asker.proof)
        # Netlink takes proofs of one length only.
        if wanted == "proof_length":
            try:
                asker.ask(proof)
            except Refused as refused:
                equal((refused.reason, len(proof) == 816), (None, False))
                return
            raise AssertionError(f"{name}: accepted")
        self.judge(name, verdict_of("proof", asker.ask, proof), wanted, proof=proof,
                   bound_to=asker.context)

    # Proofs ------------------------------------------------------------------------------

    def honest(self):
        """The proofs that the others are made of."""
        for _ in self.askers:
            asker = self.next()
            self.judge("honest", verdict_of("proof", asker.ask, asker.proof), ACCEPTED,
                       proof=asker.proof, bound_to=asker.context)

    def changed(self):
        """Points and scalars replaced, element by element, as in the corpus."""
        for case in self.cases("proof"):
            self.request(case["name"], case["expect"],
                         lambda proof, case=case: patched(proof, case["proof"]))

    def foreign(self):
        """The corpus's own proofs: sound, forged, of broken transcripts, all for another
        request than this."""
        for name, base in list(self.corpus["proofs"].items())[::STRIDE]:
            self.request(name, "equation", lambda _, base=base: bytes.fromhex(base["proof"]))

    def flipped(self):
        """Single bits, from a seed: refused, and in the same way by both."""
        chosen = random.Random(1)
        for number, bit in enumerate(sorted(chosen.sample(range(816 * 8), FLIPS))):
            asker = self.next()
            proof = bytearray(asker.proof)
            proof[bit // 8] ^= 1 << bit % 8
            verdict = verdict_of("proof", asker.ask, bytes(proof))
            assert verdict != ACCEPTED, f"bit {bit}"
            if LONG or number % 20 == 0:
                equal(self.verify(self.host.vk, asker.context, self.host.commitment,
                                  bytes(proof)), verdict)

    def misplaced(self):
        """Good proofs where they do not belong."""
        one, other = self.askers[:2]
        one.renew()
        requirement = {"capability": CAPABILITY, "public": [(8).to_bytes(32, "big")]}
        self.host.offer("eight", requirement=[requirement])
        for name, asked in (
                ("of another tenant", lambda: one.ask(other.proof)),
                ("for another duration", lambda: one.ask(one.proof, duration=DURATION - 1)),
                ("with another public input", lambda: one.ask(
                    self.host.prove(one.context_of("eight", DURATION)), offer="eight"))):
            equal((name, verdict_of("proof", asked)), (name, "equation"))
        self.client.do("offer-del", name="eight")
        # Another commitment, which the module has accepted as well
        case = next(case for case in self.cases("commitment") if case["expect"] == "equation")
        commitment = patched(self.host.commitment, case["commitment"])
        attestation = patiently(self.client.do, "attest", cgroup_fd=one.tenant.fd,
                                **self.host.evidence(one.tenant, commitment))["id"]
        bound_to = context("request", one.challenge, attestation, one.tenant.id, 0, DURATION,
                           "offer", WANTED)
        proof = self.host.prove(bound_to)
        equal(self.verify(self.host.vk, bound_to, commitment, proof), "equation")
        equal(verdict_of("proof", one.ask, proof, attestation=attestation), "equation")

    # Keys and commitments ----------------------------------------------------------------

    def keys(self):
        """Those that do not decode are not added; for those that do the proof is wrong."""
        for case in self.cases("key"):
            vk = patched(self.host.vk, case["key"])
            if case["expect"] == "key_length":
                try:
                    self.client.do("capability-add", name="k", id=bytes(32), vk=vk)
                except Refused as refused:
                    equal(refused.reason, None)
                    continue
                raise AssertionError(f"{case['name']}: added")
            asker = self.next()
            verdict = verdict_of("capability-key", self.client.do, "capability-add", name="k",
                                 id=vk[40:72], vk=vk)
            if verdict == ACCEPTED:
                verdict = self.with_key(asker, vk)
                self.client.do("capability-del", name="k")
            if verdict == "no verdict":
                continue
            self.judge(case["name"], verdict, case["expect"], vk=vk, proof=asker.proof,
                       bound_to=asker.context)

    def with_key(self, asker, vk):
        """The verdict on a good proof under a key that decodes.  A key of another schema
        or with another number of inputs does not come as far as a proof."""
        requirement = {"capability": "k", "public": [(4).to_bytes(32, "big")]}
        try:
            self.host.offer("under", requirement=[requirement])
        except Refused as refused:
            equal((refused.reason, vk[7] != 1), ("offer-publics", True))
            return "no verdict"
        try:
            if vk[8:40] != self.host.vk[8:40]:
                try:
                    patiently(asker.ask, asker.proof, offer="under")
                except Refused as refused:
                    equal(refused.reason, "proof-schema")
                    return "no verdict"
            return verdict_of("proof", asker.ask, asker.proof, offer="under")
        finally:
            self.client.do("offer-del", name="under")

    def commitments(self):
        """Those that are no points of the group are not attested."""
        for case in self.cases("commitment"):
            commitment = patched(self.host.commitment, case["commitment"])
            asker = self.next()
            verdict = verdict_of("commitment-point", self.client.do, "attest",
                                 cgroup_fd=asker.tenant.fd,
                                 **self.host.evidence(asker.tenant, commitment))
            if verdict != ACCEPTED:
                self.judge(case["name"], verdict, case["expect"], commitment=commitment,
                           proof=asker.proof, bound_to=asker.context)
            else:
                equal((case["name"], case["expect"]), (case["name"], "equation"))

    def both_asked(self):
        """Each verdict was put to the command line."""
        # Netlink and offers let no other lengths and numbers through.
        verdicts = {case["expect"] for field in ("proof", "key", "commitment")
                    for case in self.cases(field)} - {"proof_length", "key_length", "public_count"}
        missing = verdicts - set(self.verified)
        assert not missing, f"never seen: {missing}"
        assert self.asked >= len(verdicts), self.asked
        print(f"# verdicts: {self.verified}; {self.asked} put to the command line")

    def run(self):
        """Each a test."""
        for name, test in (
                ("honest proofs are accepted", self.honest),
                (f"{len(self.cases('proof'))} proofs with a changed part", self.changed),
                ("proofs of other requests", self.foreign),
                (f"{FLIPS} proofs with a flipped bit", self.flipped),
                ("good proofs in the wrong place", self.misplaced),
                (f"{len(self.cases('key'))} keys with a changed part", self.keys),
                (f"{len(self.cases('commitment'))} commitments", self.commitments),
                ("userspace was asked about every verdict", self.both_asked)):
            self.tap.test(name, test)


def main():
    """All of it, in one module's life."""
    load_module()
    with work_folder() as folder:
        tap = Tap()
        Test(tap, folder).run()
        tap.finish()


if __name__ == "__main__":
    main()
