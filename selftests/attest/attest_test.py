#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Attestations: what a TPM's quote is accepted for, and every way of forging one.

usage: LINUX_SOURCE=... attest_test.py    (as root)

Honest quotes are made by a software TPM through tpm2-tools.  What a TPM refuses
to sign is signed by a key without a TPM that the authority certified all the
same: each check has to hold even then.

	/sys/fs/cgroup
	├── zkt-host	tenant without keys of its own: the host's speak for it
	└── zkt-guest	tenant for which only the second platform's key speaks
"""

import json
import os
import struct
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "../lib")]

# The paths above have to be there first.
from client import Client, Refused, Tap, expect_refusal, load_module  # noqa: E402
from outside import work_folder  # noqa: E402
from tpm import (ALG_ECDSA, ALG_RSAPSS, ALG_RSASSA, ALG_SHA1, ALG_SHA256,  # noqa: E402
                 Authority, Quote, SoftKey, Tpm, b2, key_id, pcr_bits, sha256)

CGROUP = "/sys/fs/cgroup"
ZERO = bytes(32)


def load_example():
    """The worked example: a commitment that decodes, a key, a proof."""
    with open(f"{HERE}/../unit/vectors/worked-example.json", encoding="ascii") as example:
        return json.load(example)


class Platform:
    """What an attesting machine has: commitment, measurement PCR, key."""

    def __init__(self, key, schema, commitment):
        self.key, self.schema, self.commitment = key, schema, commitment
        self.measurements = [sha256(b"zkcap-measurement-v1", schema, commitment)]
        self.index = 0
        self.pcrs = {0: sha256(b"firmware"), 7: sha256(b"secure boot")}

    def replay(self, base=ZERO):
        """Value of the measurement PCR."""
        value = base
        for event in self.measurements:
            value = sha256(value, event)
        return value

    def values(self):
        """Of all selected PCRs, in ascending order."""
        values = dict(self.pcrs)
        values.setdefault(13, self.replay())
        return [values[pcr] for pcr in sorted(values)]

    def selected(self):
        """The PCRs that are quoted."""
        return sorted(set(self.pcrs) | {13})


class Test:
    """Everything that the tests share."""

    # pylint: disable=too-many-instance-attributes
    def __init__(self, folder):
        self.folder, self.client, example = folder, Client(), load_example()
        self.schema = bytes.fromhex(example["vk"])[8:40]
        self.commitment = bytes.fromhex(example["commitment"])
        self.example = example
        self.ca, self.other_ca = Authority(folder, "ca"), None
        os.makedirs(f"{folder}/other")
        self.other_ca = Authority(f"{folder}/other", "other-ca")
        self.tpm = Tpm(f"{folder}/tpm")
        self.tenants = {name: self.make_cgroup(name) for name in ("zkt-host", "zkt-guest")}

    @staticmethod
    def make_cgroup(name):
        """A descriptor of a new control group's directory."""
        with open(f"{CGROUP}/cgroup.subtree_control", "w", encoding="ascii") as control:
            control.write("+cpu +memory +pids")
        os.makedirs(f"{CGROUP}/{name}", exist_ok=True)
        return os.open(f"{CGROUP}/{name}", os.O_RDONLY | os.O_DIRECTORY)

    def trust(self, name, **changes):
        """Defines a policy: the plain one but for the changes."""
        policy = {"name": name, "authority": [self.ca.der], "host_key": [self.soft_id, self.ak_id],
                  "measurement_pcr": 13, "pcrs": 1 << 0 | 1 << 7, "commitment": "first",
                  "max_age": 600}
        policy.update(changes)
        self.client.do("trust-set", **policy)

    def enrol(self, public_pem, authority=None, **options):
        """Enrols a key; its subject key identifier."""
        der = (authority or self.ca).certify(public_pem, **options)
        return self.client.do("key-add", certificate=der)["id"]

    def set_up(self):
        """Policies, keys and tenants."""
        # pylint: disable=attribute-defined-outside-init
        self.soft_id = self.ak_id = ZERO[:20]
        self.trust("plain")
        self.trust("other", authority=[self.other_ca.der])
        self.soft = SoftKey(self.folder, "soft")
        self.soft_id = self.enrol(self.soft.public_pem)
        self.ak_id = self.enrol(self.tpm.create_ak("ak"))
        self.trust("plain")
        self.foreign = SoftKey(self.folder, "foreign")
        self.foreign_id = self.enrol(self.foreign.public_pem, self.other_ca)
        self.guest = SoftKey(self.folder, "guest")
        self.guest_id = self.enrol(self.guest.public_pem)
        self.client.do("tenant-add", cgroup_fd=self.tenants["zkt-host"])
        self.client.do("tenant-add", cgroup_fd=self.tenants["zkt-guest"], key=[self.guest_id])

    def platform(self):
        """A platform as it should be."""
        return Platform(self.soft_id, self.schema, self.commitment)

    def challenge(self, tenant="zkt-host", kind="attest"):
        """A fresh one."""
        return self.client.do("challenge", cgroup_fd=self.tenants[tenant], kind=kind)["challenge"]

    def evidence(self, platform, challenge=None, change_quote=None, sign=None):
        """ATTEST's attributes; change_quote gets the Quote before it is signed."""
        challenge = challenge or self.challenge()
        quote = Quote(sha256(b"zkcap-attest-v1", challenge, platform.commitment),
                      sha256(*platform.values()), platform.selected())
        if change_quote:
            change_quote(quote)
        packed = quote.pack()
        return {"challenge": challenge, "trust": "plain", "key": platform.key, "quote": packed,
                "signature": (sign or self.soft.sign)(packed), "pcr_value": platform.values(),
                "measurement": platform.measurements, "commitment_index": platform.index,
                "schema": platform.schema, "commitment": platform.commitment}

    def attest(self, evidence, tenant="zkt-host"):
        """Sends the evidence, again when there were too many failures just before."""
        while True:
            try:
                return self.client.do("attest", cgroup_fd=self.tenants[tenant], **evidence)
            except Refused as refused:
                if refused.reason != "rate-limited":
                    raise
                time.sleep(0.3)

    def refused(self, reason, evidence, **changes):
        """The evidence with the changes has to be refused for the reason."""
        evidence.update(changes)
        return expect_refusal(reason, self.attest, evidence)

    def requote(self, reason, change, trust="plain"):
        """A quote changed before it was signed has to be refused for the reason."""
        evidence = self.evidence(self.platform(), change_quote=change)
        self.refused(reason, evidence, trust=trust)

    def replatform(self, reason, change, **changes):
        """Evidence of a platform that is otherwise."""
        platform = self.platform()
        change(platform)
        self.refused(reason, self.evidence(platform), **changes)


