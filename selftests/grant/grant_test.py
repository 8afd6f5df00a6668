#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""From a proof to a lease: what a request is granted for, and that a proof is good
for one request only.

usage: LINUX_SOURCE=... grant_test.py    (as root)

The proofs are made by the command line, their context by this program.  What a
grant then does to a control group is tested beside, in enforce.

	/sys/fs/cgroup
	├── zkt-grant	tenant that asks
	└── zkt-else	tenant for which the offer "else" is
"""

import contextlib
import os
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "../lib")]

# The path above has to be there first.
from client import PACE, Client, Refused, Tap, expect_refusal, load_module  # noqa: E402
from lease import CAPABILITY, CGROUP, Host, Tenant, context, resources  # noqa: E402
from outside import work_folder  # noqa: E402

MIB = 1 << 20
ASKED = resources(cpu=500, memory=32 * MIB, pids=5)
DURATION = 60
BASELINE = resources(cpu=100, memory=64 * MIB, pids=10)


class Question:
    """A request, resize or renewal, and apart from it what its proof is made for."""

    # pylint: disable=too-many-instance-attributes
    def __init__(self, tenant, op="request", wanted=ASKED, duration=DURATION, grant=0,
                 challenge=None):
        # pylint: disable=too-many-arguments
        self.tenant, self.op, self.offer = tenant, op, "offer"
        self.wanted = [] if op == "renew" else wanted
        self.duration = 0 if op == "resize" else duration
        self.grant, self.attestation = grant, tenant.host.attestation(tenant)
        self.challenge = challenge or tenant.host.client.do(
            "challenge", cgroup_fd=tenant.fd, kind="request")["challenge"]

    def proof(self, **changes):
        """For this question, but for the changes."""
        fields = {"op": self.op, "challenge": self.challenge, "attestation": self.attestation,
                  "tenant": self.tenant.id, "grant": self.grant, "duration": self.duration,
                  "offer": self.offer, "wanted": self.wanted}
        fields.update(changes)
        return self.tenant.host.prove(context(**fields))

    def attributes(self, proof, /, **changes):
        """Of the message that asks."""
        attributes = {"cgroup_fd": self.tenant.fd, "challenge": self.challenge,
                      "attestation": self.attestation, "proof": [proof]}
        if self.grant:
            attributes["id"] = self.grant
        else:
            attributes["offer"] = self.offer
        if self.wanted:
            attributes["resource"] = self.wanted
        if self.duration:
            attributes["duration"] = self.duration
        attributes.update(changes)
        return attributes

    def ask(self, proof, /, **changes):
        """Asks, again when there were too many failures just before."""
        while True:
            try:
                return self.tenant.host.client.do(self.op, **self.attributes(proof, **changes))
            except Refused as refused:
                if refused.reason != "rate-limited":
                    raise
                time.sleep(0.3)


def limits(tenant):
    """CPU quota, memory.max and pids.max."""
    return [tenant.read("cpu.max").split()[0], tenant.read("memory.max"),
            tenant.read("pids.max")]


def equal(got, wanted):
    """They have to be."""
    assert got == wanted, f"{got!r}, but {wanted!r} was expected"


class Test:
    """What the tests share."""

    def __init__(self, tap, host):
        self.tap, self.host = tap, host
        self.tenant = Tenant(host, "zkt-grant", baseline=BASELINE)
        self.other = Tenant(host, "zkt-else", baseline=BASELINE)
        host.offer()
        host.offer("else", tenant=[self.other.id])
        host.offer("short", duration=10)
        host.offer("single", grants_per_tenant=1)
        host.offer("two", requirement=[{"capability": CAPABILITY,
                                        "public": [(4).to_bytes(32, "big")]}] * 2)
        host.offer("eight", requirement=[{"capability": CAPABILITY,
                                          "public": [(8).to_bytes(32, "big")]}])
        self.before = limits(self.tenant)

    def refused(self, reason, question, proof, /, **changes):
        """Refused for the reason, and nothing changed."""
        had = self.host.grants()
        now = limits(self.tenant)
        expect_refusal(reason, question.ask, proof, **changes)
        equal((self.host.grants(), limits(self.tenant)), (had, now))

    def run(self, name, function, /, *args, **kwargs):
        """One test; what it was granted goes afterwards."""
        def body():
            try:
                function(*args, **kwargs)
            finally:
                for grant in self.host.grants():
                    with contextlib.suppress(Refused):
                        self.host.client.do("revoke", id=grant)
            equal(limits(self.tenant), self.before)
            equal([self.host.allocated(kind) for kind in ("cpu", "memory", "pids")], [0, 0, 0])
        self.tap.test(name, body)


def test_life(test):
    """The whole of a lease."""
    tenant, host = test.tenant, test.host

    def granted():
        question = Question(tenant)
        reply = question.ask(question.proof())
        equal(reply["resource"], ASKED)
        equal((reply["offer"], reply["tenant"], reply["state"]), ("offer", tenant.id, "active"))
        assert 59000 < reply["expires-in-ms"] <= 60000, reply
        equal(limits(tenant), ["60000", str(96 * MIB), "15"])
        equal([host.allocated(kind) for kind in ("cpu", "memory", "pids")],
              [500, 32 * MIB, 5])
        tenant.release(reply["id"])
        expect_refusal("grant-absent", tenant.release, reply["id"])
    test.run("request: granted as asked, and released", granted)

    def dry_run():
        question = Question(tenant)
        proof = question.proof()
        assert not question.ask(proof, flags="dry-run")
        equal((host.grants(), limits(tenant)), (set(), test.before))
        question.ask(proof)
    test.run("request: a dry run changes nothing and leaves the challenge", dry_run)

    def replay():
        question = Question(tenant)
        proof = question.proof()
        grant = question.ask(proof)["id"]
        test.refused("challenge-used", question, proof)
        test.refused("challenge-used", question, proof, flags="dry-run")
        tenant.release(grant)
        test.refused("challenge-used", question, proof)
    test.run("request: not twice with one challenge, not even after the release", replay)

    def resized():
        grant = Question(tenant)
        grant = grant.ask(grant.proof())["id"]
        expect_refusal("grow-without-proof", tenant.shrink, grant, cpu=501, memory=32 * MIB,
                       pids=5)
        expect_refusal("grow-without-proof", tenant.shrink, grant, cpu=500, memory=33 * MIB)
        expect_refusal("grow-without-proof", host.client.do, "resize", cgroup_fd=tenant.fd,
                       id=grant, resource=resources(cpu=501), flags="dry-run")
        more = Question(tenant, "resize", resources(cpu=900, pids=7), grant=grant)
        proof = more.proof()
        more.ask(proof, flags="dry-run")
        equal(limits(tenant), ["60000", str(96 * MIB), "15"])
        more.ask(proof)
        equal(limits(tenant), ["100000", str(64 * MIB), "17"])
        expect_refusal("challenge-used", more.ask, proof)
        expect_refusal("challenge-used", more.ask, proof, flags="dry-run")
        tenant.shrink(grant, cpu=1)
        equal(limits(tenant), ["10100", str(64 * MIB), "10"])
        equal(host.allocated("cpu"), 1)
    test.run("resize: up with a proof, down without", resized)

    def renewed():
        # Long enough for the proof that the renewal takes, also on an emulated processor
        start = time.monotonic()
        Question(tenant).proof()
        lease = 3 * PACE + int(3 * (time.monotonic() - start))
        question = Question(tenant, duration=lease)
        grant = question.ask(question.proof())["id"]
        renewal = Question(tenant, "renew", duration=600, grant=grant)
        proof = renewal.proof()
        renewal.ask(proof, flags="dry-run")
        reply = renewal.ask(proof)
        expect_refusal("challenge-used", renewal.ask, proof, flags="dry-run")
        assert 599000 < reply["expires-in-ms"] <= 600000, reply
        time.sleep(lease + 0.5)
        equal(host.grants(), {grant})
    test.run("renew: the lease begins anew", renewed)

    def expired():
        lease = 2 * PACE
        question = Question(tenant, duration=lease)
        proof, start = question.proof(), time.monotonic()
        question.ask(proof)
        granted = time.monotonic()
        while host.grants():
            assert time.monotonic() < granted + 2 * lease, "still there"
            time.sleep(0.05)
        assert time.monotonic() >= start + lease, "gone too early"
        equal(limits(tenant), test.before)
    test.run("expiry: on time", expired)

    def revoked():
        question = Question(tenant)
        host.client.do("revoke", id=question.ask(question.proof())["id"])
        equal(limits(tenant), test.before)
    test.run("revoke: the baseline is back", revoked)


def test_next(test):
    """The challenge that comes with a grant is good for its next change, and only that."""
    tenant, host = test.tenant, test.host

    def made():
        question = Question(tenant)
        return question.ask(question.proof())

    def change(grant, op="resize", cpu=600, **kwargs):
        return Question(tenant, op, resources(cpu=cpu), grant=grant["id"],
                        challenge=grant["next-challenge"], **kwargs)

    def chain():
        grant = made()
        for op, changes in (("resize", {}), ("renew", {"duration": 600}), ("resize", {"cpu": 700})):
            step = change(grant, op, **changes)
            proof = step.proof()
            step.ask(proof, flags="dry-run")
            after = step.ask(proof)
            assert after["next-challenge"] != grant["next-challenge"], after
            test.refused("challenge-forged", step, proof)
            grant = after
        equal(grant["resource"], resources(cpu=700))
        equal([g["next-challenge"] for g in host.client.dump("grant-get")],
              [grant["next-challenge"]])
    test.run("next challenge: one change after the other, none twice", chain)

    def changed():
        grant = made()
        step = change(grant)
        proof = step.proof()
        tenant.shrink(grant["id"], cpu=1)
        test.refused("challenge-forged", step, proof)
    test.run("next challenge: not once the grant has been changed", changed)

    def shrunk():
        grant = made()

        def shrink(challenge, cpu, **changes):
            return host.client.do("resize", cgroup_fd=tenant.fd, id=grant["id"],
                                  challenge=challenge, resource=resources(cpu=cpu), **changes)
        expect_refusal("grow-without-proof", shrink, grant["next-challenge"], 501)
        shrink(grant["next-challenge"], 400, flags="dry-run")
        after = shrink(grant["next-challenge"], 400)
        equal(after["resource"], resources(cpu=400))
        fresh = host.client.do("challenge", cgroup_fd=tenant.fd, kind="request")["challenge"]
        for challenge in (grant["next-challenge"], fresh, bytes(32)):
            for changes in ({}, {"flags": "dry-run"}):
                expect_refusal("challenge-forged", shrink, challenge, 300, **changes)
        for evidence in ({"attestation": bytes(16)}, {"proof": [bytes(816)]},
                         {"proof": [bytes(816)], "challenge": after["next-challenge"]}):
            expect_refusal("attribute-missing", host.client.do, "resize", cgroup_fd=tenant.fd,
                           id=grant["id"], resource=resources(cpu=1), **evidence)
        equal(shrink(after["next-challenge"], 300)["resource"], resources(cpu=300))
    test.run("next challenge: alone, less if nothing has changed", shrunk)

    def other():
        first, second = made(), made()
        step = change(dict(first, id=second["id"]))
        test.refused("challenge-forged", step, step.proof())
        request = Question(tenant, challenge=first["next-challenge"])
        test.refused("challenge-forged", request, request.proof())
        step = change(first)
        test.refused("proof", step, step.proof(grant=second["id"]))
        step.ask(step.proof())
    test.run("next challenge: for no other grant, and no new one", other)

    def left():
        grant = made()
        step = change(grant, cpu=901)
        proof = step.proof()
        host.client.do("pool-set", kind="cpu", capacity=900)
        try:
            test.refused("pool-exhausted", step, proof)
        finally:
            host.client.do("pool-set", kind="cpu", capacity=64000)
        step.ask(proof)
    test.run("next challenge: as it was when the change failed", left)


OTHER_CONTEXTS = {
    "another operation": {"op": "renew"},
    "another challenge": {"challenge": bytes(32)},
    "another attestation": {"attestation": bytes(16)},
    "the other tenant": {"tenant": None},
    "an existing grant": {"grant": 1},
    "a longer lease": {"duration": DURATION + 1},
    "a shorter lease": {"duration": DURATION - 1},
    "another offer": {"offer": "short"},
    "a longer offer's name": {"offer": "offer2"},
    "less CPU": {"wanted": resources(cpu=499, memory=32 * MIB, pids=5)},
    "more memory": {"wanted": resources(cpu=500, memory=33 * MIB, pids=5)},
    "fewer kinds": {"wanted": resources(cpu=500, memory=32 * MIB)},
    "no resources": {"wanted": []},
    "kinds exchanged": {"wanted": resources(cpu=5, memory=32 * MIB, pids=500)},
    "a named resource": {"wanted": [dict(ASKED[0], name="a")] + ASKED[1:]},
}


def test_contexts(test):
    """A proof holds for one question, field by field."""
    tenant = test.tenant

    def other(**changes):
        question = Question(tenant)
        if "tenant" in changes:
            changes["tenant"] = test.other.id
        test.refused("proof", question, question.proof(**changes))
    for name, changes in OTHER_CONTEXTS.items():
        test.run(f"request: proof for {name}", other, **changes)

    def later(kind, /, **changes):
        question = Question(tenant)
        grant = question.ask(question.proof())["id"]
        question = Question(tenant, kind, resources(cpu=900), grant=grant)
        test.refused("proof", question, question.proof(**changes))
        question.ask(question.proof())
    test.run("resize: proof for a request", later, "resize", op="request")
    test.run("resize: proof for another grant", later, "resize", grant=1 << 40)
    test.run("resize: proof for no grant", later, "resize", grant=0)
    test.run("resize: proof for less", later, "resize", wanted=resources(cpu=899))
    test.run("resize: proof with a duration", later, "resize", duration=DURATION)
    test.run("renew: proof for a resize", later, "renew", op="resize")
    test.run("renew: proof for another lease", later, "renew", duration=DURATION + 1)
    test.run("renew: proof with resources", later, "renew", wanted=ASKED)

    def forged(change):
        question = Question(tenant)
        proof = bytearray(question.proof())
        change(proof)
        test.refused("proof", question, bytes(proof))
        question.ask(question.proof())

    def flip(index):
        def change(proof):
            proof[index] ^= 1
        return change
    for name, index in (("commitment", 47), ("mask", 95), ("wire", 143), ("last opening", 527),
                        ("first value", 559), ("last value", 815)):
        test.run(f"request: proof with a bit changed in its {name}", forged, flip(index))

    def zeroed(proof):
        proof[:] = bytes(816)
    test.run("request: proof of zeroes", forged, zeroed)

    def infinity(proof):
        proof[:528] = (b"\xc0" + bytes(47)) * 11
        proof[528:] = bytes(288)
    test.run("request: proof of points at infinity", forged, infinity)

    def other_statement():
        question = Question(tenant)
        question.offer = "eight"
        test.refused("proof", question, question.proof())
    test.run("request: proof of less than the offer takes", other_statement)


def test_refusals(test):
    """What is refused before any proof is looked at, and after all were."""
    tenant, host = test.tenant, test.host
    junk = bytes(816)

    def case(name, reason, /, wanted=ASKED, offer="offer", **changes):
        def run():
            question = Question(tenant, wanted=wanted)
            question.offer = offer
            test.refused(reason, question, junk, **changes)
        test.run(f"request: {name}", run)
    case("an offer that there is not", "offer-absent", offer="none")
    case("an offer for another tenant", "offer-tenant", offer="else")
    case("longer than the offer", "duration-ceiling", offer="short")
    case("more than the ceiling", "resource-ceiling", resources(cpu=32001))
    case("nothing of a kind", "resource-zero", resources(cpu=0))
    case("kinds out of order", "resource-order", ASKED[::-1])
    case("a kind twice", "resource-order", ASKED[:1] * 2)
    case("a device class that there is not", "resource-ceiling", resources(device_none=1))
    case("two proofs for one capability", "proof-count", proof=[junk, junk])
    case("one proof for two capabilities", "proof-count", offer="two")
    case("an attestation that there is not", "attestation-absent", attestation=bytes(16))
    case("an invented challenge", "challenge-forged", challenge=bytes(32))

    def of_other_kind():
        question = Question(tenant)
        challenge = host.client.do("challenge", cgroup_fd=tenant.fd, kind="attest")["challenge"]
        test.refused("challenge-forged", question, junk, challenge=challenge)
    test.run("request: a challenge for an attestation", of_other_kind)

    def of_other_tenant():
        question = Question(tenant)
        challenge = Question(test.other).challenge
        test.refused("challenge-forged", question, junk, challenge=challenge)
    test.run("request: a challenge of another tenant", of_other_tenant)

    def stranger():
        question = Question(tenant)
        grant = question.ask(question.proof())["id"]
        for op, changes in (("release", {}), ("resize", {"resource": resources(cpu=1)})):
            expect_refusal("grant-absent", host.client.do, op, cgroup_fd=test.other.fd, id=grant,
                           **changes)
        equal(host.grants(), {grant})
    test.run("release, resize: a grant of another tenant", stranger)

    def exhausted():
        host.client.do("pool-set", kind="cpu", capacity=900)
        try:
            first = Question(tenant)
            first.ask(first.proof())
            second = Question(tenant)
            proof = second.proof()
            test.refused("pool-exhausted", second, proof, flags="dry-run")
            test.refused("pool-exhausted", second, proof)
            expect_refusal("pool-allocated", host.client.do, "pool-set", kind="cpu",
                           capacity=499)
            host.client.do("pool-set", kind="cpu", capacity=1000)
            grant = second.ask(proof)["id"]
            more = Question(tenant, "resize", resources(cpu=501), grant=grant)
            proof = more.proof()
            test.refused("pool-exhausted", more, proof, flags="dry-run")
            test.refused("pool-exhausted", more, proof)
        finally:
            host.client.do("pool-set", kind="cpu", capacity=64000)
    test.run("request: more than the pool has, then with the same proof", exhausted)

    def single():
        for reason in (None, "grant-limit"):
            question = Question(tenant)
            question.offer = "single"
            if reason:
                test.refused(reason, question, question.proof())
            else:
                question.ask(question.proof())
    test.run("request: more grants than the offer allows", single)

    def batch():
        question = Question(tenant)
        question.offer = "two"
        proof = question.proof()
        bad = bytearray(proof)
        bad[-1] ^= 1
        test.refused("proof", question, proof, proof=[proof, bytes(bad)])
        test.refused("proof", question, proof, proof=[bytes(bad), proof])
        question.ask(proof, proof=[proof, proof])
    test.run("request: two proofs, each has to hold", batch)


@contextlib.contextmanager
def slow_group(tenant, quota):
    """A group of the tenant with so many microseconds of processor time a second."""
    path = f"{tenant.path}/job/slow"
    tenant.write("job/cgroup.subtree_control", "+cpu")
    os.mkdir(path)
    tenant.write("job/slow/cpu.max", f"{quota} 1000000")
    try:
        yield path
    finally:
        os.rmdir(path)


class SlowSocket:
    """A socket whose sender is in a group for as long as the kernel takes to answer."""

    def __init__(self, sock, group):
        self.sock, self.group = sock, group

    def send(self, *args):
        """There and back."""
        self.move(self.group)
        sent = self.sock.send(*args)
        self.move(CGROUP)
        return sent

    @staticmethod
    def move(group):
        """The calling process."""
        with open(f"{group}/cgroup.procs", "w", encoding="ascii") as procs:
            procs.write(str(os.getpid()))

    def __getattr__(self, name):
        return getattr(self.sock, name)


def start_slowly(group, client, op, /, **attributes):
    """A process that asks from a group: its pid, and where what comes of it is read."""
    ours, theirs = os.pipe()
    pid = os.fork()
    if not pid:
        client.ynl.sock = SlowSocket(client.ynl.sock, group)
        try:
            client.do(op, **attributes)
            os.write(theirs, b"granted")
        except Refused as refused:
            os.write(theirs, str(refused.reason).encode())
        finally:
            os._exit(0)
    os.close(theirs)
    return pid, ours


def test_delayed(test):
    """Who makes verification last is judged by what holds when it is done."""
    tenant, host = test.tenant, test.host
    rival = Client()

    def verified():
        return next(c["verified"] for c in host.client.dump("capability-get"))

    def verify_us():
        """What a proof takes, on the average until now: later ones are held up."""
        numbers = []
        for name in ("verify_ns_total", "proofs"):
            with open(f"/sys/kernel/zkcap/stats/{name}", encoding="ascii") as source:
                numbers.append(int(source.read()))
        return numbers[0] // numbers[1] // 1000

    quota = max(1000, verify_us())

    def delayed(reason, change, restore, ask):
        # The clock that quotas are kept by ticks slowly: what is fast may be over before,
        # and a busy machine may take long to begin.
        for trial in range(24):
            question = ask()
            proof, before, had = question.proof(), verified(), host.grants()
            with slow_group(tenant, quota) as group:
                pid, answer = start_slowly(group, rival, question.op,
                                           **question.attributes(proof, proof=[proof] * 8))
                time.sleep(0.1 * 2 ** (trial % 6))
                change()
                outcome = os.read(answer, 100).decode()
                os.waitpid(pid, 0)
                os.close(answer)
            restore()
            # The change came after it, or even before its challenge was looked at.
            missed = outcome in ("granted", "challenge-forged")
            if not missed:
                equal((outcome, host.grants()), (reason, had))
            for grant in host.grants():
                host.client.do("revoke", id=grant)
            if not missed and verified() > before:
                return
        raise AssertionError("granted, or not even looked at, each time")

    def request():
        question = Question(tenant)
        question.offer = "eights"
        return question

    def resize():
        proof = (question := request()).proof()
        grant = question.ask(proof, proof=[proof] * 8)
        question = Question(tenant, "resize", resources(cpu=600), grant=grant["id"],
                            challenge=grant["next-challenge"])
        question.offer = "eights"
        return question

    def offer_anew():
        host.offer("eights", requirement=[{"capability": CAPABILITY,
                                           "public": [(4).to_bytes(32, "big")]}] * 8)

    def policy_anew():
        host.client.do("trust-set", name="trust", authority=[host.authority.der],
                       host_key=[host.key_id], measurement_pcr=13, pcrs=0, max_age=3600)
        tenant.attestation = None
    offer_anew()
    test.run("request: an offer withdrawn meanwhile", delayed, "offer-absent",
             lambda: host.client.do("offer-del", name="eights"), offer_anew, request)
    test.run("request: a policy redefined meanwhile", delayed, "attestation-trust", policy_anew,
             lambda: None, request)
    test.run("resize: the grant changed meanwhile", delayed, "challenge-used",
             lambda: tenant.shrink(max(host.grants()), cpu=1), lambda: None, resize)


def test_ends(test):
    """A control group that goes, and the module."""
    host = test.host

    def removed():
        tenant = Tenant(host, "zkt-gone", baseline=BASELINE)
        question = Question(tenant)
        question.ask(question.proof())
        late = Question(tenant)
        proof = late.proof()
        os.rmdir(f"{tenant.path}/job")
        os.rmdir(tenant.path)
        end = time.monotonic() + 5 * PACE
        while host.grants() and time.monotonic() < end:
            time.sleep(0.02)
        equal((host.grants(), host.allocated("cpu")), (set(), 0))
        try:
            late.ask(proof)
        except Refused as refused:
            assert refused.reason in ("tenant-absent", "tenant-gone"), refused
        else:
            raise AssertionError("granted to a group that is gone")
        os.close(tenant.fd)
    test.run("cgroup removed under a grant", removed)

    def unloaded():
        question = Question(test.tenant)
        proof = question.proof()
        question.ask(proof)
        subprocess.run(["rmmod", "zkcap"], check=True)
        equal(limits(test.tenant), test.before)
        load_module()
        host.client = Client()
        equal((host.client.dump("tenant-get"), host.grants()), ([], set()))
        host.client.do("tenant-add", cgroup_fd=test.tenant.fd)
        expect_refusal("challenge-forged", question.ask, proof)
    test.tap.test("rmmod: the baseline is back, and old challenges are void", unloaded)


def main():
    """All of it, and the module loaded twice."""
    load_module()
    with work_folder() as folder:
        tap = Tap()
        test = Test(tap, Host(folder))
        for tests in (test_life, test_next, test_contexts, test_refusals, test_delayed, test_ends):
            tests(test)
        tap.finish()


if __name__ == "__main__":
    main()
