#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""The module's beginning, with allocations that it makes failing one at a time: it is
there and answers, or it is not and has left nothing.

usage: LINUX_SOURCE=... loading_test.py    (as root, on a kernel with failslab)

What the kernel's loader allocates before it calls the module is the kernel's own, and
warns when it fails.  So the last allocation fails first, then those before it, until
one fails that the module had no part in.
"""

import ctypes
import errno
import os
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "../lib"), os.path.join(HERE, "../lifetime")]

# The paths above have to be there first.
from client import Client, Tap, skip, ynl  # noqa: E402
from injector import Injector, possible, prepare  # noqa: E402
from leftovers_test import NEXT_ID, bpf_ids, equal, keyrings, mounts, paths, timers  # noqa: E402
from lifetime_test import unload  # noqa: E402

TRACING = "/sys/kernel/tracing"
FINIT_MODULE = 313
LIBC = ctypes.CDLL(None, use_errno=True)
# More allocations than there are
NEVER = 1000000
# Failures, of all allocations the loader's included
SAMPLES = NEVER if os.environ.get("ZKCAP_TEST_LONG") else 100


def write(path, text):
    """All of a file."""
    with open(path, "w", encoding="ascii") as out:
        out.write(text)


def snapshot():
    """All that the module might leave, but for mounts, which it takes long to count."""
    seen = {name: bpf_ids(command) for name, command in NEXT_ID.items()}
    seen.update(keyrings=keyrings(), timers=timers(), paths=paths())
    return seen


class Test:
    """The state of things before the module was ever there."""

    def __init__(self, module):
        self.fd = os.open(module, os.O_RDONLY)
        self.injector, self.loads, self.refused = Injector(), 0, 0
        self.before, self.mounts = snapshot(), mounts()
        write(f"{TRACING}/events/module/module_load/enable", "1")

    def load(self, number):
        """While an allocation fails: what comes of it, how many were made, and whether
        the loader had done its part."""
        write(f"{TRACING}/trace", "")
        self.loads += 1
        self.injector.arm(number)
        failed = LIBC.syscall(FINIT_MODULE, self.fd, b"", 0)
        error = ctypes.get_errno() if failed else 0
        made = self.injector.disarm()
        with open(f"{TRACING}/trace", encoding="ascii") as source:
            return error, made, "module_load:" in source.read()

    def gone(self, where):
        """Nothing is left; keys and programs are freed a little late."""
        end = time.monotonic() + 10
        while snapshot() != self.before and time.monotonic() < end:
            time.sleep(0.02)
        left = snapshot()
        assert left == self.before, f"{where}: left {left}, but there was {self.before}"

    def works(self):
        """It answers, and goes when it is told to."""
        # The family has another number each time.
        ynl.genl_family_name_to_id = None
        assert Client().do("version-get")["module"]
        unload()

    def judge(self, number):
        """One failure; whether it was the module's own."""
        error, made, called = self.load(number)
        where = f"allocation {number}: {errno.errorcode.get(error, error)}"
        if not error:
            self.works()
        elif called:
            assert made == number, f"{where} after {made}"
            equal(error, errno.ENOMEM)
            self.refused += 1
        self.gone(where)
        return called

    def sweep(self):
        """Backwards, from the last one."""
        error, total, called = self.load(NEVER)
        equal((error, called), (0, True))
        self.works()
        self.gone("without a failure")
        number, stride = total, max(1, total // SAMPLES)
        while self.judge(number):
            number -= stride
            assert number > 0, "the loader allocates nothing"
        print(f"# {total - number} of {total} allocations are the module's, "
              f"{self.loads} loads, {self.refused} refused")
        assert self.refused > 1, "nothing failed"

    def again(self):
        """After all that it works as ever."""
        equal(self.load(NEVER)[0], 0)
        self.works()
        self.gone("after all failures")
        if self.mounts is not None:
            grown = mounts() - self.mounts
            assert grown < self.loads / 2, f"{grown} mounts more after {self.loads} times"


def main():
    """The module is not there in the meantime."""
    if not possible():
        skip("this kernel injects no failures")
    prepare()
    if os.path.exists("/sys/module/zkcap"):
        unload()
    module = os.environ.get("ZKCAP_MODULE") or subprocess.run(
        ["modinfo", "-n", "zkcap"], check=True, capture_output=True, text=True).stdout.strip()
    tap, test = Tap(), Test(module)
    tap.test("loading: it is there as a whole, or leaves nothing", test.sweep)
    tap.test("loading: works after all failures", test.again)
    tap.finish()


if __name__ == "__main__":
    main()
