#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Every attribute of every operation: absent, twice, too short, too long, out of
range, at the ends of its range, unknown.  The cases come out of the specification;
what the module makes of the values that are left stands in the tables below.

usage: LINUX_SOURCE=... netlink_test.py    (as root)

Messages that do not match the specification are refused by the netlink core, so
with an errno and without a reason; all others by the module, with a reason.
"""

import errno
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "../lib")]

# The paths above have to be there first.
from client import Client, Refused, Tap, load_module  # noqa: E402
from lib.ynl import Netlink  # noqa: E402  # pylint: disable=wrong-import-order
from spec import HEADERS, NESTED, RawClient, Spec, attr, open_directory  # noqa: E402

CGROUP = "/sys/fs/cgroup"
CPU = {"kind": 1, "amount": 100}
NODE = {"type": 2, "major": 1, "minor": 7}
PCR = {"index": 7, "value": bytes([1] * 32)}
EVIDENCE = {"challenge": bytes(32), "attestation": bytes(16)}
ACCEPTED = None

# Messages with all that is required, and what comes of them: the last check that can
# be reached without any state.  FD stands for the tenant's directory.
FD = object()
BASES = [
    ("version-get", {}, ACCEPTED),
    ("pool-set", {"kind": 1, "capacity": 4000}, ACCEPTED),
    ("device-class-set", {"name": "class", "node": NODE}, ACCEPTED),
    ("device-class-del", {"name": "absent"}, "device-class-absent"),
    ("trust-set", {"name": "trust", "authority": b"x", "max-age": 60}, "trust-authority"),
    ("trust-del", {"name": "absent"}, "trust-absent"),
    ("key-add", {"certificate": b"x"}, "key-certificate"),
    ("key-del", {"id": bytes(20)}, "key-absent"),
    ("capability-add", {"name": "capability", "id": bytes(32), "vk": bytes(504)},
     "capability-key"),
    ("capability-del", {"name": "absent"}, "capability-absent"),
    ("offer-add", {"name": "offer", "trust": "absent", "ceiling": CPU, "duration": 60},
     "trust-absent"),
    ("offer-del", {"name": "absent"}, "offer-absent"),
    ("tenant-add", {"cgroup-fd": FD}, "tenant-exists"),
    ("tenant-del", {"id": 1}, "tenant-absent"),
    ("challenge", {"kind": 1}, "tenant-absent"),
    ("attest", {"challenge": bytes(32), "trust": "absent", "key": bytes(20), "quote": b"x",
                "signature": b"x", "pcr-value": bytes(32), "measurement": bytes(32),
                "commitment-index": 0, "schema": bytes(32), "commitment": bytes(48)},
     "tenant-absent"),
    ("request", {"offer": "absent", "resource": CPU, "duration": 60, **EVIDENCE},
     "tenant-absent"),
    ("resize", {"id": 0, "resource": CPU}, "grant-absent"),
    ("renew", {"id": 0, "duration": 60, **EVIDENCE}, "grant-absent"),
    ("release", {"id": 0}, "grant-absent"),
    ("revoke", {"id": 0}, "grant-absent"),
]

# Attributes that need not be there: a value, and what else it needs.
OPTIONAL = {
    ("device-class-set", "mode"): (0, {}),
    ("device-class-set", "share"): (2, {"mode": 1}),
    ("trust-set", "revoked"): (bytes(20), {}),
    ("trust-set", "host-key"): (bytes(20), {}),
    ("trust-set", "measurement-pcr"): (13, {}),
    ("trust-set", "measurement-base"): (bytes(32), {}),
    ("trust-set", "pcrs"): (1, {}),
    ("trust-set", "resettable"): (1 << 16, {}),
    ("trust-set", "commitment"): (1, {}),
    ("trust-set", "reference"): ({"pcr": PCR}, {}),
    ("trust-set", "clock-safe"): (True, {}),
    ("offer-add", "requirement"): ({"capability": "absent"}, {}),
    ("offer-add", "on-expiry"): (1, {}),
    ("offer-add", "grace-ms"): (100, {}),
    ("offer-add", "price"): (1, {}),
    ("offer-add", "priority"): (1, {}),
    ("offer-add", "tenant"): (1, {}),
    ("offer-add", "grants-per-tenant"): (1, {}),
    ("tenant-add", "key"): (bytes(20), {}),
    ("tenant-add", "baseline"): (CPU, {}),
    ("request", "proof"): (bytes(816), {}),
    ("resize", "challenge"): (bytes(32), {}),
    ("resize", "attestation"): (bytes(16), {"challenge": bytes(32)}),
    ("resize", "proof"): (bytes(816), EVIDENCE),
    ("renew", "proof"): (bytes(816), {}),
    ("request", "flags"): (1, {}),
    ("resize", "flags"): (1, {}),
    ("renew", "flags"): (1, {}),
    ("tenant-del", "cgroup-fd"): (FD, {"id": None}),
    ("challenge", "cgroup-fd"): (FD, {}),
    ("attest", "cgroup-fd"): (FD, {}),
    ("request", "cgroup-fd"): (FD, {}),
    ("resize", "cgroup-fd"): (FD, {}),
    ("renew", "cgroup-fd"): (FD, {}),
    ("release", "cgroup-fd"): (FD, {}),
    # Not required in every nest
    ("resource", "name"): ("name", {}),
    ("requirement", "public"): (bytes(32), {}),
}

# Where a value in its range, or an attribute, changes what comes of the message.
OUTCOMES = {
    ("pool-set", "kind", "largest"): "pool-kind",
    ("device-class-set", "mode", "largest"): "attribute-missing",
    ("trust-set", "measurement-pcr", "largest"): "trust-resettable",
    ("trust-set", "pcrs", "largest"): "trust-resettable",
    ("trust-set", "reference", "of nothing"): "trust-pcr",
    ("trust-set", "reference.pcr.index", "largest"): "trust-resettable",
    ("device-class-set", "name", "longest"): "device-class-node",
    ("tenant-add", "baseline.kind", "largest"): "resource-unknown",
    ("offer-add", "ceiling.kind", "largest"): "resource-unknown",
    ("offer-add", "ceiling.amount", "least"): "resource-zero",
    ("offer-add", "ceiling.name", "there"): "resource-unknown",
    ("tenant-add", "baseline.name", "there"): "tenant-exists",
    ("challenge", "cgroup-fd", "there"): ACCEPTED,
    ("attest", "cgroup-fd", "there"): "trust-absent",
    ("request", "cgroup-fd", "there"): "challenge-forged",
    ("tenant-add", "cgroup-fd", "there"): "tenant-exists",
}

# As many as there may be of one kind in a message.
COUNTS = {
    ("device-class-set", "node"): 64, ("trust-set", "authority"): 8,
    ("trust-set", "revoked"): 256, ("trust-set", "host-key"): 8, ("trust-set", "reference"): 16,
    ("offer-add", "requirement"): 8, ("offer-add", "requirement.public"): 16,
    ("offer-add", "ceiling"): 16, ("offer-add", "tenant"): 64, ("tenant-add", "key"): 8,
    ("tenant-add", "baseline"): 16, ("attest", "pcr-value"): 24, ("attest", "measurement"): 256,
    ("request", "resource"): 16, ("request", "proof"): 8, ("resize", "resource"): 16,
    ("resize", "proof"): 8, ("renew", "proof"): 8,
}

# Largest sizes of what has no fixed one.
SIZES = {("trust-set", "authority"): 4096, ("key-add", "certificate"): 4096,
         ("attest", "quote"): 512, ("attest", "signature"): 512}


def mangled(attribute, value, spec):
    """Cases that the netlink core refuses: name, attribute, errno."""
    number = attribute.number | (NESTED if attribute.nested else 0)

    def case(name, payload, error, number=number):
        return name, attr(number, payload), error
    good = spec.encode(attribute, value)
    yield case("nested or not, otherwise", good, errno.EINVAL, number ^ NESTED)
    if attribute.width:
        for name, payload in (("empty", b""), ("short", good[:-1]), ("long", good + b"\0")):
            yield case(name, payload, errno.EINVAL)
        if attribute.mask is not None:
            yield case("a flag too many", attribute.scalar(attribute.mask + 1), errno.EINVAL)
            yield case("all bits", attribute.scalar(attribute.largest), errno.EINVAL)
        elif attribute.least:
            yield case("below its range", attribute.scalar(attribute.least - 1), errno.ERANGE)
        if attribute.most is not None:
            yield case("above its range", attribute.scalar(attribute.most + 1), errno.ERANGE)
            yield case("all bits", attribute.scalar(attribute.largest), errno.ERANGE)
    elif attribute.exact:
        for name, payload in (("empty", b""), ("short", good[:-1]), ("long", good + b"\0")):
            yield case(name, payload, errno.ERANGE)
    elif attribute.longest:
        yield case("empty", b"", errno.EINVAL)
        yield case("without its end", good[:-1], errno.EINVAL)
        yield case("long", b"x" * (attribute.longest + 1) + b"\0", errno.EINVAL)
        yield case("long behind its end", good + b"x" * attribute.longest, errno.ERANGE)
    elif attribute.nested:
        inner = spec.sets[attribute.nested]
        yield case("short", good[:3], errno.ERANGE)
        yield case("trailing bytes", good + b"\0\0", errno.EINVAL)
        yield case("unknown inside", good + attr(len(inner) + 1, b""), errno.EINVAL)
        yield case("number 0 inside", good + attr(0, b""), errno.EINVAL)
    elif attribute.type == "flag":
        yield case("with a value", b"\1", errno.ERANGE)


def in_range(attribute, value):
    """Cases that the netlink core lets through: name, value."""
    yield "there", value
    if attribute.width and attribute.mask is None:
        yield "least", attribute.least
        yield "largest", attribute.largest if attribute.most is None else attribute.most
    elif attribute.mask is not None:
        yield "least", 0
        yield "largest", attribute.mask
    elif attribute.type == "string":
        yield "longest", "x" * attribute.longest
    elif attribute.exact:
        yield "all bits", b"\xff" * attribute.exact


BAD_NAMES = ("", ".", ".hidden", "a/b", "a b", "\u00e9", "a\n", "..", "a:b")


class Test:
    """One message at a time, put together from pieces."""

    def __init__(self, tap):
        self.tap, self.spec, self.raw = tap, Spec(), RawClient()
        self.fd = open_directory(f"{CGROUP}/zkt-netlink")
        Client().do("tenant-add", cgroup_fd=self.fd)

    def value(self, value):
        """With the descriptor in its place."""
        return self.fd if value is FD else value

    def encode(self, attribute, value):
        """One attribute as it should be."""
        number = attribute.number | (NESTED if attribute.nested else 0)
        return attr(number, self.spec.encode(attribute, self.value(value)))

    def base(self, op, values, without=()):
        """The message but for some attributes."""
        return b"".join(self.encode(op.attributes[name], value)
                        for name, value in values.items()
                        if name not in without and value is not None)

    def expect(self, op, payload, outcome, flags=0, bad=None, **wanted):
        """Sends, and compares; outcome is an errno of the core's or a reason."""
        try:
            self.raw.send(op.number, payload, flags)
            got = None
        except Refused as refused:
            got = refused
        if outcome is ACCEPTED:
            assert got is None, f"{got}, but it should have been accepted"
            return
        assert got is not None, f"accepted, but {outcome} was expected"
        if isinstance(outcome, int):
            assert got.reason is None and got.errno == outcome, \
                f"{got}, but errno {outcome} of the core was expected"
        else:
            assert got.reason == outcome, f"{got}, but {outcome} was expected"
        if "missing" in wanted:
            assert got.detail == wanted["missing"], f"{got}: {wanted['missing']} is missing"
        if bad is not None:
            offset = got.offset
            assert offset is not None and bad[0] <= offset < bad[1], \
                f"{got}: points at {offset}, but {bad} was expected"

    def inner(self, attribute, value, name):
        """Of a nest: the attribute with the name, its value, and the rest encoded."""
        inner = self.spec.sets[attribute.nested][name]
        optional = OPTIONAL.get((attribute.nested, name))
        values = value if name in value else dict(value, **{name: optional[0]})
        rest = b"".join(self.encode(self.spec.sets[attribute.nested][other], item)
                        for other, item in values.items() if other != name)
        return inner, values[name], rest


