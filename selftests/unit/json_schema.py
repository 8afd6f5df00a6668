# SPDX-License-Identifier: GPL-2.0-only
"""
Usage: json_schema.py ZKCAP

Checks the shipped documents, and many documents with one thing changed, with the
JSON Schemas and with the tool, which must agree.  Computes digests again.
"""

import copy
import glob
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile

import jsonschema
import yaml

ZKCAP = sys.argv[1]
COUNT = 0

# What no JSON Schema says: the tool's own rules, beyond the form of a document
BEYOND = re.compile(r"is a.b already|has slot 1 already|has two names|as the file is called|"
                    r"value: \"|expected (an attribute|a condition|an operator)|"
                    r"(is|are) in class|more than nothing|below 2\^64|a time from|cannot open|"
                    r"an X.509 certificate|No such file|a device node|matches nothing|"
                    r"is the measurement's|can be reset|has no (document|parameter)|"
                    r"a key \"min\"|there is no Tenant|below the root|the same key|"
                    r"at least one of cpu|a whole number below")


def ok(passed, name, detail=""):
    global COUNT
    COUNT += 1
    print(f"{'ok' if passed else 'not ok'} {COUNT} - {name}")
    if not passed:
        print("\n".join("# " + line for line in str(detail).splitlines()))


def schema(name):
    with open(f"circuits/schema/{name}.schema.json", encoding="utf-8") as f:
        document = json.load(f)
    jsonschema.Draft202012Validator.check_schema(document)
    return jsonschema.Draft202012Validator(document)


def canonical(document):
    """RFC 8785, for documents in ASCII with integers only"""
    return json.dumps(document, sort_keys=True, separators=(",", ":")).encode()


def tool(data, path):
    run = subprocess.run([ZKCAP, "--json", "--data", data, "circuit", "show", path],
                         capture_output=True, text=True, check=False)
    return run.returncode, json.loads(run.stdout)


def variants(document):
    """The document with one node changed, each with what was changed"""
    for path in list(nodes(document, ())):
        for what, change in CHANGES:
            changed = copy.deepcopy(document)
            parent = changed
            for step in path[:-1]:
                parent = parent[step]
            if change(parent, path[-1]):
                yield f"{'.'.join(map(str, path))} {what}", changed


def nodes(node, path):
    if path:
        yield path
    if isinstance(node, dict):
        for key in node:
            yield from nodes(node[key], path + (key,))
    elif isinstance(node, list):
        for i, item in enumerate(node[:2]):
            yield from nodes(item, path + (i,))


def put(value):
    def change(parent, key):
        if parent[key] == value and isinstance(parent[key], type(value)):
            return False
        parent[key] = value
        return True
    return change


def remove(parent, key):
    del parent[key]
    return True


def rename(parent, key):
    if not isinstance(parent, dict):
        return False
    parent[key + "x"] = parent.pop(key)
    return True


def extend(parent, key):
    if isinstance(parent[key], dict):
        parent[key]["surplus"] = 1
    elif isinstance(parent[key], str):
        parent[key] += "!"
    elif isinstance(parent[key], list) and parent[key]:
        parent[key] += [parent[key][0]] * 130
    else:
        return False
    return True


CHANGES = [
    ("removed", remove),
    ("renamed", rename),
    ("extended", extend),
    ("null", put(None)),
    ("true", put(True)),
    ("zero", put(0)),
    ("negative", put(-1)),
    ("one", put(1)),
    ("119", put(119)),
    ("large", put(1 << 40)),
    ("fraction", put(1.5)),
    ("empty string", put("")),
    ("string 1", put("1")),
    ("word", put("word")),
    ("dotted", put("a.b")),
    ("upper case", put("Word")),
    ("u64", put("u64")),
    ("bits64", put("bits64")),
    ("signed", put("signed")),
    ("absent", put("absent")),
    ("200 characters", put("a" * 200)),
    ("201 characters", put("a" * 201)),
    ("63 characters", put("a" * 63)),
    ("64 characters", put("a" * 64)),
    ("4097 characters", put("a" * 4097)),
    ("list", put([])),
    ("mapping", put({})),
]


