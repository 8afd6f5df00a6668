#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Many tenants with many grants: what one costs does not depend on how many there are.

usage: LINUX_SOURCE=... scale_test.py    (as root, the module loaded)

Whole leases, each with a challenge of its own, of an offer that asks for an attestation
and for no proof: the verifier's work is the same for any number of grants, and would
hide what is looked for here.  ZKCAP_TEST_LONG=1 makes 10,000 tenants and 100,000 grants.

Times are compared within one run only.  What is compared is the least of several
medians, which a busy machine moves little, and what would grow with the number of
grants would grow by the factor that the number does: thirty at least.  So a factor of
three tells one from the other on a noisy machine, and is far from both.

	/sys/fs/cgroup
	└── zkt-scale
	    └── N		a tenant
"""

import ctypes
import math
import os
import statistics
import struct
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "../lib")]

# The path above has to be there first.
from client import Tap, Refused, load_module  # noqa: E402
from lease import CGROUP, Host, resources  # noqa: E402
from outside import work_folder  # noqa: E402
from tpm import ALG_RSASSA, ALG_SHA256, Quote, b2, sha256  # noqa: E402

GRANTS_EACH = 10
FACTOR = 3
# A round of measuring: so many leases, so many times.
SAMPLE, ROUNDS = 30, 5
# As often is measured again, while the machine may have been busy with something else.
TRIALS = 20
STATS = "/sys/kernel/zkcap"


def number_of_tenants():
    """As many as the kernel at hand takes in a minute, or all of them."""
    kernel = os.environ.get("ZKCAP_VM_KERNEL", "uml")
    if os.environ.get("ZKCAP_TEST_LONG"):
        return 10000 if kernel == "uml" else 1000
    return {"uml": 500, "debug": 300}.get(kernel, 60)


class Signer:
    """The host's attestation key, without a process for each signature."""

    def __init__(self, key):
        self.lib = ctypes.CDLL("libcrypto.so.3")
        for name in ("BIO_new_file", "PEM_read_bio_PrivateKey", "EVP_MD_CTX_new", "EVP_sha256"):
            getattr(self.lib, name).restype = ctypes.c_void_p
        bio = self.lib.BIO_new_file(key.key.encode(), b"r")
        self.key = ctypes.c_void_p(
            self.lib.PEM_read_bio_PrivateKey(ctypes.c_void_p(bio), None, None, None))
        assert self.key, "no private key"
        self.lib.BIO_free(ctypes.c_void_p(bio))

    def sign(self, data):
        """TPMT_SIGNATURE, RSASSA with SHA-256."""
        context = ctypes.c_void_p(self.lib.EVP_MD_CTX_new())
        raw, size = ctypes.create_string_buffer(256), ctypes.c_size_t(256)
        assert self.lib.EVP_DigestSignInit(context, None,
                                           ctypes.c_void_p(self.lib.EVP_sha256()), None,
                                           self.key) == 1
        assert self.lib.EVP_DigestSign(context, raw, ctypes.byref(size), data,
                                       ctypes.c_size_t(len(data))) == 1
        self.lib.EVP_MD_CTX_free(context)
        return struct.pack(">HH", ALG_RSASSA, ALG_SHA256) + b2(raw.raw[:size.value])


class Tenant:
    """A control group under management, with an attestation of the host."""

    def __init__(self, host, signer, name):
        self.client = host.client
        self.path = f"{CGROUP}/zkt-scale/{name}"
        os.mkdir(self.path)
        self.id = os.stat(self.path).st_ino
        with self.opened() as fd:
            self.client.do("tenant-add", cgroup_fd=fd)
            schema = host.vk[8:40]
            event = sha256(b"zkcap-measurement-v1", schema, host.commitment)
            value = sha256(bytes(32), event)
            challenge = self.client.do("challenge", cgroup_fd=fd, kind="attest")["challenge"]
            quote = Quote(sha256(b"zkcap-attest-v1", challenge, host.commitment), sha256(value),
                          [13]).pack()
            self.attestation = self.client.do(
                "attest", cgroup_fd=fd, challenge=challenge, trust="trust", key=host.key_id,
                quote=quote, signature=signer.sign(quote), pcr_value=[value],
                measurement=[event], commitment_index=0, schema=schema,
                commitment=host.commitment)["id"]

    def opened(self):
        """Its directory, for a time: there may be more tenants than descriptors."""
        return Directory(self.path)

    def request(self, duration):
        """A grant; its id."""
        with self.opened() as fd:
            challenge = self.client.do("challenge", cgroup_fd=fd, kind="request")["challenge"]
            return self.client.do("request", cgroup_fd=fd, challenge=challenge, offer="plain",
                                  attestation=self.attestation, duration=duration,
                                  resource=resources(cpu=1, pids=1))["id"]

    def release(self, grant):
        """Gives it back."""
        with self.opened() as fd:
            self.client.do("release", cgroup_fd=fd, id=grant)


class Directory:
    """An open directory."""

    def __init__(self, path):
        self.fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY)

    def __enter__(self):
        return self.fd

    def __exit__(self, *_):
        os.close(self.fd)


def timed(function, *args):
    """What it returns, and its milliseconds."""
    start = time.perf_counter()
    result = function(*args)
    return result, 1000 * (time.perf_counter() - start)


