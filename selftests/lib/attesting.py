# SPDX-License-Identifier: GPL-2.0-only
"""A platform with everything in earnest: a software TPM, a key enrolled by the command
line, a measured manifest, a host that trusts it, and the service that proves for its
tenants.
"""

import contextlib
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "../attest")]

# The path above has to be there first.
from client import SLOW, TOP, Client  # noqa: E402
from lease import CGROUP, KINDS, OPS, ZKCAP, resources  # noqa: E402
from tpm import wait_for  # noqa: E402

ZKCAPD = os.environ.get("ZKCAPD", f"{TOP}/build/bin/zkcapd")
CODES = ("ok", "malformed", "no-tenant", "rate-limited", "busy", "no-offer", "not-proved",
         "no-definition", "not-attested", "timed-out", "stopping", "kernel", "failed")


def command(*args, **kwargs):
    """A command that has to succeed; what it prints, and why if it does not."""
    done = subprocess.run(args, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          check=False, **kwargs)
    assert done.returncode == 0, f"{args}: {done.returncode}: {done.stdout}{done.stderr}"
    return done.stdout


class Platform:
    """A TPM, what was measured into it, and the module told to trust it."""

    def __init__(self, folder, max_age=3600):
        self.folder, self.client = folder, Client()
        self.tcti = f"swtpm:path={folder}/tpm.sock"
        self.manifest = f"{folder}/manifest.json"
        self.event_log = f"{folder}/event-log.cel.json"
        self.ak, self.ca = f"{folder}/ak", f"{folder}/ca"
        self.tpm = None
        self.make_tpm()
        self.start_tpm()
        command(ZKCAP, "enroll", "--local", "--ek-roots", f"{folder}/roots.pem", "--tcti",
                self.tcti, "--ak-dir", self.ak, "--ca-dir", self.ca)
        command(ZKCAP, "measure", "--tcti", self.tcti, "--manifest", self.manifest,
                "--event-log", self.event_log)
        with open(f"{self.ca}/authority.der", "rb") as source:
            self.authority = source.read()
        self.key_id = None
        self.trust(bytes(20), max_age)
        self.key_id = self.client.do("key-add", certificate=self.certificate())["id"]
        self.trust(self.key_id, max_age)
        for kind, capacity in (("cpu", 64000), ("memory", 1 << 40), ("pids", 100000)):
            self.client.do("pool-set", kind=kind, capacity=capacity)

    def certificate(self):
        """Of the attestation key, DER."""
        with open(f"{self.ak}/ak.der", "rb") as source:
            return source.read()

    def make_tpm(self):
        """With an endorsement certificate of a vendor that is made for it."""
        vendor = f"{self.folder}/vendor"
        for name in ("tpm", "vendor"):
            os.mkdir(f"{self.folder}/{name}")
        with open(f"{vendor}/ca.conf", "w", encoding="ascii") as out:
            out.write(f"statedir = {vendor}\nsigningkey = {vendor}/signkey.pem\n"
                      f"issuercert = {vendor}/issuercert.pem\n"
                      f"certserial = {vendor}/certserial\n")
        with open(f"{vendor}/setup.conf", "w", encoding="ascii") as out:
            out.write(f"create_certs_tool = {shutil.which('swtpm_localca')}\n"
                      f"create_certs_tool_config = {vendor}/ca.conf\n"
                      "create_certs_tool_options = /etc/swtpm-localca.options\n"
                      "active_pcr_banks = sha256\n")
        command("swtpm_setup", "--tpm2", "--tpmstate", f"{self.folder}/tpm", "--create-ek-cert",
                "--lock-nvram", "--pcr-banks", "sha256", "--config", f"{vendor}/setup.conf")
        with open(f"{self.folder}/roots.pem", "w", encoding="ascii") as out:
            for name in ("issuercert", "swtpm-localca-rootca-cert"):
                with open(f"{vendor}/{name}.pem", encoding="ascii") as source:
                    out.write(source.read())

    def start_tpm(self):
        """It loses its PCRs when it is stopped."""
        self.tpm = subprocess.Popen(  # pylint: disable=consider-using-with
            ["swtpm", "socket", "--tpm2", "--tpmstate", f"dir={self.folder}/tpm",
             "--server", f"type=unixio,path={self.folder}/tpm.sock",
             "--ctrl", f"type=unixio,path={self.folder}/tpm.sock.ctrl",
             "--flags", "not-need-init,startup-clear"], stderr=subprocess.DEVNULL)
        wait_for(f"{self.folder}/tpm.sock")

    def stop_tpm(self):
        """Also when it was stopped by a signal."""
        self.tpm.kill()
        self.tpm.wait()

    @contextlib.contextmanager
    def without_tpm(self):
        """Nothing answers where the TPM was; it keeps its state."""
        os.rename(f"{self.folder}/tpm.sock", f"{self.folder}/tpm.away")
        try:
            yield
        finally:
            os.rename(f"{self.folder}/tpm.away", f"{self.folder}/tpm.sock")

    @contextlib.contextmanager
    def with_stuck_tpm(self):
        """A TPM that takes commands and does not answer."""
        self.tpm.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.tpm.send_signal(signal.SIGCONT)

    def trust(self, key, max_age=3600):
        """The policy, which ends all attestations under it."""
        self.client.do("trust-set", name="trust", authority=[self.authority], host_key=[key],
                       measurement_pcr=13, pcrs=0, max_age=max_age)

    def capability(self, name):
        """A shipped one; its number of parameters."""
        key = f"{self.folder}/{name}.vk"
        command(ZKCAP, "circuit", "compile", f"{TOP}/circuits/capabilities/{name}.yaml", "-o", key)
        with open(key, "rb") as source:
            vk = source.read()
        self.client.do("capability-add", name=name, id=vk[40:72], vk=vk)

    def offer(self, name, capabilities, **changes):
        """An offer for capabilities with their parameters."""
        offer = {"name": name, "trust": "trust", "duration": 3600,
                 "requirement": [{"capability": capability,
                                  "public": [value.to_bytes(32, "big") for value in values]}
                                 for capability, *values in capabilities],
                 "ceiling": resources(cpu=32000, memory=1 << 40, pids=10000)}
        offer.update(changes)
        self.client.do("offer-add", **offer)

    def service(self, *options):
        """Starts the service with this platform's files."""
        return Service(self, *options)