def compare(name, validator, document, write):
    """All variants of a document: the tool accepts what the schema accepts"""
    n = 0
    for what, changed in variants(document):
        n += 1
        valid = validator.is_valid(changed)
        status, said = write(changed)
        accepted = status == 0
        if valid == accepted or (valid and BEYOND.search(said["error"])):
            continue
        ok(False, f"{name}: {what}", f"schema: {valid}, tool: {said.get('error', 'accepted')}")
        return
    ok(n > 100, f"{name}: schema and tool agree on {n} changed documents")


ATTRIBUTES = {
    "apiVersion": "zkcap/v1",
    "kind": "AttributeSchema",
    "metadata": {"name": "test", "version": 1, "title": "T"},
    "spec": {"attributes": [
        {"slot": 1, "name": "a.b", "title": "T", "type": "u64", "unit": "bytes",
         "source": "S", "assurance": {"least": "reported", "usual": "measured"}},
        {"slot": 2, "name": "a.c", "title": "T", "type": "bits64", "source": "S",
         "assurance": {"least": "measured", "usual": "measured"},
         "bits": {"prefix": "a.c", "names": {"X": 1, "Y": 63}}},
    ]},
}
CAPABILITY = {
    "apiVersion": "zkcap/v1",
    "kind": "Capability",
    "metadata": {"name": "test", "version": 1, "title": "T"},
    "spec": {"params": [{"name": "min", "type": "u64", "unit": "bytes"},
                        {"name": "other", "type": "version"}],
             "assurance": "measured",
             "expression": "a.b in set(\"s\")"},
}
SET = {
    "apiVersion": "zkcap/v1",
    "kind": "Set",
    "metadata": {"name": "s", "title": "T"},
    "spec": {"type": "u64", "items": [{"value": "5", "source": "S"},
                                      {"value": "0x7", "source": "S"}]},
}


def compare_all(data):
    paths = {"attributes": (ATTRIBUTES, f"{data}/attributes.yaml"),
             "set": (SET, f"{data}/sets/s.yaml"),
             "capability": (CAPABILITY, f"{data}/c.yaml")}
    os.mkdir(f"{data}/sets")

    def write(name, document):
        # JSON is YAML, and leaves no doubt about types
        with open(paths[name][1], "w", encoding="utf-8") as f:
            json.dump(document, f)

    for name in paths:
        write(name, paths[name][0])
    status, said = tool(data, paths["capability"][1])
    ok(status == 0, "the documents to be changed are accepted", said)
    for name, (document, path) in paths.items():
        def attempt(changed, name=name):
            write(name, changed)
            status, said = tool(data, paths["capability"][1])
            # a fault elsewhere is a consequence: this document was taken
            if status and not re.match(".*" + re.escape(paths[name][1]), said["error"]):
                return 0, said
            return status, said
        compare(name, schema(name), document, attempt)
        write(name, document)


CONFIG = {
    "pool": {
        "apiVersion": "zkcap/v1", "kind": "Pool", "metadata": {"name": "host", "title": "T"},
        "spec": {"cpu": "2.5", "memory": "8Gi", "pids": 5},
    },
    "device-class": {
        "apiVersion": "zkcap/v1", "kind": "DeviceClass", "metadata": {"name": "gpu"},
        "spec": {"mode": "shared", "share": 2,
                 "nodes": [{"path": "/dev/null"}, {"type": "char", "major": 1, "minor": 5}]},
    },
    "trust-policy": {
        "apiVersion": "zkcap/v1", "kind": "TrustPolicy", "metadata": {"name": "default"},
        "spec": {"authorities": ["ca.pem"],
                 "hostKeys": [{"id": "01" * 20}, {"certificate": "ca.pem"}],
                 "revoked": [{"id": "02" * 20}],
                 "measurement": {"pcr": 13, "base": "03" * 32, "commitment": "last"},
                 "pcrs": [0, 7, 16], "allowResettable": [16],
                 "references": [{"0": "04" * 32, "14": "05" * 32}],
                 "clockSafe": True, "maxAge": "1h30m"},
    },
    "offer": {
        "apiVersion": "zkcap/v1", "kind": "Offer", "metadata": {"name": "compute"},
        "spec": {"trust": "default",
                 "capabilities": [{"name": "cpu-cores", "params": {"min": 8}}],
                 "resources": {"cpu": "500m", "memory": 4096, "pids": "max",
                               "devices": {"gpu": 1}},
                 "duration": "7d", "onExpiry": "freeze", "grace": "500ms", "price": 3,
                 "priority": 1, "tenants": ["there"], "grantsPerTenant": 2},
    },
    "tenant": {
        "apiVersion": "zkcap/v1", "kind": "Tenant", "metadata": {"name": "web"},
        "spec": {"cgroup": "/zkt", "whenAbsent": "skip", "keys": [{"id": "01" * 20}],
                 "baseline": {"cpu": 1, "memory": "max", "pids": 10}},
    },
}
OTHERS = """
apiVersion: zkcap/v1
kind: Tenant
metadata: {name: there}
spec: {cgroup: /zkt-there, whenAbsent: skip}
"""