def setter(**fields):
    """A change that sets fields."""
    def change(target):
        for name, value in fields.items():
            setattr(target, name, value)
    return change


def flip(data, bit):
    """The data with one bit changed."""
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def real_quote(test, algorithm):
    """What a TPM quotes is accepted."""
    name = f"real-{algorithm}"
    scheme = "rsassa" if algorithm == "rsa" else "ecdsa"
    key = test.enrol(test.tpm.create_ak(name, algorithm, scheme))
    platform = Platform(key, test.schema, test.commitment)
    platform.pcrs = {pcr: test.tpm.pcr(pcr) for pcr in (0, 7)}
    challenge = test.challenge()
    quote, signature = test.tpm.quote(
        name, "sha256:0,7,13", sha256(b"zkcap-attest-v1", challenge, platform.commitment))
    evidence = test.evidence(platform, challenge)
    evidence.update(quote=quote, signature=signature)
    result = test.attest(evidence)
    assert len(result["id"]) == 16 and 0 < result["expires-in-ms"] <= 600000, result
    test.refused("signature", evidence, signature=flip(signature, 8 * len(signature) - 1))
    test.refused("signature", evidence, signature=signature, quote=flip(quote, 8 * 10))


def real_ecdsa(test):
    """Where the kernel has P-256 it is accepted, elsewhere refused when it is enrolled."""
    with open("/proc/crypto", encoding="ascii") as crypto:
        has = "ecdsa-nist-p256" in crypto.read()
    if has:
        real_quote(test, "ecc")
    else:
        expect_refusal("key-unsupported", real_quote, test, "ecc")


