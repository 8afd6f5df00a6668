#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The units of systemd: systemd accepts them, and what they forbid is not what the programs
# need.

# shellcheck source=selftests/unit/tap.sh
. selftests/unit/tap.sh

if ! command -v systemd-analyze >/dev/null; then
	skip_all "there is no systemd-analyze"
fi

# As installed below a prefix, but with the programs of this build
for unit in userspace/systemd/*.{service,socket}; do
	name=$(basename "$unit")
	sed "s|=/usr/s\?bin/|=$PWD/$B/bin/|" "$unit" >"$scratch/$name"
done
for unit in "$scratch"/*.{service,socket}; do
	name=$(basename "$unit")
	ok "systemd accepts $name" systemd-analyze verify --man=no "$unit"
	is "$(systemd-analyze verify --man=no "$unit" 2>&1)" "" "and says nothing about $name"
done

# allowed UNIT: system calls that its filters leave
allowed()
{
	python3 - "$1" <<-'END'
	import re
	import subprocess
	import sys

	def expand(name):
	    if not name.startswith("@"):
	        return {name}
	    text = subprocess.run(["systemd-analyze", "syscall-filter", name], check=True,
	                          capture_output=True, text=True).stdout
	    names = [l.strip() for l in text.splitlines()[1:]
	             if l.strip() and not l.strip().startswith("#")]
	    return set().union(*(expand(n) for n in names))

	left = set()
	with open(sys.argv[1], encoding="ascii") as unit:
	    for line in re.findall(r"^SystemCallFilter=(.*)$", unit.read(), re.M):
	        names = set().union(*(expand(n) for n in line.lstrip("~").split()))
	        left = left - names if line.startswith("~") else left | names
	print("\n".join(sorted(left)))
	END
}

unit=userspace/systemd/zkcap-measure.service
strace -f -o "$scratch/trace" "$zkcap" measure --no-tpm --manifest "$scratch/manifest" >/dev/null
sed -n 's/^[0-9]* *\([a-z0-9_]*\)(.*/\1/p' "$scratch/trace" | sort -u >"$scratch/used"
allowed "$unit" | sort -u >"$scratch/allowed"
ok "measuring makes system calls" test "$(wc -l <"$scratch/used")" -ge 20
is "$(comm -23 "$scratch/used" "$scratch/allowed" | grep -v '^execve$' | tr '\n' ' ')" "" \
	"the unit forbids none that measuring makes"
is "$(grep -c mount "$scratch/allowed")" 0 "but mounting"

# Directories that others have to reach, and one that they must not
tmpfiles=userspace/systemd/zkcap.tmpfiles.conf
if command -v systemd-tmpfiles >/dev/null; then
	mkdir -p "$scratch/root/run" "$scratch/root/var/lib" "$scratch/root/etc"
	cp /etc/passwd /etc/group "$scratch/root/etc/"
	ok "systemd-tmpfiles takes the file" systemd-tmpfiles --create --root="$scratch/root" \
		"$PWD/$tmpfiles"
	is "$(stat -c %a "$scratch/root/run/zkcap" "$scratch/root/var/lib/zkcap" | tr '\n' ' ')" \
		"755 700 " "and makes the directories as asked"
fi
done_testing
