#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Every operation driven once by the kernel's own YNL command line, which knows
nothing of zkcap but its specification; and what it hears of it as events.

usage: LINUX_SOURCE=... ynl_cli_test.py    (as root)
"""

import json
import os
import runpy
import shutil
import subprocess
import sys
import tempfile
import time
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "../lib")]

# The paths above have to be there first.
from client import LINUX, TOP, Tap, load_module, ynl  # noqa: E402
from lease import CAPABILITY, CGROUP, Host, Tenant, resources  # noqa: E402
from outside import work_folder  # noqa: E402
from spec import Spec, open_directory  # noqa: E402


def run_forked(command):
    """Status and output of a Python program in a process of its own, which does not have
    to start an interpreter and load libraries: that takes most of the time of cli.py.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        # Or the child would say it again.
        sys.stdout.flush()
        pid = os.fork()
        if not pid:
            status = 1
            try:
                for number in (1, 2):
                    os.dup2(output.fileno(), number)
                sys.argv = command
                ynl.genl_family_name_to_id = None
                runpy.run_path(command[0], run_name="__main__")
                status = 0
            except SystemExit as end:
                status = end.code or 0
            except BaseException:  # pylint: disable=broad-except
                traceback.print_exc()
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(status if isinstance(status, int) else 1)
        _, status = os.waitpid(pid, 0)
        output.seek(0)
        return os.waitstatus_to_exitcode(status), output.read()


class Cli:
    """cli.py, once for each operation."""

    def __init__(self, folder):
        # It looks for its schema beside the folder of the specification.
        os.mkdir(f"{folder}/specs")
        self.spec = shutil.copy(f"{TOP}/Documentation/netlink/specs/zkcap.yaml",
                                f"{folder}/specs")
        shutil.copy(f"{LINUX}/Documentation/netlink/genetlink.yaml", folder)
        self.command = [sys.executable, f"{LINUX}/tools/net/ynl/cli.py", "--spec", self.spec,
                        "--output-json"]
        self.driven = set()

    def run(self, way, op, attributes):
        """The reply, out of JSON."""
        text = json.dumps({key.replace("_", "-"): value for key, value in attributes.items()},
                          default=bytes.hex)
        # What was right once need not be checked against the schema again.
        schema = ["--no-schema"] if self.driven else []
        status, output = run_forked([*self.command[1:], *schema, way, op, "--json", text])
        assert status == 0, f"{op} {text}: {output}"
        self.driven.add(op)
        return json.loads(output)

    def do(self, op, **attributes):
        """One operation; descriptors are inherited."""
        return self.run("--do", op, attributes)

    def dump(self, op):
        """All objects of a kind."""
        return self.run("--dump", op, {})

    def listen(self, seconds):
        """Collects events for so long."""
        return subprocess.Popen([*self.command, "--subscribe", "events", "--sleep",
                                 str(seconds)], stdout=subprocess.PIPE, text=True)


class CliClient:
    """What stands where tests have the library."""

    def __init__(self, cli):
        self.cli = cli

    def do(self, op, **attributes):
        """Binary replies come as hexadecimal."""
        reply = self.cli.do(op, **attributes)
        for name in ("challenge",) if op == "challenge" else ("id",) if op == "attest" else ():
            reply[name] = bytes.fromhex(reply[name])
        return reply

    def dump(self, op):
        """As it comes."""
        return self.cli.dump(op)


def equal(got, wanted):
    """They have to be."""
    assert got == wanted, f"{got!r}, but {wanted!r} was expected"


def names(objects):
    """Of a dump."""
    return [item["name"] for item in objects]


