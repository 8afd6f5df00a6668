# SPDX-License-Identifier: GPL-2.0-only
"""Messages put together byte by byte out of the specification, right and wrong
ones alike.
"""

import os
import socket
import struct

import yaml

from client import TOP, Client, NlError, Refused
from lib.ynl import Netlink, NlMsgs

FORMATS = {"u16": "H", "u32": "I", "u64": "Q"}
NESTED = Netlink.NLA_F_NESTED
LIMITS = {"s32-max": (1 << 31) - 1}
HEADERS = 20
ATTR_OFFSET, ATTR_MISS_TYPE = "bad-attr-offs", "miss-type"


class Attribute:
    """One attribute of a set, and what the netlink core knows of it."""

    # pylint: disable=too-many-instance-attributes
    def __init__(self, spec, number, entry):
        self.number, self.name, self.type = number, entry["name"], entry["type"]
        self.multi = entry.get("multi-attr", False)
        self.nested = entry.get("nested-attributes")
        checks = {kind: spec.number(value) for kind, value in entry.get("checks", {}).items()}
        self.exact, self.longest = checks.get("exact-len"), checks.get("max-len")
        self.least, self.most, self.mask = checks.get("min", 0), checks.get("max"), None
        enum = spec.definitions.get(entry.get("enum"))
        if enum and enum["type"] == "flags":
            self.mask = (1 << len(enum["entries"])) - 1
        elif enum:
            self.least = enum.get("value-start", 0)
            self.most = self.least + len(enum["entries"]) - 1

    def scalar(self, value):
        """Bytes of a number."""
        return struct.pack(FORMATS[self.type], value)

    @property
    def width(self):
        """Size of the number in bytes, 0 when it is none."""
        return struct.calcsize(FORMATS[self.type]) if self.type in FORMATS else 0

    @property
    def largest(self):
        """Largest number that fits in."""
        return (1 << 8 * self.width) - 1


class Operation:
    """One operation: its number, its way of asking, its attributes."""

    def __init__(self, number, entry, attributes):
        self.number, self.name = number, entry["name"]
        self.dump = "dump" in entry
        wanted = entry.get("do", {}).get("request", {}).get("attributes", [])
        self.set = attributes
        self.attributes = {name: attributes[name] for name in wanted}


class Spec:
    """The specification as it is written down, not as YNL reads it."""

    def __init__(self):
        with open(f"{TOP}/Documentation/netlink/specs/zkcap.yaml", encoding="ascii") as source:
            self.yaml = yaml.safe_load(source)
        self.definitions = {entry["name"]: entry for entry in self.yaml["definitions"]}
        self.sets = {entry["name"]: {a["name"]: Attribute(self, number, a)
                                     for number, a in enumerate(entry["attributes"], 1)}
                     for entry in self.yaml["attribute-sets"]}
        self.operations = [Operation(number, entry, self.sets[entry["attribute-set"]])
                           for number, entry in enumerate(self.yaml["operations"]["list"], 1)
                           if "event" not in entry]

    def number(self, value):
        """A number, or the name of one."""
        if isinstance(value, int):
            return value
        return LIMITS[value] if value in LIMITS else self.definitions[value]["value"]

    def encode(self, attribute, value):
        """The payload for a value, as a client would write it."""
        if attribute.nested:
            inner = self.sets[attribute.nested]
            return pack([(inner[name], item) for name, items in value.items()
                         for item in (items if isinstance(items, list) else [items])], self)
        if attribute.type == "string":
            return value.encode() + b"\0"
        if attribute.type == "flag":
            return b""
        return value if isinstance(value, bytes) else attribute.scalar(value)


def attr(number, payload):
    """One attribute."""
    return struct.pack("HH", 4 + len(payload), number) + payload + bytes(-len(payload) % 4)


def pack(items, spec):
    """Attributes with their values, one after the other."""
    return b"".join(attr(attribute.number | (NESTED if attribute.nested else 0),
                         spec.encode(attribute, value)) for attribute, value in items)


class RawClient:
    """A netlink socket that sends whatever it is given."""

    def __init__(self):
        self.family = Client().ynl.nlproto.family_id
        self.sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, Netlink.NETLINK_GENERIC)
        self.sock.settimeout(20)
        for option in (Netlink.NETLINK_CAP_ACK, Netlink.NETLINK_EXT_ACK,
                       Netlink.NETLINK_GET_STRICT_CHK):
            self.sock.setsockopt(Netlink.SOL_NETLINK, option, 1)
        self.sequence = 0

    def send(self, command, payload, flags=0, reserved=0):
        """Sends a message and waits for its end; raises Refused."""
        self.sequence += 1
        body = struct.pack("BBH", command, 1, reserved) + payload
        flags |= Netlink.NLM_F_REQUEST | Netlink.NLM_F_ACK
        self.sock.send(struct.pack("IHHII", 16 + len(body), self.family, flags,
                                   self.sequence, 0) + body)
        while True:
            for message in NlMsgs(self.sock.recv(1 << 17)):
                if message.nl_seq == self.sequence and message.error:
                    raise Refused(NlError(message))
                if message.nl_seq == self.sequence and message.done:
                    return


def open_directory(path):
    """A descriptor of a control group's directory, made when it is not there."""
    os.makedirs(path, exist_ok=True)
    return os.open(path, os.O_RDONLY | os.O_DIRECTORY)
