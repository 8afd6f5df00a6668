#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# zkcap srs, manifest and prove: every shipped definition proved for a manifest that has
# the capability and refused for one that has not, and what is said of mistakes.

# shellcheck source=selftests/unit/tap.sh
. selftests/unit/tap.sh

capabilities=circuits/capabilities
context=$(printf '%064x' 0x5eed)

# DEFINITION | parameters | public inputs | attributes with the capability | without it
definitions()
{
	cat <<-'END'
	cpu-aesni|||cpu.cpuid.AESNI=1:measured cpu.cpuid.PCLMULQDQ=1:measured|cpu.cpuid.AESNI=1:measured
	cpu-avx2|||cpu.cpuid.AVX2=1:measured cpu.cpuid.OSXSAVE=1:measured|cpu.cpuid.AVX2=1:reported cpu.cpuid.OSXSAVE=1:measured
	cpu-avx512|||cpu.cpuid.AVX512F=1:2 cpu.cpuid.AVX512DQ=1:2 cpu.cpuid.AVX512CD=1:2 cpu.cpuid.AVX512BW=1:2 cpu.cpuid.AVX512VL=1:2 cpu.cpuid.OSXSAVE=1:2|cpu.cpuid.AVX512F=1:2 cpu.cpuid.AVX512DQ=1:2 cpu.cpuid.OSXSAVE=1:2
	cpu-confidential|||cpu.security.tdx_enabled=1:measured|cpu.security.tdx_enabled=0:measured
	cpu-cores|min=8|8|cpu.topology.core_count=8:measured|cpu.topology.core_count=7:measured
	cpu-mitigations|||cpu.mitigated=0xffffffffffffffff:measured|cpu.mitigated=0xfffffffffffffffe:measured
	fips-mode|||system.fips_mode=1:signed openssl.fips_provider=1:measured|system.fips_mode=1:measured
	gpu-memory|min=8Gi|8589934592|gpu.memory_max=8Gi:measured|gpu.memory_max=8589934591:measured
	gpu-vendor|||gpu.vendor_id=0x10de:measured|gpu.vendor_id=0x10df:measured
	kernel-ima|||kernel.ima.enabled=1:2 kernel.ima.measure_executables=1:2 kernel.module_sig_enforce=1:2|kernel.ima.enabled=1:2 kernel.module_sig_enforce=1:2
	kernel-lockdown|||kernel.lockdown=2:measured|kernel.lockdown=0:measured
	kernel-signed-modules|||kernel.lockdown=1:measured|kernel.lockdown=1:reported
	kernel-version|from=6.1 below=6.13.0|0x6000100000000 0x6000d00000000|kernel.version=6.12.9:measured|kernel.version=6.13.0:measured
	memory-total|min=1Ti|1099511627776|memory.total=2Ti:measured|memory.total=999Gi:measured
	nic-speed|min=100|100|network.device.speed_max=0xffffffffffffffff:reported|network.device.speed_max=99:signed
	openssl-approved|||openssl.library=sha256:aa01e614af634bc7c8b678c9250b5c4f613c61989bacf0a5d6aed6570e7dcabd:measured|openssl.library=sha256:aa01e614af634bc7c8b678c9250b5c4f613c61989bacf0a5d6aed6570e7dcab00:measured
	openssl-version|min=3.0.14|0x300000000000e|openssl.version=3.0.22:measured|openssl.version=3.0.13:measured
	secure-boot|||firmware.secure_boot=1:measured firmware.setup_mode=0:measured|firmware.secure_boot=1:measured firmware.setup_mode=1:measured
	storage-nvme|min=1T|1000000000000|storage.nvme_count=1:2 storage.rotational_count=0:2 storage.total=1T:2|storage.nvme_count=1:2 storage.rotational_count=1:2 storage.total=1T:2
	END
}

# manifest FILE NAME=VALUE:LEVEL...: prints its commitment
manifest()
{
	local file=$1 set=() a
	shift
	for a; do
		set+=(--set "$a")
	done
	"$zkcap" --json manifest new "${set[@]}" -o "$file" | jq -r .commitment
}

# words OPTION WORD...: each with the option before it
words()
{
	local option=$1 w
	shift
	for w; do
		printf '%s\n%s\n' "$option" "$w"
	done
}

count=0
while IFS='|' read -r name params publics with without; do
	count=$((count + 1))
	file=$capabilities/$name.yaml
	read -ra with <<<"$with"
	read -ra without <<<"$without"
	# shellcheck disable=SC2086 # several words
	mapfile -t params < <(words --param $params)
	# shellcheck disable=SC2086
	mapfile -t publics < <(words --public $publics)
	ok "$name: compiles" "$zkcap" circuit compile "$file" -o "$scratch/vk"
	commitment=$(manifest "$scratch/true" "${with[@]}")
	ok "$name: proved" "$zkcap" prove --circuit "$file" --manifest "$scratch/true" \
		--context "$context" "${params[@]}" -o "$scratch/proof"
	exits 0 accepted "$name: verified" "$zkcap" verify --vk "$scratch/vk" \
		--context "$context" --commitment "$commitment" "${publics[@]}" "$scratch/proof"
	manifest "$scratch/false" "${without[@]}" >/dev/null
	rm "$scratch/proof"
	exits 1 "line [0-9]*, column [0-9]*" "$name: refused for a manifest without it" \
		"$zkcap" prove --vk "$scratch/vk" --manifest "$scratch/false" \
		--context "$context" "${params[@]}" -o "$scratch/proof"
	ok "$name: and nothing written" test ! -e "$scratch/proof"
	manifest "$scratch/none" >/dev/null
	exits 1 "does not hold" "$name: refused for an empty manifest" "$zkcap" prove \
		--circuit "$file" --manifest "$scratch/none" --context "$context" \
		"${params[@]}" -o "$scratch/proof"