def test_acceptance(tap, test):
    """What has to be accepted."""
    test.tpm.extend(0, sha256(b"firmware"))
    test.tpm.extend(7, sha256(b"secure boot"))
    test.tpm.extend(13, sha256(b"zkcap-measurement-v1", test.schema, test.commitment))
    tap.test("a TPM's quote, RSASSA", real_quote, test, "rsa")
    tap.test("a TPM's quote, ECDSA P-256, where the kernel has it", real_ecdsa, test)

    def honest():
        test.attest(test.evidence(test.platform()))
    tap.test("evidence of a key that the authority certified", honest)

    def more_pcrs():
        platform = test.platform()
        platform.pcrs[23] = ZERO
        platform.pcrs[1] = ZERO
        test.attest(test.evidence(platform))
    tap.test("more PCRs than the policy asks for", more_pcrs)

    def two_challenges():
        evidence = test.evidence(test.platform())
        assert test.attest(evidence)["id"] != test.attest(evidence)["id"]
    tap.test("each attestation has an id of its own", two_challenges)


def test_challenges(tap, test):
    """The challenge is looked at first."""
    def case(name, reason, change):
        def run():
            challenge = change()
            test.refused(reason, test.evidence(test.platform(), challenge))
        tap.test(name, run)

    case("challenge: of a request", "challenge-forged", lambda: test.challenge(kind="request"))
    case("challenge: of another tenant", "challenge-forged",
         lambda: test.challenge("zkt-guest"))
    for part, bit in (("expiry", 5), ("random part", 70), ("keyed hash", 130), ("last bit", 255)):
        case(f"challenge: {part} changed", "challenge-forged",
             lambda bit=bit: flip(test.challenge(), bit))
    case("challenge: made up", "challenge-forged", lambda: sha256(b"made up"))

    def replayed():
        old = test.evidence(test.platform())
        test.attest(old)
        test.refused("quote-nonce", old, challenge=test.challenge())
    tap.test("quote replayed for a new challenge", replayed)


def test_structures(tap, test):
    """Both structures: sizes, and everything that is read of them before the signature."""
    def resize(name, field, reason, change):
        def run():
            evidence = test.evidence(test.platform())
            test.refused(reason, evidence, **{field: change(evidence[field])})
        tap.test(name, run)

    for field, reason in (("quote", "quote-size"), ("signature", "signature-size")):
        resize(f"{field}: last byte missing", field, reason, lambda data: data[:-1])
        resize(f"{field}: one byte too many", field, reason, lambda data: data + b"\0")
        resize(f"{field}: a copy behind it", field, reason, lambda data: data + data[:200])
        resize(f"{field}: two bytes", field, reason, lambda data: data[:2])
        resize(f"{field}: one byte", field, reason, lambda data: data[:1])
    resize("quote: cut behind the head", "quote", "quote-size", lambda data: data[:6])
    resize("quote: signer longer than the quote", "quote", "quote-size",
           lambda data: data[:6] + b"\xff\xff" + data[8:])
    resize("quote: nonce longer than any nonce", "quote", "quote-size",
           lambda data: data[:42] + struct.pack(">H", 80) + bytes(80) + data[76:])
    resize("signature: length beyond the end", "signature", "signature-size",
           lambda data: data[:4] + struct.pack(">H", 257) + data[6:])
    resize("signature: length short of the end", "signature", "signature-size",
           lambda data: data[:4] + struct.pack(">H", 255) + data[6:])

    for name, reason, change in (
            ("quote: safe is neither yes nor no", "quote-size", setter(safe=2)),
            ("quote: bit map of five bytes", "quote-size",
             setter(selections=[(ALG_SHA256, pcr_bits((0, 7, 13), 5))])),
            ("quote: digest longer than any digest", "quote-size", setter(pcr_digest=bytes(65))),
            ("quote: seventeen selections", "quote-size",
             setter(selections=[(ALG_SHA256, pcr_bits((0, 7, 13)))] * 17)),
            ("quote: wrong magic", "quote-magic", setter(magic=0xFF544348)),
            ("quote: no magic", "quote-magic", setter(magic=0)),
            ("quote: type of a certification", "quote-type", setter(type=0x8017)),
            ("quote: type of a session audit", "quote-type", setter(type=0x8016)),
            ("quote: type of a time", "quote-type", setter(type=0x8019)),
            ("quote: type zero", "quote-type", setter(type=0)),
            ("quote: no nonce", "quote-nonce", setter(nonce=b"")),
            ("quote: nonce of zeroes", "quote-nonce", setter(nonce=ZERO)),
            ("quote: the challenge itself as nonce", "quote-nonce",
             lambda quote: setattr(quote, "nonce", test.challenge()))):
        tap.test(name, test.requote, reason, change)
    tap.test("quote: nonce with a byte behind it", test.requote, "quote-nonce",
             lambda quote: setattr(quote, "nonce", quote.nonce + b"\0"))
    tap.test("quote: nonce without its last byte", test.requote, "quote-nonce",
             lambda quote: setattr(quote, "nonce", quote.nonce[:-1]))

    def other_commitment():
        evidence = test.evidence(test.platform())
        generator = bytes.fromhex(
            "97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac58"
            "6c55e83ff97a1aeffb3af00adb22c6bb")
        test.refused("quote-nonce", evidence, commitment=generator)
    tap.test("quote: made for another commitment", other_commitment)