def least_medians(tenants):
    """Milliseconds of a request and of a release, by tenants spread over all."""
    step = max(1, len(tenants) // SAMPLE)
    requests, releases = [], []
    for _ in range(ROUNDS):
        asked = [(tenant, *timed(tenant.request, 3600))
                 for tenant in tenants[::step][:SAMPLE]]
        requests.append(statistics.median(took for _, _, took in asked))
        releases.append(statistics.median(timed(tenant.release, grant)[1]
                                          for tenant, grant, _ in asked))
    return min(requests), min(releases)


def lateness(tenants):
    """Milliseconds from the end of the last of some short leases until all are gone;
    the least of several.
    """
    results = []
    for _ in range(ROUNDS):
        step = max(1, len(tenants) // SAMPLE)
        grants = [tenant.request(1) for tenant in tenants[::step][:SAMPLE]]
        due = time.monotonic() + 1
        while any(os.path.exists(f"{STATS}/grants/{grant}") for grant in grants):
            assert time.monotonic() < due + 60, "leases do not end"
            time.sleep(0.005)
        results.append(1000 * max(0, time.monotonic() - due))
    return min(results)


def kernel_memory():
    """Bytes that the kernel has in use for itself: slab, percpu and vmalloc."""
    with open("/proc/meminfo", encoding="ascii") as source:
        info = {line.split(":")[0]: int(line.split()[1]) for line in source}
    return 1024 * sum(info.get(name, 0) for name in ("Slab", "Percpu", "VmallocUsed"))


class Test:
    """A few tenants, then all of them."""

    # pylint: disable=too-many-instance-attributes
    def __init__(self, host):
        self.host, self.tenants, self.grants = host, [], 0
        self.signer = Signer(host.key)
        self.wanted = number_of_tenants()
        host.offer("plain", requirement=[], duration=7200)
        host.client.do("pool-set", kind="cpu", capacity=1 << 40)
        host.client.do("pool-set", kind="pids", capacity=1 << 40)
        os.mkdir(f"{CGROUP}/zkt-scale")
        with open(f"{CGROUP}/zkt-scale/cgroup.subtree_control", "w", encoding="ascii") as out:
            out.write("+cpu +pids")
        self.few = self.few_late = None

    def adopt(self, count):
        """Tenants up to that number, each with its grants."""
        while len(self.tenants) < count:
            tenant = Tenant(self.host, self.signer, len(self.tenants))
            self.tenants.append(tenant)
            for _ in range(GRANTS_EACH):
                tenant.request(7200)
                self.grants += 1

    def start(self):
        """With a few there is something to compare with."""
        self.adopt(max(2, self.wanted // 100))
        least_medians(self.tenants)
        self.few, self.few_late = least_medians(self.tenants), lateness(self.tenants)

    def grow(self):
        """All tenants get all their grants; what a tenant and its grants take is shown."""
        before, had = kernel_memory(), self.grants
        _, took = timed(self.adopt, self.wanted)
        more = self.grants - had
        print(f"# {len(self.tenants)} tenants, {self.grants} grants; "
              f"{took / more:.2f} ms and {(kernel_memory() - before) // more} bytes of kernel "
              f"memory a grant, with its share of tenant, attestation and control group")

    def counted(self):
        """A dump has every one of them, once."""
        ids = [grant["id"] for grant in self.host.client.dump("grant-get")]
        assert len(ids) == len(set(ids)) == self.grants, (len(ids), self.grants)
        assert len(self.host.client.dump("tenant-get")) == len(self.tenants)
        assert self.host.allocated("cpu") == self.host.allocated("pids") == self.grants

    def flat(self):
        """A request, and a release."""
        many = (math.inf, math.inf)
        for _ in range(TRIALS):
            many = tuple(map(min, many, least_medians(self.tenants)))
            if all(now < FACTOR * few for few, now in zip(self.few, many)):
                break
        for name, few, now in zip(("request", "release"), self.few, many):
            print(f"# {name}: {few:.2f} ms with few grants, {now:.2f} ms with many")
        for few, now in zip(self.few, many):
            assert now < FACTOR * few, f"{now:.2f} ms, {few:.2f} ms with few"

    def expiry(self):
        """The end of a lease comes as soon as with few."""
        late = lateness(self.tenants)
        print(f"# {SAMPLE} leases ended {self.few_late:.0f} ms late with few grants, "
              f"{late:.0f} ms with many")
        # The poll above takes milliseconds of its own.
        assert late < FACTOR * max(self.few_late, 100), f"{late:.0f} ms"

    def removed(self):
        """A tenant that leaves takes its own grants, and no others."""
        tenant = self.tenants.pop(len(self.tenants) // 2)
        with tenant.opened() as fd:
            self.host.client.do("tenant-del", cgroup_fd=fd)
        self.grants -= GRANTS_EACH
        self.counted()

    def unload(self):
        """The module takes all of it along."""
        before = kernel_memory()
        _, took = timed(lambda: subprocess.run(["rmmod", "zkcap"], check=True))
        print(f"# {took / self.grants:.3f} ms a grant, {before - kernel_memory()} bytes less")
        for tenant in (self.tenants[0], self.tenants[-1]):
            with open(f"{tenant.path}/cpu.max", encoding="ascii") as limit:
                assert limit.read() == "max 100000\n", "not the baseline"
        try:
            self.host.client.do("version-get")
        except Refused:
            return
        raise AssertionError("answered without the module")


def main():
    """All of it, in one module's life."""
    load_module()
    with work_folder() as folder:
        tap, host = Tap(), Host(folder)
        test = Test(host)
        tap.test("few: to compare with", test.start)
        tap.test(f"{test.wanted} tenants with {GRANTS_EACH} grants each", test.grow)
        tap.test("dumps are complete", test.counted)
        tap.test("requests and releases take no longer than with few", test.flat)
        tap.test("leases end as soon as with few", test.expiry)
        tap.test("a tenant that leaves takes its own grants", test.removed)
        tap.test("rmmod with all of them out", test.unload)
        tap.finish()


if __name__ == "__main__":
    main()
