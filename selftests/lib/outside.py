# SPDX-License-Identifier: GPL-2.0-only
"""Commands that have to succeed, run where they run fastest.

In an emulated guest the lab offers to run some programs outside, at the machine's own
speed (see scripts/lab/outside): those that belong to the attesting platform, which is
another machine in earnest too.  They see the files below ZKCAP_OUTSIDE and no other of
the guest's, so a command goes outside if it works there.  Elsewhere everything runs here.
"""

import itertools
import json
import os
import subprocess
import tempfile
import time

FOLDER = os.environ.get("ZKCAP_OUTSIDE")
counter = itertools.count()


def work_folder():
    """A temporary folder that commands outside see as well."""
    return tempfile.TemporaryDirectory(dir=FOLDER)


def concerned(command, cwd):
    """Whether it works in the shared folder."""
    return bool(FOLDER) and any(f"{FOLDER}/" in f"{part}" for part in (*command, cwd or ""))


def ask(question):
    """The answer from outside."""
    path = f"{FOLDER}/{os.getpid()}-{next(counter)}"
    with open(path + ".question", "w", encoding="ascii") as out:
        json.dump(question, out)
    os.rename(path + ".question", path + ".ask")
    while not os.path.exists(path + ".answer"):
        time.sleep(0.002)
    with open(path + ".answer", encoding="ascii") as source:
        answer = json.load(source)
    for kind in (".taken", ".answer"):
        os.unlink(path + kind)
    return answer


def question_of(command, cwd, env):
    """What is asked; only what the environment has more than this program's."""
    return {"command": command, "cwd": cwd or os.getcwd(),
            "env": {key: value for key, value in (env or os.environ).items()
                    if os.environ.get(key) != value or key.startswith("ZKCAP_")}}


def run(*command, cwd=None, env=None, input=None, check=True):
    """What the command prints."""
    # pylint: disable=redefined-builtin
    if not concerned(command, cwd):
        return subprocess.run(command, check=check, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, cwd=cwd, env=env, input=input).stdout
    answer = ask({**question_of(command, cwd, env), "input": (input or b"").hex()})
    stdout, stderr = (bytes.fromhex(answer[name]) for name in ("stdout", "stderr"))
    if check and answer["status"]:
        raise subprocess.CalledProcessError(answer["status"], command, stdout, stderr)
    return stdout


class Started:
    """A command in the background, until it is stopped."""

    def __init__(self, *command, cwd=None, env=None):
        self.child = self.pid = None
        if concerned(command, cwd):
            self.pid = ask({**question_of(command, cwd, env), "start": True})["pid"]
        else:
            self.child = subprocess.Popen(  # pylint: disable=consider-using-with
                command, cwd=cwd, env=env)

    def stop(self):
        """Ends it."""
        if self.pid:
            ask({"stop": self.pid})
        else:
            self.child.terminate()
            self.child.wait()
