#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# zkcap measure and attributes, with a software TPM: what is committed, when nothing is
# done, what is refused.

# shellcheck source=selftests/unit/tap.sh
. selftests/unit/tap.sh
# shellcheck source=selftests/unit/swtpm.sh
. selftests/unit/swtpm.sh

manifest=$scratch/state/manifest
log=$scratch/run/log.json
start_tpm "$scratch/tpm"

measure()
{
	"$zkcap" --json measure --manifest "$manifest" --event-log "$log" "$@"
}

# one KEY: of the JSON on standard input
one()
{
	jq -r ".$1"
}

# A first commitment
umask 077
first=$(measure)
is "$(one state <<<"$first")" committed "measuring commits"
is "$(stat -c %a "$manifest")" 600 "the manifest is its owner's alone"
is "$(stat -c %a "$scratch/state")" 700 "so is its directory"
is "$(stat -c %a "$log" "$scratch/run" | tr '\n' ' ')" "644 755 " "the event log is for everybody"
is "$(replay "$log" 13)" "$(pcr 13)" "the log replays to the PCR"
is "$(jq -r '.[0].content.commitment' "$log")" "$(one commitment <<<"$first")" \
	"the log has the commitment"
is "$("$zkcap" --json manifest show "$manifest" | one commitment)" \
	"$(one commitment <<<"$first")" "the manifest is the commitment's"
is "$(jq -r '.[0].digests[0].digest' "$log")" \
	"$( (printf zkcap-measurement-v1; jq -r '.[0].content | .schema + .commitment' "$log" |
		tr -d '\n' | python3 -c 'import sys; sys.stdout.buffer.write(bytes.fromhex(sys.stdin.read()))') |
		sha256sum | cut -d' ' -f1)" "its digest is the documented one"

# A second one
before=$(pcr 13)
is "$(measure | one state)" "unchanged since committed" "measuring again does nothing"
is "$(pcr 13)" "$before" "and does not extend"
is "$(measure | one commitment)" "$(one commitment <<<"$first")" "and shows the same commitment"
forced=$(measure --force)
is "$(one state <<<"$forced")" committed "--force commits anew"
ok "with another opening" test "$(one commitment <<<"$forced")" != "$(one commitment <<<"$first")"
is "$(replay "$log" 13)" "$(pcr 13)" "the log still replays to the PCR"

# A platform that is not what it was committed to.  Only the manifest can be changed here.
"$zkcap" manifest new --set memory.total=1:reported -o "$scratch/other" >/dev/null
cp -p "$manifest" "$scratch/kept"
cp -p "$scratch/other" "$manifest"
exits 1 "is not its manifest" "another manifest is not taken for the commitment's" measure
cp -p "$scratch/kept" "$manifest"
exits 1 "is the manifest of a commitment in PCR 13" "nor lost to another PCR" measure --pcr 14

# Somebody else extends the PCR
tpm2_pcrextend "13:sha256=$(printf '%064d' 1)"
exits 3 "PCR 13 is .* replays to .*something else extended it" "a foreign event is noticed" measure
exits 3 "something else extended it" "with --force, too" measure --force
mv "$log" "$log.lost"
exits 3 "or the log was lost" "a lost log is noticed" measure
mv "$log.lost" "$log"

# Damage
cp -p "$manifest" "$scratch/kept"
fresh()
{
	tpm2_pcrreset 16
	rm -rf "$scratch/fresh"
	mkdir "$scratch/fresh"
	measure_fresh >/dev/null
}
measure_fresh()
{
	"$zkcap" --json measure --manifest "$scratch/fresh/m" --event-log "$scratch/fresh/l" --pcr 16 \
		--allow-resettable
}
fresh
printf x | dd of="$scratch/fresh/m" bs=1 seek=100 conv=notrunc status=none
exits 1 "is not its manifest" "a manifest with a changed byte is not taken" measure_fresh
fresh
sed -i 's/"schema":"./"schema":"0/' "$scratch/fresh/l"
exits 3 "record 0" "a changed event is named" measure_fresh
fresh
truncate -s -20 "$scratch/fresh/l"
exits 3 "not JSON" "a cut off log is noticed" measure_fresh
fresh
tpm2_pcrreset 16
exits 3 "the TPM was reset since the log was begun" "so is a TPM that was reset" measure_fresh

