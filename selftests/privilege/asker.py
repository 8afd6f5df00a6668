# SPDX-License-Identifier: GPL-2.0-only
"""A caller: sends the messages that it reads, and prints what came of each.  Needs
nothing but Python, for it runs as users who can read little.

usage: asker.py [SOCKET] <MESSAGES      messages in hexadecimal, by name, as JSON
       asker.py open SOCKET             hands a new netlink socket over a unix socket
"""

import json
import os
import socket
import struct
import sys

ERROR, DONE, TLVS = 2, 3, 0x200
NETLINK_GENERIC, SOL_NETLINK, CAP_ACK, EXT_ACK = 16, 270, 10, 11
MESSAGE, COOKIE = 1, 3


def attributes(data):
    """Types and payloads."""
    while len(data) >= 4:
        length, number = struct.unpack_from("HH", data)
        yield number, data[4:length]
        data = data[(length + 3) & ~3:]


def outcome(kind, flags, body):
    """"ok", the reason's name, or the errno when there is no reason."""
    error = struct.unpack_from("i", body)[0]
    found = dict(attributes(body[20 if kind == ERROR else 4:])) if flags & TLVS else {}
    if error and COOKIE in found:
        return found[MESSAGE].split(b":")[0].decode()
    return f"errno {-error}" if error else "ok"


def ask(sock, message):
    """The outcome, and the attributes of all replies."""
    # Without an address, as a program does that does not know where it writes to.
    os.write(sock.fileno(), message)
    shown = []
    while True:
        data = sock.recv(1 << 17)
        while data:
            length, kind, flags = struct.unpack_from("IHH", data)
            body, data = data[16:length], data[(length + 3) & ~3:]
            if kind in (ERROR, DONE):
                return [outcome(kind, flags, body), shown]
            shown += [[number, payload.hex()] for number, payload in attributes(body[4:])]


def new_socket():
    """As a library would make it."""
    sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_GENERIC)
    sock.setsockopt(SOL_NETLINK, CAP_ACK, 1)
    sock.setsockopt(SOL_NETLINK, EXT_ACK, 1)
    return sock


def main():
    """See above."""
    if sys.argv[1:2] == ["open"]:
        with new_socket() as sock, socket.socket(fileno=int(sys.argv[2])) as out:
            socket.send_fds(out, [b"x"], [sock.fileno()])
        return
    sock = socket.socket(fileno=int(sys.argv[1])) if len(sys.argv) > 1 else new_socket()
    sock.settimeout(20)
    print(json.dumps({name: ask(sock, bytes.fromhex(message))
                      for name, message in json.load(sys.stdin).items()}))


if __name__ == "__main__":
    main()