def cases_of(test, op, path, attribute, value, wrap, rest, base):
    """All cases of one attribute; wrap puts its bytes where they belong."""
    # pylint: disable=too-many-arguments
    tap, top = test.tap, "." not in path

    def run(name, payload, outcome, **kwargs):
        message = rest + wrap(payload)
        if top and kwargs.pop("pointed", False):
            kwargs["bad"] = (HEADERS + len(rest), HEADERS + len(message))
        kwargs.pop("pointed", None)
        tap.test(f"{op.name} {path}: {name}", test.expect, op, message, outcome, **kwargs)

    def outcome(case, default=base):
        there = OUTCOMES.get((op.name, path, "there"), default)
        return OUTCOMES.get((op.name, path, case), there)
    value = test.value(value)
    for name, payload, error in mangled(attribute, value, test.spec):
        run(name, payload, error, pointed=name != "trailing bytes")
    good = test.encode(attribute, value)
    if not attribute.multi:
        run("twice", good + good, "attribute-duplicated", pointed=True)
    if attribute.name == "cgroup-fd":
        if op.name != "tenant-del":
            # The other messages need that tenant.
            run("there", good, outcome("there"))
        for name, number in (("not of a control group", os.open("/", os.O_PATH)),
                             ("not open", attribute.most)):
            run(name, test.encode(attribute, number), "cgroup-invalid")
    else:
        for name, item in in_range(attribute, value):
            run(name, test.encode(attribute, item), outcome(name))
    if attribute.type == "string":
        for bad in BAD_NAMES:
            run(f"name {bad!r}", test.encode(attribute, bad), "name-invalid")
    if attribute.nested:
        run("of nothing", attr(attribute.number | NESTED, b""), outcome("of nothing",
                                                                        "attribute-missing"))
    most = COUNTS.get((op.name, path))
    assert attribute.multi <= (most is not None) or path.endswith(".pcr"), f"no count for {path}"
    if most:
        run("one too many", good * (most + 1), "attribute-count")
    size = SIZES.get((op.name, path))
    if size:
        run("one byte too many", attr(attribute.number, bytes(size + 1)), "attribute-size")
        run("as long as may be", attr(attribute.number, bytes(size)), outcome("there"))
    if attribute.nested:
        nested_cases(test, op, path, attribute, value, wrap, rest, base)