def test_signatures(tap, test):
    """Schemes, keys and signatures."""
    def scheme(name, reason, head):
        def run():
            evidence = test.evidence(test.platform())
            test.refused(reason, evidence, signature=head + evidence["signature"][4:])
        tap.test(name, run)

    def heads(algorithm, digest):
        return struct.pack(">HH", algorithm, digest)
    scheme("signature: RSAPSS", "signature-scheme", heads(ALG_RSAPSS, ALG_SHA256))
    scheme("signature: no scheme", "signature-scheme", heads(0x10, ALG_SHA256))
    scheme("signature: an HMAC", "signature-scheme", heads(0x5, ALG_SHA256))
    scheme("signature: RSASSA with SHA-1", "signature-scheme", heads(ALG_RSASSA, ALG_SHA1))
    scheme("signature: RSASSA with SHA-384", "signature-scheme", heads(ALG_RSASSA, 0xC))

    def case(name, reason, **changes):
        tap.test(name, lambda: test.refused(reason, test.evidence(test.platform()), **changes))

    ecdsa = heads(ALG_ECDSA, ALG_SHA256)
    case("signature: ECDSA by an RSA key", "signature",
         signature=ecdsa + b2(bytes([1] * 32)) + b2(bytes([1] * 32)))
    case("signature: empty", "signature", signature=heads(ALG_RSASSA, ALG_SHA256) + b2(b""))
    case("signature: zeroes", "signature", signature=heads(ALG_RSASSA, ALG_SHA256) + b2(bytes(256)))
    case("signature: one", "signature",
         signature=heads(ALG_RSASSA, ALG_SHA256) + b2(bytes(255) + b"\1"))
    case("signature: as long as may be", "signature",
         signature=heads(ALG_RSASSA, ALG_SHA256) + b2(bytes([0x55] * 506)))

    def signed(name, reason, sign, **changes):
        def run():
            test.refused(reason, test.evidence(test.platform(), sign=sign), **changes)
        tap.test(name, run)
    signed("signature: by another enrolled key", "signature", test.guest.sign)
    signed("signature: over SHA-1 and said to be SHA-256", "signature",
           lambda data: test.soft.sign(data, "sha1"))
    signed("signature: of another quote", "signature", lambda data: test.soft.sign(data + b"\0"))
    signed("key: of an authority that the policy does not name", "key-authority",
           test.foreign.sign, key=test.foreign_id)
    signed("key: not enrolled", "key-unknown", test.soft.sign, key=sha256(b"none")[:20])

    def changed_quote():
        evidence = test.evidence(test.platform())
        quote = evidence["quote"]
        for bit in (8 * 10, 8 * 80, 8 * 88, 8 * 95, 8 * len(quote) - 8):
            test.refused("signature", evidence, quote=flip(quote, bit))
    tap.test("quote: a field changed after it was signed", changed_quote)

    def revoked():
        test.trust("revoking", revoked=[test.soft_id])
        test.refused("key-revoked", test.evidence(test.platform()), trust="revoking")
    tap.test("key: revoked by the policy", revoked)

    def removed():
        key = SoftKey(test.folder, "removed")
        platform = Platform(test.enrol(key.public_pem), test.schema, test.commitment)
        test.attest(test.evidence(platform, sign=key.sign))
        test.client.do("key-del", id=platform.key)
        test.refused("key-unknown", test.evidence(platform, sign=key.sign))
        expect_refusal("key-absent", test.client.do, "key-del", id=platform.key)
    tap.test("key: removed", removed)


