#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# zkcap verify, on the worked example: verdicts, exit codes, and what it says of mistakes.

# shellcheck source=selftests/unit/tap.sh
. selftests/unit/tap.sh

vectors=selftests/unit/vectors
example=$vectors/worked-example.json

# bytes_of FILTER FILE: hex in a JSON file to bytes
bytes_of()
{
	jq -r "$1" "$2" | tr a-f A-F | tr -d '\n' | basenc --base16 -d
}

vk=$scratch/example.vk
proof=$scratch/example.proof
bytes_of .vk $example >"$vk"
bytes_of .proof $example >"$proof"
context=$(jq -r .context $example)
commitment=$(jq -r .commitment $example)
stated=(--vk "$vk" --context "$context" --commitment "$commitment")

verify()
{
	"$zkcap" verify "$@"
}

exits 0 accepted "the worked example" verify "${stated[@]}" --public 8192 "$proof"
exits 0 accepted "a public input in hex" verify "${stated[@]}" --public 0x2000 "$proof"
exits 0 accepted "options in another order" \
	verify --public 8192 --commitment "0x$commitment" --context "0x$context" --vk "$vk" "$proof"
exits 0 'proofs *3' "three groups are one request" verify "${stated[@]}" --public 8192 "$proof" \
	--vk "$vk" --public 8192 "$proof" "${stated[@]}" --public 8192 "$proof"
is "$(verify --json "${stated[@]}" --public 8192 "$proof" | jq -r .verdict)" accepted \
	"--json: accepted"

exits 1 'example.proof: refused: equation' "another public input" \
	verify "${stated[@]}" --public 8193 "$proof"
exits 1 'refused: equation' "a public input of the field's size" verify "${stated[@]}" \
	--public 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000000 "$proof"
exits 1 'refused: public_count' "no public input" verify "${stated[@]}" "$proof"
exits 1 'refused: equation' "another context" verify --vk "$vk" --context "${context//0/1}" \
	--commitment "$commitment" --public 8192 "$proof"
exits 1 '--commitment: refused: point_flags: commitment' "a commitment that is no point" verify \
	--vk "$vk" --context "$context" --commitment "$(printf '%096d' 0)" --public 8192 "$proof"
exits 1 'proof_length' "an empty proof" verify "${stated[@]}" --public 8192 /dev/null
exits 1 '/dev/null: refused: key_length' "an empty key" verify --vk /dev/null
exits 1 'key_magic' "a file that is no key" verify --vk <(tail -c 504 "$proof")

cp "$proof" "$scratch/bad.proof"
printf '\xff' | dd of="$scratch/bad.proof" bs=1 seek=528 conv=notrunc status=none
exits 1 'bad.proof: refused: scalar_range: a~: ' "a refusal names file, reason and element" \
	verify "${stated[@]}" --public 8192 "$scratch/bad.proof"
exits 1 'bad.proof: refused' "the bad one of two is named" verify "${stated[@]}" --public 8192 \
	"$proof" --vk "$vk" --public 8192 "$scratch/bad.proof"
is "$(verify --json "${stated[@]}" --public 8192 "$proof" --vk "$vk" --public 8192 \
	"$scratch/bad.proof" | jq -r '[.verdict, .reason, .element, .index] | join(" ")')" \
	'refused scalar_range a~ 1' "--json: refused, why and where"
ok "--json: exit code is the same" sh -c \
	"'$zkcap' verify --json --vk /dev/null; test \$? = 1"

exits 2 'no-such-file: cannot open' "a missing proof" verify "${stated[@]}" --public 8192 no-such-file
exits 2 'no-such-key: cannot open' "a missing key" verify --vk no-such-key
exits 2 'needs --vk before it' "a proof without a key" verify "$proof"
exits 2 'needs --vk before it' "the key does not carry over" \
	verify "${stated[@]}" --public 8192 "$proof" --public 8192 "$proof"
exits 2 'needs --context before it' "a proof without a context" \
	verify --vk "$vk" --commitment "$commitment" "$proof"
exits 2 'needs --commitment before it' "a proof without a commitment" \
	verify --vk "$vk" --context "$context" "$proof"
exits 2 'expected a PROOF' "options without a proof" verify "${stated[@]}"
exits 2 'expected a PROOF' "nothing at all" verify
exits 2 '--context: has 2 hex digits: expected 64' "a short context" verify --context 00
exits 2 '--commitment: ' "a commitment that is not hex" verify --commitment xyz
for bad in -1 1.5 0x '' 12z "$(printf '%081d' 1)" \
	0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001; do
	exits 2 "'$bad' is not a field element" "public input '${bad:0:12}'" \
		verify "${stated[@]}" "--public=$bad" "$proof"
done
seventeen=()
for _ in {1..17}; do
	seventeen+=(--public 1)
done
exits 2 'more than 16' "too many public inputs" verify "${stated[@]}" "${seventeen[@]}" "$proof"
done_testing
