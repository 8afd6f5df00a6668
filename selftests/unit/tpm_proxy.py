#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Stands between a program and its software TPM, and lets commands fail.

usage: tpm_proxy.py LISTEN UPSTREAM RULE...

A rule is WHICH:WHAT[:TIMES].  WHICH is a command code ("0x158"), "any", or "@N" for
the Nth command from now on; flushing does not count for "any" and "@N".  WHAT is
a response code that is answered instead of the TPM ("0x922"), "drop" to hang up
instead, or "pause" to wait, with the file LISTEN.paused there, until LISTEN.go is.
TIMES is how often the rule applies, once by default.
"""

import os
import socket
import struct
import sys
import time

FLUSH_CONTEXT = 0x165


class Rule:
    """When what happens."""

    def __init__(self, text):
        which, self.what, *times = text.split(":")
        self.times = int(times[0]) if times else 1
        self.at = int(which[1:]) if which.startswith("@") else None
        self.code = None if self.at or which == "any" else int(which, 0)

    def applies(self, code, count):
        """Whether it is this command that it is about."""
        if not self.times:
            return False
        if self.code is not None:
            hit = code == self.code
        else:
            hit = code != FLUSH_CONTEXT and (self.at is None or count == self.at)
        self.times -= hit
        return hit


def receive(sock):
    """One packet of a TPM, empty at the end."""
    data = b""
    while len(data) < 10 or len(data) < struct.unpack(">I", data[2:6])[0]:
        part = sock.recv(4096)
        if not part:
            return b""
        data += part
    return data


def pause(listen):
    """Until somebody says go."""
    with open(f"{listen}.paused", "w", encoding="ascii"):
        pass
    while not os.path.exists(f"{listen}.go"):
        time.sleep(0.02)
    os.unlink(f"{listen}.paused")
    os.unlink(f"{listen}.go")


def serve(client, upstream, listen, rules, count):
    """One connection; returns the number of commands so far."""
    with socket.socket(socket.AF_UNIX) as tpm:
        tpm.connect(upstream)
        while command := receive(client):
            code = struct.unpack(">I", command[6:10])[0]
            count += code != FLUSH_CONTEXT
            rule = next((r for r in rules if r.applies(code, count)), None)
            if rule and rule.what == "drop":
                return count
            if rule and rule.what == "pause":
                pause(listen)
            elif rule:
                client.sendall(struct.pack(">HII", 0x8001, 10, int(rule.what, 0)))
                continue
            tpm.sendall(command)
            client.sendall(receive(tpm))
    return count


def main():
    """Serves one connection after the other."""
    listen, upstream, *rules = sys.argv[1:]
    rules, count = [Rule(rule) for rule in rules], 0
    if not os.path.islink(f"{listen}.ctrl"):
        os.symlink(f"{upstream}.ctrl", f"{listen}.ctrl")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(listen)
        server.listen()
        while True:
            client, _ = server.accept()
            with client:
                try:
                    count = serve(client, upstream, listen, rules, count)
                except (BrokenPipeError, ConnectionResetError):
                    pass


if __name__ == "__main__":
    main()