def test_selections(tap, test):
    """Which PCRs were quoted, and their values."""
    ours = (ALG_SHA256, pcr_bits((0, 7, 13)))
    for name, reason, selections in (
            ("selection: none", "selection-count", []),
            ("selection: two of the same bank", "selection-count", [ours, ours]),
            ("selection: a SHA-1 bank behind ours", "selection-count",
             [ours, (ALG_SHA1, pcr_bits((0,)))]),
            ("selection: an empty bank behind ours", "selection-count",
             [ours, (ALG_SHA1, pcr_bits(()))]),
            ("selection: the SHA-1 bank", "selection-bank", [(ALG_SHA1, ours[1])]),
            ("selection: the SHA-384 bank", "selection-bank", [(0xC, ours[1])]),
            ("selection: no PCR", "selection-pcrs", [(ALG_SHA256, pcr_bits(()))]),
            ("selection: bit map of no bytes", "selection-pcrs", [(ALG_SHA256, b"")]),
            ("selection: without the measurement PCR", "selection-pcrs",
             [(ALG_SHA256, pcr_bits((0, 7)))]),
            ("selection: without a PCR of the policy", "selection-pcrs",
             [(ALG_SHA256, pcr_bits((0, 13)))]),
            ("selection: a resettable PCR in place of ours", "selection-pcrs",
             [(ALG_SHA256, pcr_bits((0, 7, 16)))]),
            ("selection: a PCR without a value", "pcr-count",
             [(ALG_SHA256, pcr_bits((0, 1, 7, 13)))]),
            ("selection: a PCR that does not exist", "pcr-count",
             [(ALG_SHA256, pcr_bits((0, 7, 13, 31), 4))])):
        tap.test(name, test.requote, reason, setter(selections=selections))

    def case(name, reason, change):
        def run():
            evidence = test.evidence(test.platform())
            test.refused(reason, evidence, pcr_value=change(evidence["pcr_value"]))
        tap.test(name, run)
    case("values: one too many", "pcr-count", lambda values: values + [ZERO])
    case("values: one missing", "pcr-count", lambda values: values[1:])
    case("values: in another order", "pcr-digest", lambda values: values[::-1])
    case("values: one changed", "pcr-digest", lambda values: values[:2] + [flip(values[2], 0)])
    tap.test("digest of the values: empty", test.requote, "pcr-digest", setter(pcr_digest=b""))
    tap.test("digest of the values: with a byte behind it", test.requote, "pcr-digest",
             lambda quote: setattr(quote, "pcr_digest", quote.pcr_digest + b"\0"))


