# SPDX-License-Identifier: GPL-2.0-only
"""What tests in Python share: the family through the kernel's own YNL library,
which knows nothing of zkcap but its specification, and KTAP output.

LINUX_SOURCE names the kernel sources that carry YNL.
"""

import errno
import functools
import os
import re
import struct
import subprocess
import sys
import time
import traceback

import yaml

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LINUX = os.environ["LINUX_SOURCE"]
sys.path.insert(0, os.path.join(LINUX, "tools/net/ynl"))

# The path above has to be there first.
from lib import NlError, YnlFamily, ynl  # noqa: E402  pylint: disable=wrong-import-position

# What YNL reads its specification with; libyaml's parser takes a tenth of the time.
yaml.safe_load = functools.partial(yaml.load, Loader=yaml.CSafeLoader)

# Guests whose processor is emulated take thirty times as long for what they compute.
SLOW = os.environ.get("ZKCAP_VM_KERNEL", "uml") not in ("uml", "debug")
# Factor for what ends by the clock, so that a test keeps up with it.
PACE = 4 if SLOW else 1

# NLMSGERR_ATTR_COOKIE of linux/netlink.h
ATTR_COOKIE = 3


def skip(reason):
    """Ends a program that does not fit this machine, as kselftest has it."""
    print(f"1..0 # SKIP {reason}")
    sys.exit(4)


def load_module():
    """The module, freshly loaded: ZKCAP_MODULE, else the installed one."""
    if os.path.exists("/sys/module/zkcap"):
        subprocess.run(["rmmod", "zkcap"], check=True)
    module = os.environ.get("ZKCAP_MODULE")
    subprocess.run(["insmod", module] if module else ["modprobe", "zkcap"], check=True)
    # The family has another number now than the library remembers.
    ynl.genl_family_name_to_id = None


@functools.cache
def reasons():
    """Of each reason, by name, the code and the errno, as the specification has them."""
    with open(f"{TOP}/Documentation/netlink/specs/zkcap.yaml", encoding="ascii") as source:
        definitions = yaml.safe_load(source)["definitions"]
    entries = next(item for item in definitions if item["name"] == "reason")["entries"]
    return {entry["name"]: (code, getattr(errno, re.match(r"(E[A-Z]+): ", entry["doc"])[1]))
            for code, entry in enumerate(entries) if code}


class Refused(Exception):
    """A refusal: errno, the name of its reason (None: the netlink core's) and the detail.

    Whatever a test makes of it, code, errno and text have to be one reason's."""

    def __init__(self, error):
        extack = error.nl_msg.extack or {}
        self.errno = error.error
        self.message = extack.get("msg", "")
        self.offset = extack.get("bad-attr-offs")
        self.reason = self.detail = None
        for attr in extack.get("unknown", []):
            if attr.type == ATTR_COOKIE:
                code, self.detail = struct.unpack("II", attr.raw)
                self.reason, text = self.message.split(": ", 1)
                assert text and reasons().get(self.reason) == (code, self.errno), \
                    f"errno {self.errno}, {self.message!r}, code {code}: not as specified"
        super().__init__(f"errno {self.errno}, {self.message!r}, detail {self.detail}")


class Client:
    """One netlink socket of the family zkcap."""

    def __init__(self):
        # ynl_cli_test has the specification checked against YNL's schema.
        self.ynl = YnlFamily(f"{TOP}/Documentation/netlink/specs/zkcap.yaml", schema="")

    def do(self, op, **attributes):
        """One operation; an underscore in an attribute's name stands for a dash."""
        try:
            return self.ynl.do(op, {k.replace("_", "-"): v for k, v in attributes.items()})
        except NlError as error:
            raise Refused(error) from None

    def dump(self, op):
        """All objects of a kind."""
        try:
            return self.ynl.dump(op, {})
        except NlError as error:
            raise Refused(error) from None


def subscribed(process):
    """Waits until it listens: in /proc/net/netlink, protocol 16, its pid, a group."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with open("/proc/net/netlink", encoding="ascii") as table:
            rows = [row.split() for row in table.readlines()[1:]]
        if any(row[1] == "16" and int(row[2]) & 0x3fffff == process.pid and int(row[3], 16)
               for row in rows):
            return
        time.sleep(0.02)
    raise TimeoutError("nobody listens")


def expect_refusal(reason, function, /, *args, **kwargs):
    """Fails unless the call is refused for just this reason."""
    try:
        function(*args, **kwargs)
    except Refused as refused:
        assert refused.reason == reason, f"{refused}, but {reason} was expected"
        return refused
    raise AssertionError(f"accepted, but {reason} was expected")


class Tap:
    """Runs tests and reports them as KTAP; the exit status says whether all passed."""

    def __init__(self):
        self.number = self.failed = 0
        print("TAP version 13")

    def test(self, name, function, *args, **kwargs):
        """One test: passes unless the function raises."""
        self.number += 1
        try:
            function(*args, **kwargs)
            print(f"ok {self.number} - {name}", flush=True)
        except Exception:  # pylint: disable=broad-except
            self.failed += 1
            for line in traceback.format_exc().splitlines():
                print(f"# {line}")
            print(f"not ok {self.number} - {name}", flush=True)

    def skip(self, name, reason):
        """A test that does not fit this machine."""
        self.number += 1
        print(f"ok {self.number} - {name} # SKIP {reason}", flush=True)

    def finish(self):
        """The plan, and the end of the program."""
        print(f"1..{self.number}")
        sys.exit(1 if self.failed else 0)