class Service:
    """A running zkcapd."""

    def __init__(self, platform, *options):
        self.socket, self.log = f"{platform.folder}/zkcapd.sock", f"{platform.folder}/zkcapd.log"
        self.options = options
        with open(self.log, "w", encoding="ascii") as log:
            self.process = subprocess.Popen(  # pylint: disable=consider-using-with
                [ZKCAPD, "--socket", self.socket, "--manifest", platform.manifest, "--tcti",
                 platform.tcti, "--ak", platform.ak, "--event-log", platform.event_log,
                 "--verbose", *options], stderr=log)
        for _ in range(600 * (30 if SLOW else 1)):
            if "serves" in self.said():
                break
            assert self.process.poll() is None, self.said()
            time.sleep(0.05)

    def said(self):
        """Its log until now."""
        with open(self.log, encoding="utf-8") as source:
            return source.read()

    def wait_said(self, text, seconds=10):
        """Until its log has a text."""
        end = time.monotonic() + seconds * (30 if SLOW else 1)
        while text not in self.said():
            assert time.monotonic() < end, f"no {text!r} in {self.said()}"
            time.sleep(0.02)

    def connect(self):
        """A connection of this process."""
        peer = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        peer.settimeout(60)
        peer.connect(self.socket)
        return peer

    def stop(self):
        """What it exits with after SIGTERM."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)


@contextlib.contextmanager
def running(platform, *options):
    """A service, which has to end well."""
    service = platform.service(*options)
    try:
        yield service
    except BaseException:
        service.process.kill()
        raise
    finally:
        status = service.stop()
    assert status == 0, f"{status}: {service.said()}"


def question(op, challenge, offer, wanted, duration=60, grant=0, refused=bytes(16)):
    """A question as bytes."""
    # pylint: disable=too-many-arguments
    name = offer.encode()
    data = b"ZKCQ" + struct.pack(">BBH", 1, OPS[op], 0) + challenge
    data += struct.pack(">QIBBH", grant, duration, len(name), len(wanted), 0) + refused + name
    for item in wanted:
        device = item.get("name", "").encode()
        data += struct.pack(">HB", KINDS[item["kind"]], len(device)) + device
        data += struct.pack(">Q", item["amount"])
    return data


class Answer:
    """An answer, from its bytes."""

    def __init__(self, data):
        magic, version, count, code = struct.unpack(">4sBBH", data[:8])
        assert (magic, version) == (b"ZKCR", 1), data[:8]
        self.code, self.attestation = CODES[code], data[8:24]
        self.expires_in_ms, length = struct.unpack(">II", data[24:32])
        self.proofs = [data[32 + 816 * i:32 + 816 * (i + 1)] for i in range(count)]
        self.text = data[32 + 816 * count:].decode("ascii")
        assert len(self.text) == length and bool(self.text) == bool(code), data


def exchange(service, data):
    """The answer to a message, from this process; None if the service hangs up."""
    with service.connect() as peer:
        with contextlib.suppress(BrokenPipeError):
            peer.send(data)
        return hear(peer)


def hear(peer):
    """The next answer; None if the service hangs up.  It may refuse a peer before it reads
    the question, which is an error the first time that the peer reads."""
    try:
        said = peer.recv(16384)
    except ConnectionResetError:
        said = peer.recv(16384)
    return Answer(said) if said else None


def inside(group, function, /, *args):
    """What a function returns, as JSON, in a process in a control group."""
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        status = 1
        try:
            with open(f"{CGROUP}/{group}/cgroup.procs", "w", encoding="ascii") as procs:
                procs.write(str(os.getpid()))
            os.write(theirs, json.dumps(function(*args)).encode())
            status = 0
        finally:
            os._exit(status)
    os.close(theirs)
    with open(ours, "rb") as source:
        result = source.read()
    assert os.waitpid(child, 0)[1] == 0, f"{function} in {group}"
    return json.loads(result)


def ask(service, group, data):
    """The code and text that a process in a group gets for a message."""
    def body():
        answer = exchange(service, data)
        return [answer.code, answer.text, answer.attestation.hex(),
                [proof.hex() for proof in answer.proofs]] if answer else ["hung up", "", "", []]
    return inside(group, body)


def start_inside(group, *args, **kwargs):
    """A program in a control group, in user and network namespaces of its own."""
    script = f'echo $$ >{CGROUP}/{group}/cgroup.procs && exec unshare -Urn "$@"'
    return subprocess.Popen(["sh", "-c", script, "sh", *args], stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True, **kwargs)


def asks(service, group, verb, *args):
    """Exit status and answer of the command line in a control group."""
    with start_inside(group, ZKCAP, "--json", verb, *args, "--service", service.socket) as child:
        out, err = child.communicate(timeout=600)
    assert out, err
    return child.returncode, json.loads(out)