def test_measurements(tap, test):
    """The chain of events, and the commitment's place in it."""
    event = sha256(b"another event")

    def pcr(platform, value):
        platform.pcrs[13] = value

    def case(name, reason, change, **changes):
        tap.test(name, test.replatform, reason, change, **changes)

    def missing_event(platform):
        pcr(platform, sha256(platform.replay(), event))
    case("events: one is missing", "measurement-replay", missing_event)
    case("events: PCR never extended", "measurement-replay",
         lambda platform: pcr(platform, ZERO))
    case("events: PCR starts elsewhere", "measurement-replay",
         lambda platform: pcr(platform, platform.replay(bytes([255] * 32))))

    def one_more(platform):
        value = platform.replay()
        platform.measurements = platform.measurements + [event]
        pcr(platform, value)
    case("events: one too many", "measurement-replay", one_more)

    def reordered(platform):
        platform.measurements = platform.measurements + [event]
        value = platform.replay()
        platform.measurements = platform.measurements[::-1]
        pcr(platform, value)
    case("events: in another order", "measurement-replay", reordered)

    def second(platform):
        platform.measurements = [event] + platform.measurements
        platform.index = 1
    case("commitment: second, the policy wants the first", "commitment-order", second)

    def twice(platform):
        platform.measurements = [sha256(b"zkcap-measurement-v1", test.schema, bytes(48))] + \
            platform.measurements
        platform.index = 1
    case("commitment: another one came before it", "commitment-order", twice)
    case("commitment: index beyond the events", "commitment-index", setter(index=1))
    case("commitment: largest index", "commitment-index", setter(index=0xFFFFFFFF))
    case("commitment: index of another event", "commitment-index",
         lambda platform: (second(platform), setattr(platform, "index", 0)))
    case("commitment: measured with another schema", "commitment-index",
         setter(schema=sha256(b"schema")))
    case("commitment: not the measured one", "commitment-index",
         setter(commitment=bytes([0xC0]) + bytes(47)))

    test.trust("last", commitment="last")

    def not_last(platform):
        platform.measurements = platform.measurements + [event]
    case("commitment: not the last, the policy wants the last", "commitment-order", not_last,
         trust="last")

    def last():
        platform = test.platform()
        second(platform)
        test.attest(dict(test.evidence(platform), trust="last"))
    tap.test("commitment: the last, the policy wants the last", last)

    base = sha256(b"extended by the firmware")
    test.trust("based", measurement_base=base)

    def based():
        platform = test.platform()
        pcr(platform, platform.replay(base))
        test.attest(dict(test.evidence(platform), trust="based"))
    tap.test("commitment: first after the policy's base value", based)
    case("commitment: without the policy's base value", "measurement-replay", lambda _: None,
         trust="based")

    points = load_points(test)
    for name, point in points.items():
        def undecodable(point=point):
            platform = Platform(test.soft_id, test.schema, point)
            test.refused("commitment-point", test.evidence(platform))
        tap.test(f"commitment: {name}", undecodable)


def load_points(test):
    """Bytes that are no commitment."""
    p = int("1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9fe"
            "ffffffffaaab", 16)
    # x = 4: y^2 = 68 is a square, but the point is outside of the subgroup.
    return {"infinity": bytes([0xC0]) + bytes(47),
            "x not below p": (p | 1 << 383).to_bytes(48, "big"),
            "not compressed": bytes([test.commitment[0] & 0x7F]) + test.commitment[1:],
            "x without a point": (1 | 1 << 383).to_bytes(48, "big"),
            "outside of the subgroup": (4 | 1 << 383).to_bytes(48, "big")}


def test_references(tap, test):
    """Reference values, and the TPM's clock."""
    good = {"pcr": [{"index": 7, "value": sha256(b"secure boot")}]}
    bad = {"pcr": [{"index": 7, "value": sha256(b"tampered with")}]}
    zero = {"pcr": [{"index": 7, "value": ZERO}]}
    test.trust("reference", reference=[bad, good])
    test.trust("mismatch", reference=[bad])
    test.trust("zero", reference=[zero])
    test.trust("clock", clock_safe=True)

    def case(name, reason, change, trust):
        tap.test(name, test.replatform, reason, change, trust=trust)

    tap.test("references: one of two matches",
             lambda: test.attest(dict(test.evidence(test.platform()), trust="reference")))
    case("references: none matches", "reference-mismatch", lambda _: None, "mismatch")

    def unextended(platform):
        platform.pcrs[7] = ZERO
    case("references: PCR never extended", "reference-unextended", unextended, "reference")
    case("references: never extended, and the policy says so", "reference-unextended", unextended,
         "zero")
    tap.test("clock: not safe, and the policy minds", test.requote, "clock-unsafe",
             setter(safe=0), "clock")

    def unsafe():
        test.attest(test.evidence(test.platform(), change_quote=setter(safe=0)))
    tap.test("clock: not safe, and the policy does not mind", unsafe)
    tap.test("policy: there is none of this name",
             lambda: test.refused("trust-absent", test.evidence(test.platform()), trust="none"))