def nested_cases(test, op, path, attribute, value, wrap, rest, base):
    """The same for what is inside."""
    # pylint: disable=too-many-arguments
    for name in test.spec.sets[attribute.nested]:
        inner, item, others = test.inner(attribute, value, name)

        def into(payload, others=others):
            return wrap(attr(attribute.number | NESTED, others + payload))
        if (attribute.nested, name) not in OPTIONAL and name != "pcr":
            test.tap.test(f"{op.name} {path}.{name}: absent", test.expect, op, rest + into(b""),
                          "attribute-missing")
        cases_of(test, op, f"{path}.{name}", inner, item, into, rest, base)


def test_operation(test, name, values, base):
    """One operation with all its attributes."""
    tap, spec = test.tap, test.spec
    op = next(op for op in spec.operations if op.name == name)
    tap.test(f"{name}: what is required", test.expect, op, test.base(op, values), base)
    for attribute in op.attributes.values():
        optional = OPTIONAL.get((name, attribute.name))
        extra = dict(values, **optional[1]) if optional else values
        assert optional or attribute.name in values, f"{name} {attribute.name}: no value"
        value = optional[0] if optional else values[attribute.name]
        rest = test.base(op, extra, without=[attribute.name])
        if not optional:
            missing = attribute.number
            if name == "tenant-del":
                missing = op.attributes["cgroup-fd"].number
            tap.test(f"{name} {attribute.name}: absent", test.expect, op, rest,
                     "attribute-missing", missing=missing)
        cases_of(test, op, attribute.name, attribute, value, lambda payload: payload, rest,
                 base)
    for number in (0, len(op.set) + 1, 0x3FFF):
        tap.test(f"{name}: unknown attribute {number}", test.expect, op,
                 test.base(op, values) + attr(number, bytes(4)), errno.EINVAL)
    for other in op.set.values():
        if other.name not in op.attributes:
            tap.test(f"{name}: {other.name} is of other operations", test.expect, op,
                     test.base(op, values) + attr(other.number, bytes(8)), errno.EINVAL)
    tap.test(f"{name}: trailing bytes", test.expect, op, test.base(op, values) + bytes(3),
             errno.EINVAL)