# Runs at the same time: one commits, the others find that it did
tpm2_pcrreset 16
rm -rf "$scratch/fresh"
mkdir "$scratch/fresh"
for i in 1 2 3 4; do
	measure_fresh >"$scratch/at-once.$i" &
	pids[i]=$!
done
wait "${pids[@]}"
is "$(cat "$scratch"/at-once.* | jq -r .state | sort | uniq -c | tr -s ' \n' ' ')" \
	" 1 committed 3 unchanged since committed " "of runs at the same time one commits"
is "$(jq length "$scratch/fresh/l")" 1 "and there is one event"

# Options
exits 2 "can be reset without a restart" "a resettable PCR is refused" measure --pcr 16
exits 2 "is not for measurements" "the firmware's PCRs are refused" measure --pcr 7
exits 2 "is not for measurements" "so is a PCR that is not there" measure --pcr 24
exits 2 "expected --manifest" "--no-tpm does not write over what was measured" \
	"$zkcap" measure --no-tpm
exits 2 "expected --no-tpm" "a tree is not measured into a TPM" measure --root /
exits 3 "no TPM answers" "no TPM is an error" "$zkcap" measure --tcti "swtpm:host=127.0.0.1,port=9" \
	--manifest "$manifest" --event-log "$log"
offline=$("$zkcap" --json measure --no-tpm --manifest "$scratch/offline")
is "$(one state <<<"$offline")" "not committed" "--no-tpm commits to nothing"
is "$(stat -c %a "$scratch/offline")" 600 "its manifest is secret, too"
ok "nothing is left beside the files" test -z "$(find "$scratch" -name '*.??????' \
	-path '*/state/*' -o -name '*.pcr*' -path '*/state/*')"

# attributes
listed=$("$zkcap" --json attributes)
is "$(jq '.attributes | length' <<<"$listed")" \
	"$(python3 -c 'import yaml; print(len(yaml.safe_load(open("circuits/attributes.yaml"))["spec"]["attributes"]))')" \
	"every attribute is listed"
is "$(jq -r '.attributes[] | select(.name == "gpu.memory_max") |
	[.slot, .type, .unit, .least, .usual] | map(tostring) | join(" ")' <<<"$listed")" \
	"29 u64 bytes reported measured" "as the schema has it"
if [ "$(id -u)" = 0 ]; then
	is "$("$zkcap" --json attributes --values | jq -r '.attributes[] | select(.name == "tpm.manufacturer") | .value, .level' | tr '\n' ' ')" \
		"$((0x49424d00)) measured " "the TPM's properties are measured"
	is "$("$zkcap" --json attributes --values --manifest "$manifest" |
		jq -c '[.attributes[] | [.name, .value, .level]]')" \
		"$("$zkcap" --json attributes --values | jq -c '[.attributes[] | [.name, .value, .level]]')" \
		"the manifest has what is measured"
	chmod 755 "$scratch"
	# Where another user may not go, as in root's home, the sources are out of his reach.
	install -m 755 "$zkcap" "$scratch"
	install -m 644 circuits/attributes.yaml "$scratch"
	exits 1 "only root may see the values" "values are for root only" \
		setpriv --reuid 65534 --regid 65534 --clear-groups \
		"$scratch/zkcap" --data "$scratch" attributes --values
	ok "names are for everybody" setpriv --reuid 65534 --regid 65534 --clear-groups \
		"$scratch/zkcap" --data "$scratch" attributes
fi
exits 2 "expected --values" "a tree without --values" "$zkcap" attributes --root /
done_testing
