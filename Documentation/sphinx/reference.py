# SPDX-License-Identifier: GPL-2.0-only
"""Sphinx directive: reference pages out of what the project itself reads.

.. reference:: operations | attributes | reasons    (the netlink specification)
.. reference:: abi                                   (Documentation/ABI)
.. reference:: commands | programs                   (the programs' own tables)
"""

import json
import os
import subprocess
from pathlib import Path

import yaml
from docutils import statemachine
from docutils.parsers.rst import Directive

TOP = Path(__file__).resolve().parents[2]
SPEC = TOP / "Documentation/netlink/specs/zkcap.yaml"
ABI = TOP / "Documentation/ABI/testing/sysfs-kernel-zkcap"


def heading(text, line):
    return ["", text, line * len(text), ""]


def escape(text):
    return " ".join(text.replace("\\", "\\\\").replace("*", "\\*").replace("|", "\\|").split())


def spec():
    return yaml.safe_load(SPEC.read_text(encoding="utf-8"))


def operations():
    out = []
    for op in spec()["operations"]["list"]:
        out += heading(op["name"], "-") + [op.get("doc", ""), ""]
        for mode in ("do", "dump"):
            for way in ("request", "reply"):
                names = op.get(mode, {}).get(way, {}).get("attributes", [])
                if names:
                    listed = ", ".join(f"``{n}``" for n in names)
                    out += [f"*{mode}, {way}* (``{op['attribute-set']}``): {listed}", ""]
    return out


def attribute_type(attribute):
    kind = attribute["type"]
    if "nested-attributes" in attribute:
        kind = attribute["nested-attributes"]
    if "enum" in attribute:
        kind += ", " + attribute["enum"]
    checks = [f"{k} {v}" for k, v in attribute.get("checks", {}).items()]
    return ", ".join([kind] + checks + ["repeated"] * attribute.get("multi-attr", False))


def attributes():
    out = []
    for group in spec()["attribute-sets"]:
        out += heading(group["name"], "-")
        for a in group["attributes"]:
            out += [f"``{a['name']}`` ({attribute_type(a)})",
                    "    " + escape(a.get("doc", "as its name says")), ""]
    return out


def reasons():
    enum = next(d for d in spec()["definitions"] if d["name"] == "reason")
    out = []
    for code, entry in enumerate(enum["entries"]):
        text = entry.get("doc", "as its name says")
        out += [f"{code} ``{entry['name']}``", "    " + escape(text), ""]
    return out


def abi():
    out, path, text = [], None, []
    for line in ABI.read_text(encoding="utf-8").splitlines() + ["What:\t\t"]:
        if line.startswith("What:"):
            if path:
                out += [f"``{path}``", "    " + escape(" ".join(text)), ""]
            path, text = line.split(":", 1)[1].strip(), []
        elif line.startswith("Description:") or line.startswith("\t"):
            text.append(line.replace("Description:", ""))
    return out


def options(table):
    out = []
    for o in table:
        name = "--" + o["name"] + (" " + o["argument"] if o["argument"] else "")
        if o.get("short"):
            name = f"-{o['short']}, {name}"
        out += [f"``{name}``", "    " + escape(o["help"]), ""]
    return out


def ask(program, *args):
    tool = Path(os.environ.get("B", TOP / "build")) / "bin" / program
    return json.loads(subprocess.run([tool, *args], check=True, capture_output=True).stdout)


def commands():
    table = ask("zkcap", "--json", "help")
    out = heading("Options of every command", "-") + options(table["options"])
    for noun in table["commands"]:
        out += heading("zkcap " + noun["name"], "-") + [escape(noun["summary"]) + ".", ""]
        for verb in noun["verbs"]:
            words = " ".join(w for w in ("zkcap", noun["name"], verb["name"]) if w)
            out += ["::", "", f"    {words} {verb['synopsis']}", ""]
            if verb["name"]:
                out += [escape(verb["summary"]) + ".", ""]
            out += [escape(p) + "\n" for p in (verb["details"] or "").split("\n\n") if p]
            out += [""] + options(verb["options"])
    return "\n".join(out).splitlines()


def programs():
    out = []
    for table in (ask("zkcapd", "--help=json"), ask("zkcap-oci-hook", "--help=json")):
        out += heading(table["name"], "-") + [escape(table["summary"]) + ".", ""]
        out += ["::", "", f"    {table['name']} {table['synopsis']}", ""]
        out += [escape(p) + "\n" for p in table["details"].split("\n\n")]
        out += ["*" + table["title"] + "*:", ""]
        for row in table["rows"]:
            name = " ".join(w for w in (row["name"], row["argument"]) if w)
            out += [f"``{name}``", "    " + escape(row["help"]), ""]
    return "\n".join(out).splitlines()


GENERATORS = {f.__name__: f for f in (operations, attributes, reasons, abi, commands, programs)}


class Reference(Directive):
    """Inserts one generated list where the directive stands."""

    required_arguments = 1

    def run(self):
        name = self.arguments[0]
        if name not in GENERATORS:
            raise self.error(f"reference: {name}: expected one of {', '.join(GENERATORS)}")
        lines = statemachine.StringList(GENERATORS[name](), source=f"reference {name}")
        self.state_machine.insert_input(lines, f"reference {name}")
        return []


def setup(app):
    app.add_directive("reference", Reference)
    return {"parallel_read_safe": True}