done < <(definitions)
is "$count" "$(find $capabilities -name '*.yaml' | wc -l)" "no shipped definition is left out"

commitment=$(manifest "$scratch/m" gpu.memory_max=16Gi:measured)
prove()
{
	"$zkcap" prove --manifest "$scratch/m" --context "$context" -o "$scratch/proof" "$@"
}
gpu=(--circuit "$capabilities/gpu-memory.yaml")
"$zkcap" circuit compile $capabilities/gpu-memory.yaml -o "$scratch/vk" >/dev/null
verified()
{
	"$zkcap" verify --vk "$scratch/vk" --context "$context" --commitment "$commitment" \
		--public 4294967296 "$scratch/proof"
}
ok "in constant time" prove "${gpu[@]}" --param min=4Gi --constant-time
ok "in constant time: verifies" verified
ok "on three threads" prove "${gpu[@]}" --param min=4Gi --threads 3
ok "on three threads: verifies" verified
ok "with definition and key" prove "${gpu[@]}" --vk "$scratch/vk" --param min=4Gi
exits 2 "expected --param min=<u64>" "a missing parameter" prove "${gpu[@]}"
exits 2 "no such parameter" "a parameter that there is not" prove "${gpu[@]}" --param max=1
exits 2 "min" "a parameter that is no number" prove "${gpu[@]}" --param min=many
exits 2 "expected --circuit FILE or --vk VK" "neither definition nor key" prove
exits 2 "expected 64" "a short context" prove "${gpu[@]}" --param min=1 --context 00
exits 2 "expected 1 to 16" "no thread" prove "${gpu[@]}" --param min=1 --threads 0
exits 2 "cannot open" "a manifest that is not there" prove "${gpu[@]}" --param min=1 \
	--manifest "$scratch/nothing"
exits 2 "not the verifying key of" "another definition's key" prove --vk "$scratch/vk" \
	--circuit $capabilities/cpu-avx2.yaml
exits 2 "expected a verifying key of 504" "a file that is no key" prove --vk /dev/null
dd if=/dev/zero of="$scratch/unknown" bs=504 count=1 status=none
exits 2 "expected --circuit FILE" "a key of a definition that is not shipped" \
	prove --vk "$scratch/unknown"

chmod 644 "$scratch/m"
exits 2 "expected 600" "a manifest that others can read" prove "${gpu[@]}" --param min=1
chmod 600 "$scratch/m"
printf '\x01' | dd of="$scratch/m" bs=1 seek=100 conv=notrunc status=none
exits 1 "tampered" "a manifest that was changed" prove "${gpu[@]}" --param min=1
exits 1 "tampered" "show notices too" "$zkcap" manifest show "$scratch/m"

manifest "$scratch/m" gpu.memory_max=12345:measured kernel.version=6.1.2:signed >/dev/null
exits 0 "gpu.memory_max *u64 *measured" "show prints names and levels" \
	"$zkcap" manifest show "$scratch/m"
is "$("$zkcap" manifest show "$scratch/m" | grep -c 12345)" 0 "and no values"
exits 0 12345 "but with --values" "$zkcap" manifest show --values "$scratch/m"
exits 0 '6\.1\.2' "versions as versions" "$zkcap" manifest show --values "$scratch/m"
exits 2 "expected name=value:level" "an attribute without a level" \
	"$zkcap" manifest new --set gpu.memory_max=1 -o "$scratch/x"
ok "and no manifest is left" test ! -e "$scratch/x"

srs=circuits/srs/ethereum-kzg.srs
exits 0 "verified *yes" "the shipped reference string" "$zkcap" srs verify
exits 0 "used-by-verifier *yes" "is the verifier's" "$zkcap" srs show $srs
is "$("$zkcap" --json srs show | jq -r .sha256)" "$(sha256sum $srs | cut -d' ' -f1)" \
	"show prints its digest"
cp $srs "$scratch/bad.srs"
# the sign of a power in the middle
byte=$(dd if=$srs bs=1 skip=$((48 + 48 * 2000)) count=1 status=none | od -An -tu1)
printf '%b' "\\x$(printf '%02x' $((byte ^ 0x20)))" |
	dd of="$scratch/bad.srs" bs=1 seek=$((48 + 48 * 2000)) conv=notrunc status=none
exits 1 "power in G1" "one with a negated power is refused" "$zkcap" srs verify "$scratch/bad.srs"
exits 2 "expected 202896" "half of one is refused" "$zkcap" srs show <(head -c 100000 $srs)
exits 2 "not a reference string" "something else is refused" "$zkcap" srs show Makefile
done_testing