def test_policies(tap, test):
    """What an administrator can get wrong."""
    def case(name, reason, **changes):
        tap.test(name, expect_refusal, reason, test.trust, "wrong", **changes)
    case("policy: a resettable measurement PCR", "trust-resettable", measurement_pcr=16)
    case("policy: the application's PCR", "trust-resettable", measurement_pcr=23)
    case("policy: another resettable PCR allowed", "trust-resettable", measurement_pcr=16,
         resettable=1 << 23)
    case("policy: a reference for the measurement PCR", "trust-pcr",
         reference=[{"pcr": [{"index": 13, "value": ZERO}]}])
    case("policy: an authority that is no certificate", "trust-authority", authority=[b"x" * 100])
    case("policy: a truncated authority", "trust-authority", authority=[test.ca.der[:-1]])
    tap.test("policy: a resettable PCR allowed by name", test.trust, "resettable",
             measurement_pcr=16, resettable=1 << 16)

    def redefined():
        test.trust("brief")
        evidence = dict(test.evidence(test.platform()), trust="brief")
        test.attest(evidence)
        test.trust("brief", revoked=[test.soft_id])
        test.refused("key-revoked", evidence)
        test.client.do("trust-del", name="brief")
        test.refused("trust-absent", evidence)
    tap.test("policy: redefined, then removed", redefined)

    def shown():
        # As long as a policy gets: every list full.
        references = [{"pcr": [{"index": i, "value": bytes([i + 1] * 32)}
                               for i in range(24) if i != 13]}] * 16
        revoked = [bytes([i] * 20) for i in range(256)]
        authorities = [test.ca.der] * 8
        test.trust("full", authority=authorities, reference=references, revoked=revoked,
                   host_key=revoked[:8], resettable=0xff0000)
        policy = next(p for p in test.client.dump("trust-get") if p["name"] == "full")
        test.client.do("trust-del", name="full")
        assert policy["reference"] == references, policy["reference"]
        assert policy["authority-digest"] == [sha256(test.ca.der)] * 8, policy
        assert policy["revoked"] == revoked and policy["host-key"] == revoked[:8], policy
    tap.test("policy: shown as it was given", shown)


def test_enrolment(tap, test):
    """What the keyring takes."""
    def add(certificate):
        return test.client.do("key-add", certificate=certificate)

    def case(name, reason, make):
        tap.test(name, lambda: expect_refusal(reason, add, make()))
    key = SoftKey(test.folder, "extra")
    os.makedirs(f"{test.folder}/stranger")
    stranger = Authority(f"{test.folder}/stranger", "ca")
    case("certificate: by an authority of the same name", "key-issuer",
         lambda: stranger.certify(key.public_pem))
    case("certificate: of an authority, signed by itself", "key-issuer", lambda: stranger.der)
    case("certificate: without a subject key identifier", "key-certificate",
         lambda: test.ca.certify(key.public_pem, "noid.ext"))
    case("certificate: not one", "key-certificate", lambda: b"not one")
    case("certificate: truncated", "key-certificate",
         lambda: test.ca.certify(key.public_pem)[:-10])
    case("certificate: signature changed", "key-issuer",
         lambda: flip(test.ca.certify(key.public_pem), 8 * 700))
    case("certificate: RSA with 1024 bits", "key-unsupported",
         lambda: test.ca.certify(SoftKey(test.folder, "short", 1024).public_pem))

    def again():
        certificate = test.ca.certify(key.public_pem)
        first = add(certificate)["id"]
        assert first == add(certificate)["id"] == add(test.ca.certify(key.public_pem))["id"]
        assert first == key_id(certificate, test.folder)
        certificate = test.ca.certify(key.public_pem)
        add(certificate)
        listed = {item["id"]: item for item in test.client.dump("key-get")}
        assert listed[first]["certificate-digest"] == sha256(certificate), listed[first]
        assert listed[first]["authority-digest"] == sha256(test.ca.der), listed[first]
        test.client.do("key-del", id=first)
        assert first not in [item["id"] for item in test.client.dump("key-get")]
    tap.test("certificate: enrolled twice, and renewed", again)

    def counted():
        policies = {policy["name"]: policy["keys"] for policy in test.client.dump("trust-get")}
        assert policies["other"] == 1 and policies["plain"] >= 3, policies
    tap.test("certificates: counted by authority", counted)

    def gone():
        # The last policy that names the authority goes, and comes back.
        test.client.do("trust-del", name="other")
        case_key = SoftKey(test.folder, "late")
        expect_refusal("key-issuer", add, test.other_ca.certify(case_key.public_pem))
        test.trust("other", authority=[test.other_ca.der])
        test.attest(dict(test.evidence(Platform(test.foreign_id, test.schema, test.commitment),
                                       sign=test.foreign.sign), trust="other"))
    tap.test("authority: gone with its last policy, and back", gone)