def test_dumps(test):
    """Dumps take no attributes."""
    for op in test.spec.operations:
        if not op.dump:
            test.tap.test(f"{op.name}: as a dump", test.expect, op, b"", errno.EOPNOTSUPP,
                          Netlink.NLM_F_DUMP)
            continue
        test.tap.test(f"{op.name}: dump", test.expect, op, b"", ACCEPTED, Netlink.NLM_F_DUMP)
        test.tap.test(f"{op.name}: not as a dump", test.expect, op, b"", errno.EOPNOTSUPP)
        for number in (0, 1, 2, 0x3FFF):
            test.tap.test(f"{op.name}: attribute {number}", test.expect, op,
                          attr(number, bytes(4)), errno.EINVAL, Netlink.NLM_F_DUMP)


def test_headers(test):
    """What comes before the attributes."""
    class Unknown:
        """An operation beyond the last."""
        number = len(test.spec.operations) + 2

    def reserved():
        for op in test.spec.operations:
            try:
                test.raw.send(op.number, b"", Netlink.NLM_F_DUMP if op.dump else 0, reserved=1)
            except Refused as refused:
                assert refused.errno == errno.EINVAL and refused.reason is None, refused
                continue
            raise AssertionError(f"{op.name}: accepted")
    test.tap.test("header: reserved field", reserved)
    test.tap.test("header: unknown operation", test.expect, Unknown, b"", errno.EOPNOTSUPP)
    Unknown.number = 0
    test.tap.test("header: operation 0", test.expect, Unknown, b"", errno.EOPNOTSUPP)


