#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Every reason of the netlink specification is explained, under its code and name.

# shellcheck source=selftests/unit/tap.sh
. selftests/unit/tap.sh

spec=Documentation/netlink/specs/zkcap.yaml

of_spec()
{
	python3 - "$spec" <<-'END'
	import sys, yaml
	with open(sys.argv[1], encoding="ascii") as source:
	    spec = yaml.safe_load(source)
	entries = next(d["entries"] for d in spec["definitions"] if d["name"] == "reason")
	for code, entry in enumerate(entries):
	    if code:
	        print(code, entry["name"])
	END
}

explained()
{
	"$zkcap" --json explain | jq -r '.reasons[] | "\(.code) \(.reason)"'
}

each_alone()
{
	local code name
	while read -r code name; do
		"$zkcap" --json explain "$name" | jq -e --arg n "$name" --argjson c "$code" \
			'.reason == $n and .code == $c and (.checked | length) > 10 and
			 (.remedy | length) > 10' >/dev/null || { echo "$name"; return 1; }
	done < <(of_spec)
}

is "$(explained)" "$(of_spec)" "reasons are those of the specification"
ok "each has what was checked and what to do" each_alone
is "$("$zkcap" --json explain 80 | jq -r .reason)" \
	"$("$zkcap" --json explain proof | jq -r .reason)" "a code is as good as a name"
exits 0 'subgroup' "a verdict has words" "$zkcap" explain proof 14
exits 0 'No space left' "an errno has words" "$zkcap" explain enforcement 28
exits 2 'expected a reason' "an unknown reason" "$zkcap" explain no-such-thing
exits 2 'expected a reason' "an unknown code" "$zkcap" explain 4000
exits 2 'not a number' "a detail that is no number" "$zkcap" explain proof x
done_testing
