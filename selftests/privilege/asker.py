# SPDX-License-Identifier: GPL-2.0-only
"""A caller: sends the messages that it reads, and prints what came of each.  Needs
nothing but Python, for it runs as users who can read little.

usage: asker.py [SOCKET] <MESSAGES      messages in hexadecimal, by name, as JSON
       asker.py open SOCKET             hands a new netlink socket over a unix socket
       asker.py through PROGRAM <...    has a program that copies its input write them
       asker.py listen GROUP FAMILY [SOCKET]
                                        prints events until its input ends

ZKCAP_REASONS may hold code and errno of each reason by name, as JSON: a refusal that
has others is shown with its own.
"""

import json
import os
import socket
import struct
import subprocess
import sys

ERROR, DONE, TLVS = 2, 3, 0x200
NETLINK_GENERIC, SOL_NETLINK, ADD_MEMBERSHIP, CAP_ACK, EXT_ACK = 16, 270, 1, 10, 11
MESSAGE, COOKIE = 1, 3
REASONS = json.loads(os.environ.get("ZKCAP_REASONS", "{}"))


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
        name = found[MESSAGE].split(b":")[0].decode()
        code = struct.unpack_from("I", found[COOKIE])[0]
        if REASONS and tuple(REASONS.get(name, ())) != (code, -error):
            return f"{name} with code {code} and errno {-error}"
        return name
    return f"errno {-error}" if error else "ok"


def ask(sock, message, program=None):
    """The outcome, and the attributes of all replies."""
    # Without an address, as a program does that does not know where it writes to.
    if program:
        subprocess.run([program], input=message, stdout=sock.fileno(), check=True)
    else:
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


def listen(group, family, sock):
    """Prints what is heard, each event's attributes by number; "refused" if it may not."""
    # Without an address it would look like the kernel, which does not hear itself.
    sock.bind((0, 0))
    try:
        sock.setsockopt(SOL_NETLINK, ADD_MEMBERSHIP, group)
    except PermissionError:
        print("refused", flush=True)
        sys.stdin.read()
        return
    print("listens", flush=True)
    sys.stdin.read()
    sock.setblocking(False)
    heard = []
    try:
        while True:
            data = sock.recv(1 << 16)
            length, kind = struct.unpack_from("IH", data)
            if kind == family:
                heard.append([[number, payload.hex()]
                              for number, payload in attributes(data[20:length])])
    except BlockingIOError:
        print(json.dumps(heard))


def main():
    """See above."""
    if sys.argv[1:2] == ["listen"]:
        listen(int(sys.argv[2]), int(sys.argv[3]),
               socket.socket(fileno=int(sys.argv[4])) if len(sys.argv) > 4 else new_socket())
        return
    if sys.argv[1:2] == ["open"]:
        with new_socket() as sock, socket.socket(fileno=int(sys.argv[2])) as out:
            socket.send_fds(out, [b"x"], [sock.fileno()])
        return
    program = sys.argv[2] if sys.argv[1:2] == ["through"] else None
    inherited = len(sys.argv) > 1 and not program
    sock = socket.socket(fileno=int(sys.argv[1])) if inherited else new_socket()
    sock.settimeout(20)
    print(json.dumps({name: ask(sock, bytes.fromhex(message), program)
                      for name, message in json.load(sys.stdin).items()}))


if __name__ == "__main__":
    main()
