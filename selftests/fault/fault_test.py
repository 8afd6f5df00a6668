#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Every operation, with every allocation that it makes failing once: it succeeds, or
it is refused for want of memory and has changed nothing.

usage: LINUX_SOURCE=... fault_test.py    (as root, on a kernel with failslab)

Each operation is swept twice: with a message that is accepted, and with one that is
refused.  Number n of the sender's allocations fails, for n = 1, 2, ... until the
operation needs no more than n - 1.  What the kernel thread does that writes limits is
swept the same way.  That nothing leaks is what the guest's kmemleak looks for at the
end.
"""

import errno
import os
import struct
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "../lib"), os.path.join(HERE, "../netlink"),
                os.path.join(HERE, "../privilege")]

# The paths above have to be there first.
import asker  # noqa: E402
from client import Client, Refused, Tap, load_module, reasons, skip  # noqa: E402
from injector import Injector, possible, prepare  # noqa: E402
from lease import CAPABILITY, CGROUP, Host, Tenant, context, resources  # noqa: E402
from outside import work_folder  # noqa: E402
from spec import Spec, pack  # noqa: E402
from tpm import SoftKey  # noqa: E402

MIB = 1 << 20
REQUEST, ACK, DUMP = 1, 4, 0x300
NO_MEMORY = ("no-memory", f"errno {errno.ENOMEM}", f"errno {errno.ENOBUFS}")
# The kernel's keys do not always say that it was memory that they lacked.
FORGETFUL = {"attest": ("signature",), "trust-set": ("trust-authority",),
             "key-add": ("key-certificate", "key-issuer", "key-unsupported")}
LOST = "lost"
DRY_RUN = ", dry run"
BASELINE = resources(cpu=100, memory=64 * MIB, pids=10)
ASKED = resources(cpu=500, memory=32 * MIB, pids=5, device_null=1)
MORE = resources(cpu=900, memory=48 * MIB, pids=7, device_null=1)
LESS = resources(cpu=200, memory=16 * MIB, pids=2)
# Of dumps: what differs from one moment to the next
VOLATILE = {"grant": ("id", "expires-in-ms", "next-challenge"), "tenant": ("failures", "drifts"),
            "capability": ("verified", "refused")}
# What a reply has to have, with whatever it lacks else
RELIED_ON = {"request": ("grant", "id"), "resize": ("grant", "id"), "renew": ("grant", "id"),
             "challenge": ("challenge", "challenge"), "attest": ("attestation", "id"),
             "tenant-add": ("tenant", "id"), "key-add": ("key", "id"),
             "version-get": ("version", "challenges-per-tenant")}
# More allocations than any operation makes
NEVER = 1000000
# Failures of each operation where not all are asked for
LONG = bool(os.environ.get("ZKCAP_TEST_LONG"))
SAMPLES = 8


def equal(got, wanted):
    """They have to be."""
    assert got == wanted, f"{got!r}, but {wanted!r} was expected"


class Wire:
    """Messages put together beforehand, so that nothing but one operation happens while
    allocations are counted."""

    def __init__(self):
        self.spec, self.family = Spec(), Client().ynl.nlproto.family_id
        self.ops = {op.name: op for op in self.spec.operations}
        self.sock = self.new_socket()
        asker.REASONS.update(reasons())

    @staticmethod
    def new_socket():
        """One that gives up after a time."""
        sock = asker.new_socket()
        sock.settimeout(20)
        return sock

    def message(self, name, /, **attributes):
        """As bytes; an underscore stands for a dash."""
        op, items = self.ops[name], []
        for key, value in attributes.items():
            attribute = op.attributes[key.replace("_", "-")]
            values = value if isinstance(value, list) else [value]
            items += [(attribute, self.plain(item)) for item in values]
        flags = REQUEST | ACK | (DUMP if op.dump else 0)
        body = struct.pack("BBH", op.number, 1, 0) + pack(items, self.spec)
        return struct.pack("IHHII", 16 + len(body), self.family, flags, 1, 0) + body

    @staticmethod
    def plain(value):
        """Names of kinds become numbers."""
        if isinstance(value, dict) and "kind" in value:
            kind = {"cpu": 1, "memory": 2, "pids": 3, "device": 4}[value["kind"]]
            return {**value, "kind": kind}
        return value

    def ask(self, message):
        """What comes of it, and the attributes of the replies."""
        return asker.ask(self.sock, message)

    def ask_failing(self, message, injector, number):
        """The same while an allocation fails, and how many there were.  What may still come
        afterwards is of no interest, so that each time takes a socket."""
        with self.new_socket() as sock:
            injector.arm(number)
            try:
                outcome, shown = asker.ask(sock, message)
            except OSError as error:
                outcome, shown = LOST, []
                failed = error
            made = injector.disarm()
            if outcome == LOST and failed.errno not in (errno.ENOBUFS, errno.ENOMEM):
                raise failed
        return outcome, shown, made


class State:
    """All that operations may change, as bytes that compare."""

    GETS = {"pool-get": "pool", "device-class-get": "device-class", "trust-get": "trust",
            "capability-get": "capability", "offer-get": "offer", "tenant-get": "tenant",
            "grant-get": "grant"}

    def __init__(self, wire, groups):
        self.wire, self.groups = wire, groups
        self.messages = {name: wire.message(name) for name in self.GETS}
        self.skipped = {name: {wire.spec.sets[kind][key].number for key in VOLATILE.get(kind, ())}
                        for name, kind in self.GETS.items()}

    def read(self):
        """At this moment."""
        state = {}
        for name, message in self.messages.items():
            outcome, shown = self.wire.ask(message)
            equal(outcome, "ok")
            skipped = self.skipped[name]
            state[name] = sorted((number, value) for number, value in shown
                                 if number & 0x3fff not in skipped)
        for group in self.groups:
            for file in ("cpu.max", "memory.max", "memory.high", "pids.max", "cgroup.freeze"):
                with open(f"{CGROUP}/{group}/{file}", encoding="ascii") as source:
                    state[f"{group}/{file}"] = source.read()
        return state

    def challenges(self):
        """Those of grants, which every change of a grant replaces, and nothing else does."""
        number = self.wire.spec.sets["grant"]["next-challenge"].number
        _, shown = self.wire.ask(self.messages["grant-get"])
        return [value for found, value in shown if found == number]

    def becomes(self, wanted, seconds=5):
        """Limits fall a little later than the operation ends; the state then."""
        end = time.monotonic() + seconds
        state = self.read()
        while state not in wanted and time.monotonic() < end:
            time.sleep(0.01)
            state = self.read()
        return state


def difference(one, other):
    """What two states do not agree in."""
    return {key: (one[key], other[key]) for key in one if one[key] != other[key]}


class Case:
    """An operation: how its message is made, what undoes it, how it is refused."""

    def __init__(self, op, make, undo=None, refusal=None, set_up=None, note=""):
        # pylint: disable=too-many-arguments
        self.note = note
        self.op, self.make, self.undo, self.refusal = op, make, undo, refusal
        self.set_up = set_up

    @property
    def name(self):
        """For people."""
        return f"{self.op}, refused: {self.refusal}" if self.refusal else self.op + self.note


class Sweep:
    """One operation in all its failures."""

    def __init__(self, test, case, injector):
        self.test, self.case, self.injector = test, case, injector
        self.wire, self.state = test.wire, test.state
        self.message = None
        self.before = self.after = None
        self.before = self.begin()

    def begin(self):
        """Where every round starts: a message that has not been answered yet."""
        if self.case.set_up:
            self.case.set_up()
        before = self.state.read() if self.before is None else self.state.becomes([self.before])
        if self.before is not None:
            assert before == self.before, f"not undone: {difference(before, self.before)}"
        attributes = self.case.make()
        self.message = self.wire.message(self.case.op, **attributes)
        return before

    def plain(self):
        """What it does when nothing fails; the number of allocations that it takes."""
        outcome, shown, made = self.ask(NEVER)
        equal(outcome, self.case.refusal or "ok")
        if not self.case.refusal:
            self.complete(shown, "without a failure")
        self.after = self.state.read()
        if self.case.refusal or not self.case.undo:
            equal(self.after, self.before)
        else:
            # Lower limits are not at once.
            time.sleep(0.1)
            self.after = self.state.read()
        self.go_back(self.after)
        return made

    def go_back(self, now):
        """To the start, from wherever it is."""
        if now != self.before:
            self.case.undo()
        self.begin()

    def give_up(self):
        """The same as far as it goes: what comes next is another test's."""
        try:
            if self.case.undo and self.state.read() != self.before:
                self.case.undo()
        except Refused:
            pass
        self.test.revoke()

    def ask(self, number):
        """One round: the outcome, the reply, and how many allocations were made."""
        while True:
            outcome, shown, made = self.wire.ask_failing(self.message, self.injector, number)
            if outcome != "rate-limited":
                return outcome, shown, made
            time.sleep(0.3)

    def is_want(self, outcome):
        """Whether that says, or means, that memory was short."""
        return outcome in NO_MEMORY + FORGETFUL.get(self.case.op, ()) or \
            self.injector.workers and outcome == "enforcement"

    def complete(self, shown, where):
        """A reply has what its reader cannot do without."""
        kind, key = (None, None) if self.case.note == DRY_RUN else \
            RELIED_ON.get(self.case.op, (None, None))
        if kind:
            number = self.wire.spec.sets[kind][key].number
            assert number in [found for found, _ in shown], f"{where}: reply without {key}"

    def judge(self, number):
        """One failure; False when there was none any more."""
        challenges = self.state.challenges()
        outcome, shown, made = self.ask(number)
        where = f"{self.case.name}: allocation {number}: {outcome}"
        if outcome == "ok" and not self.case.refusal:
            wanted = [self.after]
            self.complete(shown, where)
        elif outcome == LOST:
            wanted = [self.before, self.after]
        else:
            assert outcome == self.case.refusal or made == number and self.is_want(outcome), where
            wanted = [self.before]
            assert self.state.challenges() == challenges, f"{where}: challenges were replaced"
        now = self.state.becomes(wanted)
        assert now in wanted, f"{where}: {difference(now, wanted[-1])}"
        if outcome in ("ok", LOST):
            self.go_back(now)
        return made == number

    def run(self):
        """All failures, or some of them; how many allocations there are."""
        try:
            total = self.plain()
            stride = 1 if LONG else max(1, total // SAMPLES)
            for number in range(1, total + 1, stride):
                self.judge(number)
            # What failed is not asked for again, so that there may be more or less.
            last = total + 1
            while self.judge(last):
                last += 1
                assert last < 2 * total + SAMPLES, "there is no end of allocations"
            return total
        except Exception:
            self.give_up()
            raise


class Test:
    """A host with one of everything, and two tenants."""

    # pylint: disable=too-many-instance-attributes
    def __init__(self, tap, folder):
        self.tap, self.host = tap, Host(folder)
        self.client = self.host.client
        self.client.do("device-class-set", name="null",
                       node=[{"type": "char", "major": 1, "minor": 3}])
        self.tenant = Tenant(self.host, "zkt-fault", baseline=BASELINE)
        self.new = Tenant(self.host, "zkt-new", baseline=BASELINE)
        self.client.do("tenant-del", cgroup_fd=self.new.fd)
        ceiling = resources(cpu=32000, memory=1 << 40, pids=10000, device_null=1)
        self.host.offer(ceiling=ceiling)
        # Rests on the attestation alone.
        self.host.offer("bare", requirement=[], ceiling=ceiling)
        self.wire = Wire()
        self.state = State(self.wire, ("zkt-fault", "zkt-new"))
        self.extra = self.host.authority.certify(SoftKey(folder, "extra").public_pem)
        # Somebody listens, so that events are made.
        self.listener = Client()
        self.listener.ynl.ntf_subscribe("events")

    # The cases ---------------------------------------------------------------------------

    def evidence(self, op, offer, wanted, duration=0, grant=0, good=True, challenge=None):
        """What a request carries; no proof where the offer wants none."""
        # pylint: disable=too-many-arguments
        tenant = self.tenant
        attestation = self.host.attestation(tenant)
        challenge = challenge or self.client.do("challenge", cgroup_fd=tenant.fd,
                                                kind="request")["challenge"]
        attributes = {"cgroup_fd": tenant.fd, "challenge": challenge, "attestation": attestation}
        if offer != "bare":
            proof = bytearray(self.host.prove(context(op, challenge, attestation, tenant.id,
                                                      grant, duration, offer, wanted)))
            proof[-1] ^= not good
            attributes["proof"] = bytes(proof)
        if wanted:
            attributes["resource"] = wanted
        if duration:
            attributes["duration"] = duration
        attributes.update({"id": grant} if grant else {"offer": offer})
        return attributes

    def grant(self):
        """The tenant's only one, or a new one."""
        grants = [item["id"] for item in self.client.dump("grant-get")]
        return grants[0] if grants else self.client.do(
            "request", **self.evidence("request", "bare", ASKED, 3600))["id"]

    def next(self):
        """The challenge that came with the tenant's only grant, or with a new one."""
        self.grant()
        return self.client.dump("grant-get")[0]["next-challenge"]

    def revoke(self):
        """All grants, and waits for their end."""
        for grant in self.host.grants():
            self.client.do("revoke", id=grant)
        end = time.monotonic() + 5
        while self.host.grants():
            assert time.monotonic() < end, "a grant does not end"
            time.sleep(0.01)

    def again(self):
        """The grant as it was before it was changed."""
        self.revoke()
        self.grant()

    def cases(self):
        """All of them, as they are made with what is there."""
        yield from self.reading()
        yield from self.configuring()
        yield from self.tenants()
        yield from self.asking()
        yield from self.refused()

    def reading(self):
        """Nothing changes."""
        for op in self.wire.ops.values():
            if op.dump or op.name == "version-get":
                yield Case(op.name, dict, set_up=self.grant)
        yield Case("challenge", lambda: {"cgroup_fd": self.tenant.fd, "kind": 2},
                   set_up=self.revoke)

    def named(self, add, delete, name, **attributes):
        """A kind of objects: one is made, and removed."""
        def remove():
            self.client.do(delete, name=name)

        def create():
            self.client.do(add, name=name, **attributes)
        present = [item["name"] for item in self.client.dump(add[:-3] + "get")]
        plain = {"name": name, **attributes}
        if "node" in plain:
            plain["node"] = {"type": 2, "major": 1, "minor": 7}
        yield Case(add, lambda: plain, remove)
        assert name not in present
        create()
        yield Case(delete, lambda: {"name": name}, create)
        remove()

    def configuring(self):
        """Objects of the administrator."""
        vk, authority = self.host.vk, self.host.authority.der
        yield Case("pool-set", lambda: {"kind": 3, "capacity": 5},
                   lambda: self.client.do("pool-set", kind="pids", capacity=100000))
        yield from self.named("device-class-set", "device-class-del", "full",
                              node=[{"type": "char", "major": 1, "minor": 7}])
        yield from self.named("trust-set", "trust-del", "second", authority=authority,
                              max_age=60)
        yield from self.named("capability-add", "capability-del", "second", id=vk[40:72], vk=vk)
        requirement = {"capability": CAPABILITY, "public": [(4).to_bytes(32, "big")]}
        yield from self.named("offer-add", "offer-del", "second", trust="trust", duration=60,
                              requirement=requirement, ceiling=resources(cpu=1)[0])
        key = self.client.do("key-add", certificate=self.extra)["id"]
        self.client.do("key-del", id=key)
        yield Case("key-add", lambda: {"certificate": self.extra},
                   lambda: self.client.do("key-del", id=key))
        self.client.do("key-add", certificate=self.extra)
        yield Case("key-del", lambda: {"id": key},
                   lambda: self.client.do("key-add", certificate=self.extra))
        self.client.do("key-del", id=key)

    def redefining(self):
        """Objects that are replaced by their namesakes."""
        self.client.do("device-class-set", name="full",
                       node=[{"type": "char", "major": 1, "minor": 7}])
        yield Case("device-class-set",
                   lambda: {"name": "full", "node": {"type": 2, "major": 1, "minor": 5}},
                   lambda: self.client.do("device-class-set", name="full",
                                          node=[{"type": "char", "major": 1, "minor": 7}]))
        self.client.do("device-class-del", name="full")
        old = {"name": "second", "authority": [self.host.authority.der], "max_age": 60}
        self.client.do("trust-set", **old)
        yield Case("trust-set", lambda: {"name": "second", "authority": self.host.authority.der,
                                         "max_age": 70},
                   lambda: self.client.do("trust-set", **old))
        self.client.do("trust-del", name="second")

    def tenants(self):
        """A group comes under management, and leaves it."""
        def add():
            self.client.do("tenant-add", cgroup_fd=self.new.fd, baseline=BASELINE)

        def remove():
            self.client.do("tenant-del", cgroup_fd=self.new.fd)
        yield from self.redefining()
        yield Case("tenant-add", lambda: {"cgroup_fd": self.new.fd, "baseline": BASELINE}, remove)
        add()
        yield Case("tenant-del", lambda: {"cgroup_fd": self.new.fd}, add)

        def attest():
            return {"cgroup_fd": self.new.fd, **self.host.evidence(self.new)}

        def anew():
            remove()
            add()
        yield Case("attest", attest, anew)
        remove()

    def asking(self):
        """The life of a grant."""
        self.revoke()
        yield Case("request", lambda: self.evidence("request", "offer", ASKED, 60), self.revoke)
        yield Case("request", lambda: {"flags": 1, **self.evidence("request", "offer", ASKED, 60)},
                   note=DRY_RUN)
        self.grant()
        yield Case("resize", lambda: self.evidence("resize", "bare", MORE, 0, self.grant()),
                   self.again)
        yield Case("resize", lambda: {"cgroup_fd": self.tenant.fd, "id": self.grant(),
                                      "resource": LESS}, self.again)
        yield Case("renew", lambda: self.evidence("renew", "bare", [], 90, self.grant()),
                   self.again)
        # With the challenge that came with the grant, which a failure leaves as it is
        yield Case("resize", lambda: self.evidence("resize", "bare", MORE, 0, self.grant(),
                                                   challenge=self.next()),
                   self.again, note=", its own challenge")
        yield Case("resize", lambda: {"cgroup_fd": self.tenant.fd, "id": self.grant(),
                                      "resource": LESS, "challenge": self.next()},
                   self.again, note=", less, its own challenge")
        yield Case("renew", lambda: self.evidence("renew", "bare", [], 90, self.grant(),
                                                  challenge=self.next()),
                   self.again, note=", its own challenge")
        yield Case("release", lambda: {"cgroup_fd": self.tenant.fd, "id": self.grant()},
                   self.grant)
        yield Case("revoke", lambda: {"id": self.grant()}, self.grant)

        def adopt():
            self.client.do("tenant-add", cgroup_fd=self.tenant.fd, baseline=BASELINE)
            self.tenant.attestation = None
            self.grant()
        yield Case("tenant-del", lambda: {"cgroup_fd": self.tenant.fd}, adopt, set_up=self.grant,
                   note=", with a grant")
        self.revoke()

    def refused(self):
        """Each operation that can be, once more with a message that is."""
        def case(op, refusal, **attributes):
            return Case(op, lambda: attributes, refusal=refusal)
        ours, device = self.tenant.fd, {"type": 2, "major": 1, "minor": 3}
        yield case("pool-set", "pool-kind", kind=4, capacity=1)
        yield case("device-class-set", "device-class-node", name="x", node=device)
        yield case("device-class-del", "device-class-absent", name="x")
        yield case("trust-set", "trust-authority", name="x", authority=b"x", max_age=1)
        yield case("trust-del", "trust-in-use", name="trust")
        yield case("key-add", "key-certificate", certificate=b"x")
        yield case("key-del", "key-absent", id=bytes(20))
        yield case("capability-add", "capability-key", name="x", id=bytes(32), vk=bytes(504))
        yield case("capability-del", "capability-in-use", name=CAPABILITY)
        yield case("offer-add", "capability-absent", name="x", trust="trust", duration=1,
                   requirement={"capability": "x"}, ceiling=resources(cpu=1)[0])
        yield case("offer-del", "offer-absent", name="x")
        yield case("tenant-add", "tenant-exists", cgroup_fd=ours, baseline=BASELINE)
        yield case("tenant-del", "tenant-absent", cgroup_fd=self.new.fd)
        yield case("challenge", "tenant-absent", cgroup_fd=self.new.fd, kind=2)
        yield case("revoke", "grant-absent", id=0)
        yield case("release", "grant-absent", cgroup_fd=ours, id=0)
        forged = self.host.evidence(self.tenant)
        forged["signature"] = forged["signature"][:-1] + bytes([forged["signature"][-1] ^ 1])
        yield case("attest", "signature", cgroup_fd=ours, **forged)
        yield Case("request", lambda: self.evidence("request", "offer", ASKED, 60, good=False),
                   refusal="proof")
        yield Case("request", lambda: self.evidence(
            "request", "bare", resources(cpu=500, pids=20000), 60), refusal="resource-ceiling")
        self.grant()
        yield Case("resize", lambda: {"cgroup_fd": ours, "id": self.grant(), "resource": MORE},
                   refusal="grow-without-proof")
        yield Case("renew", lambda: self.evidence("renew", "bare", [], 90000, self.grant()),
                   refusal="duration-ceiling")
        self.revoke()

    # The sweeps --------------------------------------------------------------------------

    def sweep(self, cases, injector, who):
        """Each a test.  Its number of allocations is told, to be seen when it is none."""
        for case in cases:
            result, start = [], time.monotonic()
            self.tap.test(f"{case.name}: {who}",
                          lambda case=case, result=result:
                          result.append(Sweep(self, case, injector).run()))
            print(f"# {case.name}: {sum(result)} allocations, "
                  f"{time.monotonic() - start:.1f} s")

    def run(self):
        """The sender's allocations, then those of the threads that work for it."""
        self.sweep(self.cases(), Injector(), "the sender's allocations")
        written = (case for group in (self.tenants(), self.asking()) for case in group)
        self.sweep(written, Injector(workers=True), "the kernel threads' allocations")


def main():
    """All of it, in one module's life; its beginning is loading_test's."""
    if not possible():
        skip("this kernel injects no failures")
    prepare()
    load_module()
    with work_folder() as folder:
        tap = Tap()
        Test(tap, folder).run()
        tap.finish()


if __name__ == "__main__":
    main()
