#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""The prover service with a real TPM, kernel and manifest: whom it proves for, what it
refuses, and that it stays up.

usage: LINUX_SOURCE=... service_test.py    (as root)

	/sys/fs/cgroup
	├── zkt-one		tenants; clients are in their groups "job"
	├── zkt-two
	└── zkt-none	no tenant
"""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "../lib")]

# The path above has to be there first.
import attesting  # noqa: E402
from attesting import ask, asks, question, running  # noqa: E402
from client import SLOW, Refused, Tap, expect_refusal, load_module  # noqa: E402
from lease import CGROUP, Tenant, resources  # noqa: E402

CPU = resources(cpu=100)
FAST = ("--rate", "10000", "--burst", "10000")


class Test:
    """What the tests share."""

    def __init__(self, tap, platform):
        self.tap, self.platform, self.client = tap, platform, platform.client
        self.one, self.two = (
            Tenant(platform, name, baseline=resources(cpu=4000)) for name in ("zkt-one", "zkt-two"))
        os.makedirs(f"{CGROUP}/zkt-none", exist_ok=True)
        for name in ("cpu-avx2", "cpu-aesni", "cpu-cores"):
            platform.capability(name)
        platform.offer("avx2", [("cpu-avx2",)])
        platform.offer("both", [("cpu-avx2",), ("cpu-aesni",)])
        platform.offer("huge", [("cpu-cores", 1000000)])
        platform.offer("two", [("cpu-avx2",)], tenant=[self.two.id])

    def challenge(self, tenant=None):
        """For a request of a tenant."""
        return self.client.do("challenge", cgroup_fd=(tenant or self.one).fd,
                              kind="request")["challenge"]

    def question(self, offer="avx2", tenant=None, **changes):
        """For a request of a little CPU time."""
        return question("request", self.challenge(tenant), offer, CPU, **changes)

    def request(self, tenant, data, answer):
        """What the kernel makes of an answer."""
        return self.client.do("request", cgroup_fd=tenant.fd, challenge=data[8:40],
                              attestation=bytes.fromhex(answer[2]),
                              proof=[bytes.fromhex(proof) for proof in answer[3]],
                              offer="avx2", resource=CPU, duration=60)

    def run(self, name, function, /, *args, **kwargs):
        """One test; what it was granted goes afterwards."""
        def body():
            try:
                function(*args, **kwargs)
            finally:
                for grant in self.client.dump("grant-get"):
                    with contextlib.suppress(Refused):
                        self.client.do("revoke", id=grant["id"])
        self.tap.test(name, body)


def test_proofs(test, service):
    """The straight path, from inside of a tenant."""
    one = test.one

    def cycle():
        before = one.read("cpu.max")
        status, grant = asks(service, "zkt-one/job", "request", "--offer", "both", "--cpu", "1",
                             "--duration", "60s")
        assert status == 0 and grant["tenant"] == one.id, grant
        assert one.read("cpu.max") != before
        status, grant = asks(service, "zkt-one/job", "resize", str(grant["id"]), "--cpu", "2")
        assert status == 0 and grant["resources"][0]["amount"] == 2000, grant
        status, grant = asks(service, "zkt-one/job", "renew", str(grant["id"]), "--duration",
                             "10m")
        assert status == 0 and grant["expires-in-ms"] > 590000, grant
        test.client.do("release", cgroup_fd=one.fd, id=grant["id"])
        assert one.read("cpu.max") == before
    test.run("request, resize and renew through the service", cycle)

    def once_attested():
        first = ask(service, "zkt-one/job", test.question())
        second = ask(service, "zkt-one/job", test.question())
        assert (first[0], second[0]) == ("ok", "ok"), (first, second)
        assert first[2] == second[2] and first[3] != second[3]
        assert ask(service, "zkt-two/job", test.question(tenant=test.two))[2] != first[2]
    test.run("an attestation serves many questions of one tenant", once_attested)

    def forgotten():
        before = ask(service, "zkt-one/job", test.question())[2]
        test.platform.trust(test.platform.key_id)
        time.sleep(1.1)
        status, grant = asks(service, "zkt-one/job", "request", "--offer", "avx2", "--cpu", "1")
        assert status == 0, grant
        assert ask(service, "zkt-one/job", test.question())[2] != before
    test.run("an attestation that the kernel forgot is made again", forgotten)

    def own_tenant_only():
        data = test.question(tenant=test.two)
        answer = ask(service, "zkt-one/job", data)
        assert answer[0] == "ok", answer
        expect_refusal("attestation-absent", test.request, test.two, data, answer)
        mine = test.question()
        answer = ask(service, "zkt-one/job", mine)
        test.request(one, mine, answer)
    test.run("another tenant's challenge gets proofs of no use to it", own_tenant_only)


def test_refusals(test, service):
    """Each has its code."""
    def refused(code, group, data, text=""):
        answer = ask(service, group, data)
        assert answer[0] == code and text in answer[1] and not answer[3], answer
        assert answer[2] == "00" * 16, answer

    test.run("no tenant: outside", refused, "no-tenant", "zkt-none", test.question())
    test.run("no tenant: at the root", refused, "no-tenant", "", test.question())
    test.run("no offer: absent", refused, "no-offer", "zkt-one/job", test.question("absent"))
    test.run("no offer: another tenant's", refused, "no-offer", "zkt-one/job",
             test.question("two"))

    def not_proved():
        answer = ask(service, "zkt-one/job", test.question("huge"))
        assert answer[:2] == ["not-proved",
                              "capability cpu-cores does not hold for this platform"], answer
    test.run("not proved, without saying by how much", not_proved)

    good = test.question()
    bad = {"nothing but a byte": b"Z", "zeroes": bytes(100), "another version":
           good[:4] + b"\2" + good[5:], "cut short": good[:-1], "a byte too many": good + b"\0",
           "too long": good + bytes(8192), "a name's length too large":
           good[:52] + b"\xff" + good[53:], "too many resources": good[:53] + b"\xff" + good[54:],
           "no offer": question("request", bytes(32), "", CPU),
           "a name with a slash": question("request", bytes(32), "a/b", CPU),
           "resources twice": question("request", bytes(32), "a", CPU * 2),
           "a resize with a duration": question("resize", bytes(32), "a", CPU, 60, 1)}
    for name, data in bad.items():
        test.run(f"malformed: {name}", refused, "malformed", "zkt-one/job", data)

    def says_nothing():
        def body():
            with service.connect() as peer:
                return attesting.hear(peer).code
        assert attesting.inside("zkt-one/job", body) == "timed-out"
    test.run("timed out: a peer that says nothing", says_nothing)

    def many_silent():
        def body():
            peers = [service.connect() for _ in range(65)]
            code = attesting.hear(peers[64]).code
            return [code, attesting.hear(peers[0]).code]
        assert attesting.inside("zkt-one/job", body) == ["busy", "timed-out"]
        assert ask(service, "zkt-one/job", test.question())[0] == "ok"
    test.run("busy: a tenant with many connections", many_silent)

    def vanishes():
        def body():
            with service.connect() as peer:
                peer.send(data)
        for _ in range(3):
            data = test.question()
            attesting.inside("zkt-one/job", body)
        assert ask(service, "zkt-one/job", test.question())[0] == "ok"
    test.run("a peer that asks and vanishes", vanishes)


def test_bounds(test):
    """Rate and number of questions."""
    def codes(service, group, count):
        data = test.question()

        def body():
            peers = [service.connect() for _ in range(count)]
            for peer in peers:
                peer.send(data)
            return [attesting.hear(peer).code for peer in peers]
        return attesting.inside(group, body)

    def rate():
        with running(test.platform, "--rate", "1", "--burst", "5") as service:
            got = codes(service, "zkt-one/job", 12)
            assert got.count("ok") in (5, 6, 7) or SLOW, got
            assert got.count("rate-limited") == 12 - got.count("ok") > 0, got
            assert ask(service, "zkt-two/job", test.question(tenant=test.two))[0] == "ok"
            time.sleep(1.1)
            assert ask(service, "zkt-one/job", test.question())[0] == "ok"
    test.run("rate: a tenant that asks too often waits, others do not", rate)

    def queue():
        with running(test.platform, "--workers", "1", "--queue", "8", *FAST) as service:
            got = codes(service, "zkt-one/job", 40)
            # Half of the queue, and what was taken out of it meanwhile
            assert got.count("busy") > 10 and got.count("ok") >= 4, got
            assert got.count("busy") + got.count("ok") == 40, got
            assert ask(service, "zkt-one/job", test.question())[0] == "ok"
    test.run("queue: one tenant has half of it, the rest is told to wait", queue)

    def deadline():
        with running(test.platform, "--workers", "1", "--deadline", "1", *FAST) as service:
            with test.platform.with_stuck_tpm():
                got = codes(service, "zkt-one/job", 4)
                assert set(got) == {"timed-out"}, got
                start = time.monotonic()
                assert service.stop() == 0 and time.monotonic() < start + 5, service.said()
    test.run("deadline: what takes too long is given up", deadline)

    def gone():
        with running(test.platform, "--workers", "1", *FAST) as service:
            def body():
                peers = [service.connect() for _ in range(10)]
                for peer in peers:
                    peer.send(data)
            data = test.question("both")
            attesting.inside("zkt-one/job", body)
            service.wait_said("offer both: gone")
    test.run("work whose peer is gone is dropped", gone)


def test_many(test):
    """Clients at one time."""
    count = 8 if SLOW else 64

    def all_granted():
        with running(test.platform, *FAST) as service:
            start = time.monotonic()
            clients = [attesting.start_inside(
                f"zkt-{'one' if i % 2 else 'two'}/job", attesting.ZKCAP, "--json", "request",
                "--offer", "avx2", "--cpu", "10m", "--service", service.socket)
                for i in range(count)]
            outputs = [client.communicate(timeout=900) for client in clients]
            took = time.monotonic() - start
            failed = [output for client, output in zip(clients, outputs) if client.returncode]
            assert not failed, failed[0]
            assert len(list(test.client.dump("grant-get"))) == count
            print(f"# {count} clients in {took:.1f} s")
    test.run(f"{count} clients at one time are all granted", all_granted)

    def terminated():
        with running(test.platform, "--workers", "1", *FAST) as service:
            clients = [attesting.start_inside(
                "zkt-one/job", attesting.ZKCAP, "--json", "request", "--offer", "both", "--cpu",
                "10m", "--service", service.socket) for _ in range(16)]
            service.wait_said("ok in")
            start = time.monotonic()
        took = time.monotonic() - start
        outputs = [client.communicate(timeout=600) for client in clients]
        assert took < 5 or SLOW, took
        codes = {client.returncode for client in clients}
        assert codes <= {0, 4}, (codes, outputs)
        assert not os.path.exists(service.socket)
        assert not subprocess.run(["pgrep", "-x", "zkcapd.*"], check=False,
                                  capture_output=True).stdout
    test.run("SIGTERM under load: all are answered or told, nothing is left", terminated)


def test_attestation(test):
    """Kept fresh; and what is said when it cannot be."""
    def renewed():
        test.platform.trust(test.platform.key_id, max_age=9)
        with running(test.platform) as service:
            first = ask(service, "zkt-one/job", test.question())
            assert first[0] == "ok", first
            time.sleep(3)
            start = time.monotonic()
            second = ask(service, "zkt-one/job", test.question())
            took = time.monotonic() - start
            assert second[0] == "ok" and second[2] != first[2], (first[:3], second[:3])
            print(f"# {took * 1000:.0f} ms")
            with test.platform.without_tpm():
                time.sleep(6)
                late = ask(service, "zkt-one/job", test.question())
                assert late[0] == "not-attested" and "tpm.sock" in late[1], late
                service.wait_said("cannot attest")
            time.sleep(3.1)
            again = ask(service, "zkt-one/job", test.question())
            assert again[0] == "ok", again
        test.platform.trust(test.platform.key_id)
    if not SLOW:
        test.run("re-attests ahead of time, and says why it cannot", renewed)

    def other_manifest():
        other = f"{test.platform.folder}/other"
        attesting.command(attesting.ZKCAP, "manifest", "new", "--set",
                          "cpu.topology.core_count=8:measured", "-o", other)
        kept, test.platform.manifest = test.platform.manifest, other
        try:
            with running(test.platform) as service:
                answer = ask(service, "zkt-one/job", test.question())
                assert answer[0] == "not-attested" and "manifest" in answer[1], answer
        finally:
            test.platform.manifest = kept
    test.run("not attested: the manifest is not what was measured", other_manifest)


def start_fails(test, text, change):
    """The service does not start with a changed manifest."""
    bad = f"{test.platform.folder}/bad"
    shutil.copy(test.platform.manifest, bad)
    os.chmod(bad, 0o600)
    change(bad)
    done = subprocess.run([attesting.ZKCAPD, "--socket", f"{test.platform.folder}/bad.sock",
                           "--manifest", bad], capture_output=True, text=True, check=False,
                          timeout=300)
    assert done.returncode == 1 and text in done.stderr, done
    assert not os.path.exists(f"{test.platform.folder}/bad.sock")


def flip(offset):
    """Changes one bit of a file."""
    def change(path):
        with open(path, "r+b") as target:
            target.seek(offset)
            byte = target.read(1)[0]
            target.seek(offset)
            target.write(bytes([byte ^ 1]))
    return change


def test_start(test):
    """What it does not start with."""
    for name, offset in (("an attribute", 40 + 31), ("the opening", 4136 + 31),
                         ("the commitment", 4168 + 47)):
        test.run(f"manifest with a bit changed in {name}", start_fails, test, "bad: ",
                 flip(offset))
    test.run("manifest that others may read", start_fails, test, "expected 600",
             lambda path: os.chmod(path, 0o644))
    test.run("manifest cut short", start_fails, test, "bad: ",
             lambda path: os.truncate(path, 100))

    def twice():
        with running(test.platform):
            done = subprocess.run([attesting.ZKCAPD, "--socket",
                                   f"{test.platform.folder}/zkcapd.sock", "--manifest",
                                   test.platform.manifest], capture_output=True, text=True,
                                  check=False, timeout=300)
            assert done.returncode == 1 and "another service" in done.stderr, done
    test.run("a socket that is served", twice)

    def reload():
        with running(test.platform, *FAST) as service:
            mode = os.stat(test.platform.manifest).st_mode
            os.chmod(test.platform.manifest, 0o644)
            service.process.send_signal(1)
            service.wait_said("goes on with the manifest it has")
            os.chmod(test.platform.manifest, mode)
            assert ask(service, "zkt-one/job", test.question())[0] == "ok"
            service.process.send_signal(1)
            service.wait_said("read manifest and definitions again")
            assert ask(service, "zkt-one/job", test.question())[0] == "ok"
    test.run("SIGHUP: a bad manifest is not taken, a good one is", reload)


def main():
    """All tests."""
    load_module()
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        platform = attesting.Platform(folder)
        try:
            test = Test(tap, platform)
            with running(platform, *FAST) as service:
                test_proofs(test, service)
                test_refusals(test, service)
            test_bounds(test)
            test_many(test)
            test_attestation(test)
            test_start(test)
        finally:
            platform.stop_tpm()
    tap.finish()


if __name__ == "__main__":
    main()
