#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The table of costs in Documentation/capabilities.rst is what the compiler does.

# shellcheck source=selftests/unit/tap.sh
. selftests/unit/tap.sh

# rows EXPRESSION: of a definition with the parameters that it names
rows()
{
	{
		echo 'apiVersion: zkcap/v1'
		echo 'kind: Capability'
		echo 'metadata: {name: cost, version: 1, title: Cost of an expression}'
		echo 'spec:'
		[[ $1 != *params.a* ]] || echo '  params: [{name: a, type: u64}]'
		echo '  assurance: measured'
		echo '  expression: |-'
		echo "    $1"
	} >"$scratch/cost.yaml"
	"$zkcap" --json circuit show "$scratch/cost.yaml" | jq -r '.rows // .error'
}

n=0
# shellcheck disable=SC2016 # backquotes of the text
while read -r expression && read -r count; do
	is "$(rows "$expression")" "$count" "$expression: $count rows"
	n=$((n + 1))
done < <(sed -n -e 's/^   \* - ``\([^`]*\)``.*/\1/p' -e 's/^     - \([0-9]*\)$/\1/p' \
	Documentation/capabilities.rst)
ok "there is a table" test "$n" -gt 20
done_testing
