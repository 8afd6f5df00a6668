# SPDX-License-Identifier: GPL-2.0-only
"""Allocations that fail, one at a time: the Nth that a task makes from now on.

See Documentation/fault-injection/fault-injection.rst of the kernel, /proc/<pid>/fail-nth.
"""

import glob
import os

DEBUG = "/sys/kernel/debug"


def possible():
    """Whether this kernel can inject failures."""
    return os.path.exists("/proc/self/fail-nth") and os.path.exists(f"{DEBUG}/failslab")


def prepare():
    """Allocations that may wait fail as well; none is reported in the log."""
    for name in ("failslab", "fail_page_alloc"):
        for knob, value in (("ignore-gfp-wait", "N"), ("verbose", "0")):
            with open(f"{DEBUG}/{name}/{knob}", "w", encoding="ascii") as out:
                out.write(value)


class Injector:
    """Of this task, or of all kernel threads that serve unbound works."""

    def __init__(self, workers=False):
        self.workers, self.fds, self.armed = workers, [], 0
        if not workers:
            self.fds = [os.open("/proc/thread-self/fail-nth", os.O_RDWR)]

    def find_workers(self):
        """Their number changes."""
        for fd in self.fds:
            os.close(fd)
        self.fds = []
        for path in glob.glob("/proc/[0-9]*/comm"):
            try:
                with open(path, encoding="ascii") as source:
                    if source.read().startswith("kworker/u"):
                        self.fds.append(os.open(f"{os.path.dirname(path)}/fail-nth", os.O_RDWR))
            except (FileNotFoundError, ProcessLookupError):
                pass

    def arm(self, number):
        """The allocation of this number fails; each thread counts its own."""
        self.armed = number
        if self.workers:
            self.find_workers()
        for fd in self.fds:
            os.pwrite(fd, b"%d" % number, 0)

    def disarm(self):
        """How many were made, at most in one thread, up to the one that failed."""
        made = 0
        for fd in self.fds:
            try:
                made = max(made, self.armed - int(os.pread(fd, 16, 0)))
                os.pwrite(fd, b"0", 0)
            except ProcessLookupError:
                pass
        return made