def test_relay(tap, test):
    """Evidence counts only for whom its key speaks."""
    example = test.example
    test.client.do("pool-set", kind="cpu", capacity=4000)
    vk = bytes.fromhex(example["vk"])
    test.client.do("capability-add", name="example", id=vk[40:72], vk=vk)
    test.client.do("offer-add", name="offer", trust="plain", duration=60,
                   requirement=[{"capability": "example",
                                 "public": [int(p).to_bytes(32, "big")
                                            for p in example["publics"]]}],
                   ceiling=[{"kind": "cpu", "amount": 1000}])

    def request(tenant, key, sign):
        platform = Platform(key, test.schema, test.commitment)
        attestation = test.attest(test.evidence(platform, test.challenge(tenant), sign=sign),
                                  tenant)["id"]
        test.client.do("request", cgroup_fd=test.tenants[tenant], offer="offer", duration=10,
                       challenge=test.challenge(tenant, "request"), attestation=attestation,
                       resource=[{"kind": "cpu", "amount": 500}],
                       proof=[bytes.fromhex(example["proof"])])

    for name, reason, tenant, key, sign in (
            ("the host's key for the host", "proof", "zkt-host", test.soft_id, test.soft.sign),
            ("the guest's key for the guest", "proof", "zkt-guest", test.guest_id,
             test.guest.sign),
            ("the host's key for the guest", "attestation-key", "zkt-guest", test.soft_id,
             test.soft.sign),
            ("the guest's key for the host", "attestation-key", "zkt-host", test.guest_id,
             test.guest.sign)):
        tap.test(f"relay: {name}", expect_refusal, reason, request, tenant, key, sign)

    def other_tenants():
        attestation = test.attest(test.evidence(test.platform()))["id"]
        expect_refusal("attestation-absent", test.client.do, "request",
                       cgroup_fd=test.tenants["zkt-guest"], offer="offer", duration=10,
                       challenge=test.challenge("zkt-guest", "request"), attestation=attestation,
                       resource=[{"kind": "cpu", "amount": 500}],
                       proof=[bytes.fromhex(example["proof"])])
    tap.test("relay: an attestation of another tenant", other_tenants)


def test_expiry(tap, test, challenge, made):
    """Last, for it has to wait."""
    def expired():
        lifetime = {"version": test.client.do("version-get")}["version"]["challenge-ms"] / 1000
        time.sleep(max(0, made + lifetime + 1 - time.monotonic()))
        test.refused("challenge-expired", test.evidence(test.platform(), challenge))
    tap.test("challenge: expired", expired)


def main():
    """All of it, in one module's life."""
    load_module()
    with work_folder() as folder:
        tap, test = Tap(), Test(folder)
        try:
            test.set_up()
            challenge, made = test.challenge(), time.monotonic()
            for tests in (test_acceptance, test_challenges, test_structures, test_signatures,
                          test_selections, test_measurements, test_references, test_policies,
                          test_enrolment, test_relay):
                tests(tap, test)
            test_expiry(tap, test, challenge, made)
        finally:
            test.tpm.stop()
        tap.finish()


if __name__ == "__main__":
    main()