def compare_config(folder):
    """Documents under /etc/zkcap, judged without a kernel"""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=t",
                    "-keyout", "/dev/null", "-out", f"{folder}/ca.pem", "-addext",
                    "subjectKeyIdentifier=hash"], check=True, capture_output=True)
    with open(f"{folder}/others.yaml", "w", encoding="utf-8") as f:
        f.write(OTHERS)
    path = f"{folder}/changed.yaml"

    def attempt(changed):
        with open(path, "w", encoding="utf-8") as f:
            json.dump(changed, f)
        run = subprocess.run([ZKCAP, "--json", "--data", "circuits", "load", "--check",
                              f"{folder}/others.yaml", path], capture_output=True, text=True,
                             check=False)
        return run.returncode, json.loads(run.stdout)

    for name, document in CONFIG.items():
        status, said = attempt(document)
        ok(status == 0 and schema(name).is_valid(document), f"{name}: to be changed", said)
        compare(name, schema(name), document, attempt)


def examples():
    names = {document["kind"]: name for name, document in CONFIG.items()}
    for path in sorted(glob.glob("userspace/etc/*.yaml")):
        with open(path, encoding="utf-8") as f:
            documents = list(yaml.safe_load_all(f))
        ok(documents and all(schema(names[d["kind"]]).is_valid(d) for d in documents),
           f"{path} follows its schema")


def load(path):
    with open(path, encoding="utf-8") as f:
        return yaml.safe_load(f)


def set_digest(name):
    values = set()
    document = load(f"circuits/sets/{name}.yaml")
    for item in document["spec"]["items"]:
        if document["spec"]["type"] == "u64":
            values.add(int(item["value"], 0))
        else:
            values.add(int(item["value"].removeprefix("sha256:")[:62], 16))
    return hashlib.sha256(b"".join(v.to_bytes(32, "big") for v in sorted(values))).hexdigest()


def shipped():
    attributes = load("circuits/attributes.yaml")
    ok(schema("attributes").is_valid(attributes), "attributes.yaml follows its schema")
    for path in sorted(glob.glob("circuits/sets/*.yaml")):
        ok(schema("set").is_valid(load(path)), f"{path} follows its schema")
    for path in sorted(glob.glob("circuits/capabilities/*.yaml")):
        document = load(path)
        ok(schema("capability").is_valid(document), f"{path} follows its schema")
        _, said = tool("circuits", path)
        ok(said.get("schema") == hashlib.sha256(canonical(attributes)).hexdigest(),
           f"{path}: the schema's digest is that of its canonical JSON", said)
        names = re.findall(r'set\("([^"]*)"\)', document["spec"]["expression"])
        if names:
            document["spec"]["sets"] = {name: set_digest(name) for name in names}
        ok(said.get("id") == hashlib.sha256(canonical(document)).hexdigest(),
           f"{path}: the id is the digest of its canonical JSON", said)


shipped()
examples()
with tempfile.TemporaryDirectory() as directory:
    compare_all(directory)
with tempfile.TemporaryDirectory() as directory:
    compare_config(directory)
print(f"1..{COUNT}")
