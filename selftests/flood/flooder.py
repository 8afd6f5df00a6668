# SPDX-License-Identifier: GPL-2.0-only
"""A caller that means harm: sends everything that it is given, as fast as it can, whole
and mutilated, until its input ends; then prints how often it was answered what.

usage: flooder.py SEED <MESSAGES    one line: messages in hexadecimal, by name, as JSON
"""

import collections
import errno
import json
import os
import random
import select
import struct
import sys

# pylint: disable=wrong-import-position
sys.path[:0] = [os.path.dirname(os.path.abspath(__file__))]
from asker import ask, new_socket  # noqa: E402

GARBAGE = 64
# What costs most to refuse is sent so much more often than anything else.
COSTLY, WEIGHT = "bad proof", 8
# What sockets say that are not read, or cannot be had
TEMPORARY = (errno.ENOBUFS, errno.ENOMEM, errno.EAGAIN, errno.EMFILE)


def mutilate(message, chance):
    """The same with one thing wrong: bytes, lengths, attributes twice, an unknown command."""
    data = bytearray(message)
    way = chance.randrange(5)
    if way == 0:
        data[16] = chance.randrange(256)
    elif way == 1:
        for _ in range(chance.randrange(1, 8)):
            data[chance.randrange(20, max(len(data), 21)) % len(data)] = chance.randrange(256)
    elif way == 2:
        data += data[20:]
    elif way == 3:
        data = data[:chance.randrange(20, len(data) + 1)]
    else:
        data += chance.randbytes(GARBAGE)
    # The core drops what does not have the length that it states, and answers nothing, as
    # it does when the acknowledgement was not asked for.
    struct.pack_into("I", data, 0, len(data))
    struct.pack_into("H", data, 6, struct.unpack_from("H", message, 6)[0])
    return bytes(data)


class Flood:
    """One process's."""

    def __init__(self, messages, seed):
        self.messages = {name: bytes.fromhex(text) for name, text in messages.items()}
        self.names, self.chance = sorted(messages), random.Random(seed)
        self.names += [COSTLY] * WEIGHT
        self.answers = collections.Counter()
        self.sock = self.new()
        self.deaf = []

    @staticmethod
    def new():
        """A socket that waits for a bounded time."""
        sock = new_socket()
        sock.settimeout(30)
        return sock

    def unread(self, message):
        """Dumps that nobody reads, on sockets that are dropped with them."""
        sock = self.new()
        os.write(sock.fileno(), message)
        self.deaf.append(sock)
        if len(self.deaf) > 16:
            self.deaf.pop(0).close()

    def step(self):
        """One message."""
        name = self.chance.choice(self.names)
        message = self.messages[name]
        try:
            if name.endswith("-get") and self.chance.random() < 0.2:
                self.unread(message)
                self.answers["unread"] += 1
                return
            if self.chance.random() < 0.3:
                name, message = "mutilated", mutilate(message, self.chance)
            self.answers[f"{name}: {ask(self.sock, message)[0]}"] += 1
        except OSError as error:
            if error.errno not in TEMPORARY:
                raise
            self.answers["full"] += 1
            self.sock.close()
            self.sock = self.new()

    def run(self):
        """Until the input ends."""
        while not select.select([0], [], [], 0)[0]:
            self.step()
        print(json.dumps(self.answers))


if __name__ == "__main__":
    # Not through a buffer, which would hide the end of the input.
    with os.fdopen(os.dup(0), "rb", buffering=0) as source:
        LINE = b""
        while not LINE.endswith(b"\n"):
            LINE += source.read(1 << 16)
    Flood(json.loads(LINE), sys.argv[1]).run()
