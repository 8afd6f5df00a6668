# SPDX-License-Identifier: GPL-2.0-only
"""A software TPM driven by tpm2-tools, an authority on OpenSSL, and quotes as
structures that can be changed and signed again by a key without a TPM.
"""

import hashlib
import os
import struct
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "../lib")]

# The path above has to be there first.
from outside import Started, run  # noqa: E402

GENERATED = 0xFF544347
ST_QUOTE = 0x8018
ALG_SHA1, ALG_SHA256, ALG_RSASSA, ALG_RSAPSS, ALG_ECDSA = 0x4, 0xB, 0x14, 0x16, 0x18


def sha256(*parts):
    """SHA-256 over the parts one after the other."""
    return hashlib.sha256(b"".join(parts)).digest()


def b2(data):
    """A TPM2B."""
    return struct.pack(">H", len(data)) + data


class Authority:
    """A certificate authority in a folder of its own."""

    def __init__(self, folder, name):
        self.folder, self.name = folder, name
        self.key, self.pem = f"{folder}/{name}.key", f"{folder}/{name}.pem"
        run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-sha256",
            "-subj", f"/CN={name}", "-keyout", self.key, "-out", self.pem,
            "-addext", "keyUsage=critical,keyCertSign",
            "-addext", "subjectKeyIdentifier=hash")
        self.der = run("openssl", "x509", "-in", self.pem, "-outform", "DER")
        run("openssl", "genrsa", "-out", f"{folder}/csr.key", "2048")
        run("openssl", "req", "-new", "-key", f"{folder}/csr.key", "-subj", "/CN=unused",
            "-out", f"{folder}/csr.pem")
        with open(f"{folder}/ak.ext", "w", encoding="ascii") as ext:
            ext.write("subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n"
                      "keyUsage=critical,digitalSignature\nextendedKeyUsage=2.23.133.8.3\n")
        with open(f"{folder}/noid.ext", "w", encoding="ascii") as ext:
            ext.write("subjectKeyIdentifier=none\nauthorityKeyIdentifier=keyid\n")

    def certify(self, public_pem, extensions="ak.ext", digest="-sha256"):
        """DER of a certificate for a public key."""
        return run("openssl", "x509", "-req", "-in", f"{self.folder}/csr.pem", "-force_pubkey",
                   public_pem, "-CA", self.pem, "-CAkey", self.key, "-CAcreateserial", "-days",
                   "30", digest, "-extfile", f"{self.folder}/{extensions}", "-outform", "DER")


def key_id(certificate, folder):
    """Subject key identifier of a certificate in DER."""
    path = f"{folder}/id.der"
    with open(path, "wb") as out:
        out.write(certificate)
    text = run("openssl", "x509", "-inform", "DER", "-in", path, "-noout",
               "-ext", "subjectKeyIdentifier").decode()
    return bytes.fromhex(text.splitlines()[1].strip().replace(":", ""))


class SoftKey:
    """An RSA key that signs whatever it is given: what a TPM's restricted key never does."""

    def __init__(self, folder, name, bits=2048):
        self.key, self.public_pem = f"{folder}/{name}.key", f"{folder}/{name}.pub"
        run("openssl", "genrsa", "-out", self.key, str(bits))
        run("openssl", "rsa", "-in", self.key, "-pubout", "-out", self.public_pem)

    def sign(self, data, digest="sha256"):
        """TPMT_SIGNATURE, RSASSA."""
        raw = run("openssl", "dgst", f"-{digest}", "-sign", self.key, input=data)
        return struct.pack(">HH", ALG_RSASSA, ALG_SHA256) + b2(raw)


class Tpm:
    """A TPM 2.0 of its own, with an attestation key."""

    def __init__(self, folder):
        self.folder, sock = folder, f"{folder}/sock"
        os.makedirs(f"{folder}/state")
        self.env = dict(os.environ, TPM2TOOLS_TCTI=f"swtpm:path={sock}")
        self.process = Started("swtpm", "socket", "--tpm2", "--tpmstate", f"dir={folder}/state",
                               "--server", f"type=unixio,path={sock}",
                               "--ctrl", f"type=unixio,path={sock}.ctrl",
                               "--flags", "not-need-init,startup-clear")
        wait_for(f"{sock}.ctrl")
        self.tool("createek", "-c", "ek.ctx", "-G", "rsa")

    def tool(self, command, *args):
        """One of tpm2-tools in the TPM's folder."""
        self.flush()
        return run(f"tpm2_{command}", *args, cwd=self.folder, env=self.env)

    def flush(self):
        """Nothing resource-manages this TPM."""
        for kind in ("-t", "-s"):
            run("tpm2_flushcontext", kind, cwd=self.folder, env=self.env, check=False)

    def create_ak(self, name, algorithm="rsa", scheme="rsassa"):
        """A restricted signing key under the endorsement key; the path of its public key."""
        self.tool("createak", "-C", "ek.ctx", "-c", f"{name}.ctx", "-G", algorithm, "-g", "sha256",
                  "-s", scheme, "-u", f"{name}.pub", "-n", f"{name}.name")
        self.tool("readpublic", "-c", f"{name}.ctx", "-f", "pem", "-o", f"{name}.pem")
        return f"{self.folder}/{name}.pem"

    def extend(self, pcr, digest):
        """PCR of the SHA-256 bank."""
        self.tool("pcrextend", f"{pcr}:sha256={digest.hex()}")

    def pcr(self, index):
        """Value of a PCR of the SHA-256 bank."""
        self.tool("pcrread", f"sha256:{index}", "-o", "pcr.bin")
        with open(f"{self.folder}/pcr.bin", "rb") as value:
            return value.read()

    def quote(self, name, selection, nonce, *options):
        """TPMS_ATTEST and TPMT_SIGNATURE of TPM2_Quote."""
        self.tool("quote", "-c", f"{name}.ctx", "-l", selection, "-q", nonce.hex(),
                  "-m", "quote.msg", "-s", "quote.sig", *options)
        with open(f"{self.folder}/quote.msg", "rb") as message, \
             open(f"{self.folder}/quote.sig", "rb") as signature:
            return message.read(), signature.read()

    def stop(self):
        """Ends the TPM."""
        self.process.stop()


def wait_for(path):
    """Until there is a socket."""
    for _ in range(100):
        if os.path.exists(path):
            return
        time.sleep(0.1)
    raise TimeoutError(f"nothing listens at {path}")


class Quote:
    """TPMS_ATTEST of a quote, field by field, to be changed and packed again."""

    def __init__(self, nonce, pcr_digest, pcrs):
        self.magic, self.type = GENERATED, ST_QUOTE
        self.signer = b"\x00\x0b" + bytes(32)
        self.nonce, self.clock, self.safe, self.firmware = nonce, bytes(16), 1, bytes(8)
        self.selections = [(ALG_SHA256, pcr_bits(pcrs))]
        self.pcr_digest = pcr_digest

    def pack(self):
        """The bytes that are signed."""
        selections = b"".join(struct.pack(">HB", bank, len(bits)) + bits
                              for bank, bits in self.selections)
        return (struct.pack(">IH", self.magic, self.type) + b2(self.signer) + b2(self.nonce) +
                self.clock + bytes([self.safe]) + self.firmware +
                struct.pack(">I", len(self.selections)) + selections + b2(self.pcr_digest))


def pcr_bits(pcrs, size=3):
    """The bit map of a TPMS_PCR_SELECTION."""
    bits = bytearray(size)
    for pcr in pcrs:
        bits[pcr // 8] |= 1 << pcr % 8
    return bytes(bits)