def test_exclusions(test):
    """Attributes that exclude each other."""
    ops = {op.name: op for op in test.spec.operations}

    def case(name, op, values):
        test.tap.test(name, test.expect, ops[op], test.base(ops[op], values),
                      "attribute-unexpected")
    case("tenant-del: id and descriptor", "tenant-del", {"cgroup-fd": FD, "id": 1})
    case("device-class-set: a share of an exclusive class", "device-class-set",
         {"name": "class", "node": NODE, "mode": 0, "share": 2})


def test_blame(test):
    """What a refusal points at is what is refused, and nothing if that is no attribute."""
    ops = {op.name: op for op in test.spec.operations}

    def case(name, values, reason, blamed):
        op, values = ops[name], {**next(base for op, base, _ in BASES if op == name), **values}
        attribute = next(iter(op.attributes[key] for key in reversed(values)))
        rest = test.base(op, values, without=[attribute.name])
        last = test.encode(attribute, values[attribute.name])
        try:
            test.raw.send(op.number, rest + last)
        except Refused as refused:
            start = HEADERS + len(rest)
            assert refused.reason == reason, refused
            assert refused.offset is None if blamed is None else \
                start + blamed == refused.offset, f"{refused}: points at {refused.offset}"
            return
        raise AssertionError("accepted")
    requirement, reference = {"capability": "absent"}, {"pcr": PCR}
    for name, values, reason, blamed in (
            ("offer-add", {"requirement": {}}, "attribute-missing", 0),
            ("offer-add", {"requirement": {"capability": "a/b"}}, "name-invalid", 0),
            ("offer-add", {"requirement": requirement}, "trust-absent", None),
            ("trust-set", {"reference": {"pcr": {"index": 7}}}, "attribute-missing", 4),
            ("trust-set", {"reference": {"pcr": [PCR, PCR]}}, "trust-pcr", 4 + 48),
            ("trust-set", {"pcrs": 1 << 16, "reference": reference}, "trust-resettable", None),
            ("trust-set", {"reference": reference}, "trust-authority", None)):
        test.tap.test(f"{name} {[*values][-1]}: {reason} points at "
                      f"{'nothing' if blamed is None else 'what is wrong'}",
                      case, name, values, reason, blamed)


def covered(test):
    """An operation that the specification gains is not forgotten here."""
    bases = [name for name, _, _ in BASES]
    operations = [op.name for op in test.spec.operations if not op.dump]
    assert bases == operations, f"{bases}, but {operations} is specified"


def main():
    """All of it, in one module's life."""
    load_module()
    tap = Tap()
    test = Test(tap)
    tap.test("every operation has its message", covered, test)
    for name, values, base in BASES:
        test_operation(test, name, values, base)
    test_dumps(test)
    test_headers(test)
    test_exclusions(test)
    test_blame(test)
    tap.finish()


if __name__ == "__main__":
    main()