def administrate(cli, host, tenant):
    """What the administrator sets up, sees and takes down."""
    equal(cli.do("version-get")["publics"], 16)
    cli.do("pool-set", kind="pids", capacity=77)
    pool = {item["kind"]: item["capacity"] for item in cli.dump("pool-get")}
    equal(pool["pids"], 77)
    cli.do("device-class-set", name="null", node=[{"type": "char", "major": 1, "minor": 3}])
    equal(cli.dump("device-class-get")[0]["node"], [{"type": "char", "major": 1, "minor": 3}])
    cli.do("device-class-del", name="null")
    equal(cli.dump("device-class-get"), [])
    cli.do("trust-set", name="second", authority=[host.authority.der], max_age=60)
    equal(sorted(names(cli.dump("trust-get"))), ["second", "trust"])
    cli.do("trust-del", name="second")
    certificate = host.authority.certify(host.key.public_pem)
    equal(cli.do("key-add", certificate=certificate)["id"], host.key_id.hex())
    equal([key["id"] for key in cli.dump("key-get")], [host.key_id.hex()])
    cli.do("capability-add", name="second", id=host.vk[40:72], vk=host.vk)
    equal(sorted(names(cli.dump("capability-get"))), [CAPABILITY, "second"])
    cli.do("capability-del", name="second")
    cli.do("offer-add", name="offer", trust="trust", duration=60,
           requirement=[{"capability": CAPABILITY, "public": [(4).to_bytes(32, "big")]}],
           ceiling=resources(cpu=1000))
    equal(names(cli.dump("offer-get")), ["offer"])
    directory = open_directory(f"{CGROUP}/zkt-cli-2")
    number = cli.do("tenant-add", cgroup_fd=directory)["id"]
    equal(sorted(item["id"] for item in cli.dump("tenant-get")), sorted([tenant.id, number]))
    cli.do("tenant-del", id=number)
    os.close(directory)


def lease(cli, host, tenant):
    """Challenge, attestation, request, resize, renewal, release, revocation."""
    host.client = CliClient(cli)
    first = tenant.request(cpu=500, duration=30)
    tenant.resize(first, cpu=900)
    tenant.renew(first, 40)
    equal([(item["id"], item["offer"], item["resource"]) for item in cli.dump("grant-get")],
          [(first, "offer", resources(cpu=900))])
    tenant.release(first)
    cli.do("revoke", id=tenant.request(cpu=100))
    equal(cli.dump("grant-get"), [])


def take_down(cli, host):
    """What is no longer used can go."""
    cli.do("offer-del", name="offer")
    cli.do("key-del", id=host.key_id)
    equal((cli.dump("offer-get"), cli.dump("trust-get")[0]["keys"]), ([], 0))


def all_driven(cli):
    """None is forgotten."""
    equal(sorted({op.name for op in Spec().operations} - cli.driven), [])


def wait_for_listener():
    """Until somebody is in a multicast group of generic netlink."""
    for _ in range(600):
        with open("/proc/net/netlink", encoding="ascii") as sockets:
            rows = [line.split() for line in sockets][1:]
        if any(row[1] == "16" and int(row[3], 16) for row in rows):
            return
        time.sleep(0.1)
    raise TimeoutError("nobody listens")


def heard(listener, tenant):
    """The events of what was done meanwhile, in their order."""
    output = listener.communicate(timeout=120)[0]
    events = [item["msg"] for item in json.loads(output) if item["name"] == "event"]
    assert all(event["tenant"] == tenant.id for event in events), events
    equal([(event["type"], event.get("cause")) for event in events],
          [("granted", None), ("resized", None), ("renewed", None), ("ended", "released"),
           ("reclaimed", "released"), ("granted", None), ("ended", "revoked"),
           ("reclaimed", "revoked")])
    equal([event["resource"] for event in events[:2]],
          [resources(cpu=500), resources(cpu=900)])


def main():
    """All of it, in one module's life."""
    load_module()
    with work_folder() as folder:
        os.mkdir(f"{folder}/docs")
        tap, host, cli = Tap(), Host(folder), Cli(f"{folder}/docs")
        tenant = Tenant(host, "zkt-cli")
        start = time.monotonic()
        tap.test("cli.py: the administrator's operations", administrate, cli, host, tenant)
        # It listens for a time that it is told beforehand: twice what that took,
        # which was more, on whatever machine.
        listener = cli.listen(int(20 + 2 * (time.monotonic() - start)))
        wait_for_listener()
        tap.test("cli.py: a lease from challenge to revocation", lease, cli, host, tenant)
        tap.test("cli.py: events of that lease", heard, listener, tenant)
        tap.test("cli.py: what is no longer used", take_down, cli, host)
        tap.test("cli.py: every operation was driven", all_driven, cli)
        tap.finish()


if __name__ == "__main__":
    main()
