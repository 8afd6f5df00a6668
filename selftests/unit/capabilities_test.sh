#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Every shipped capability: proved on a platform that has it, on no other.

# shellcheck source=selftests/unit/tap.sh
. selftests/unit/tap.sh

context=$(printf '%064x' 7)

# manifest NAME --set...: a platform
manifest()
{
	"$zkcap" manifest new -o "$scratch/$1.m" "${@:2}" >/dev/null
}

# What a platform with everything has; the one without, and the one that only says so
everything=(
	cpu.cpuid.leaf1_ecx_edx=AESNI+PCLMULQDQ+OSXSAVE
	cpu.cpuid.leaf7_ebx_ecx=AVX2+AVX512F+AVX512DQ+AVX512CD+AVX512BW+AVX512VL
	cpu.topology.core_count=64 cpu.mitigated=0x3ffff cpu.security=sev_snp_enabled
	gpu.memory_max=24Gi gpu.count=2 gpu.vendor_id=0x10de memory.total=512Gi
	kernel.version=6.12.1 kernel.lockdown=1 kernel.module_sig_enforce=1
	kernel.ima=enabled+measure_executables kernel.config=MODULE_SIG
	firmware.secure_boot=1 firmware.setup_mode=0 network.device.speed_max=100G
	openssl.library=sha256:aa01e614af634bc7c8b678c9250b5c4f613c61989bacf0a5d6aed6570e7dcabd
	openssl.version=3.0.22 openssl.fips_provider=1 system.fips_mode=1
	storage.nvme_count=4 storage.rotational_count=0 storage.total=8T
)
nothing=(
	cpu.cpuid.leaf1_ecx_edx=SSE3 cpu.cpuid.leaf7_ebx_ecx=AVX512F cpu.topology.core_count=1
	cpu.mitigated=0x3fffd cpu.security=sme_enabled gpu.memory_max=1Gi gpu.vendor_id=0x1234
	memory.total=1Gi kernel.version=4.19 kernel.lockdown=0 kernel.module_sig_enforce=0
	kernel.ima=enabled kernel.config=MODULE_SIG firmware.secure_boot=0 firmware.setup_mode=1
	network.device.speed_max=1G
	openssl.library=sha256:00000000af634bc7c8b678c9250b5c4f613c61989bacf0a5d6aed6570e7dcabd
	openssl.version=1.1.1 openssl.fips_provider=0 system.fips_mode=0
	storage.nvme_count=0 storage.rotational_count=1 storage.total=1T
)
has=() lacks=() says=()
for fact in "${everything[@]}"; do
	has+=(--set "$fact:measured")
	# where reporting is enough, nothing at all is the weaker evidence
	case $fact in
	network.*) ;;
	*) says+=(--set "$fact:reported") ;;
	esac
done
for fact in "${nothing[@]}"; do
	lacks+=(--set "$fact:measured")
done
manifest has "${has[@]}"
manifest lacks "${lacks[@]}"
manifest says "${says[@]}"
commitment=$("$zkcap" --json manifest show "$scratch/has.m" | jq -r .commitment)

# arguments NAME: values of the parameters of a capability, and as public inputs
arguments()
{
	case $1 in
	gpu-memory) params=(--param min=8Gi) publics=(--public $((8 << 30))) ;;
	memory-total) params=(--param min=64Gi) publics=(--public $((64 << 30))) ;;
	cpu-cores) params=(--param min=8) publics=(--public 8) ;;
	nic-speed) params=(--param min=25G) publics=(--public 25000000000) ;;
	storage-nvme) params=(--param min=2T) publics=(--public 2000000000000) ;;
	openssl-version) params=(--param min=3.0.14) publics=(--public 0x000300000000000e) ;;
	kernel-version)
		params=(--param from=6.1 --param below=7)
		publics=(--public 0x0006000100000000 --public 0x0007000000000000)
		;;
	*) params=() publics=() ;;
	esac
}

prove()
{
	"$zkcap" prove --circuit "circuits/capabilities/$1.yaml" --manifest "$scratch/$2.m" \
		--context "$context" "${params[@]}" -o "$scratch/$1.proof"
}

n=0
for file in circuits/capabilities/*.yaml; do
	name=$(basename "$file" .yaml)
	arguments "$name"
	n=$((n + 1))
	is "$("$zkcap" --json circuit show "$file" |
		jq '([.constraints[]] | add) == .rows and .rows <= .n')" true \
		"$name: rows of all kinds are all rows"
	ok "$name compiles" "$zkcap" circuit compile "$file" -o "$scratch/$name.vk"
	ok "$name holds where it should" \
		"$zkcap" circuit test "$file" --manifest "$scratch/has.m" "${params[@]}"
	ok "$name is proved" prove "$name" has
	ok "$name's proof is accepted" "$zkcap" verify --vk "$scratch/$name.vk" \
		--context "$context" --commitment "$commitment" "${publics[@]}" \
		"$scratch/$name.proof"
	exits 1 'no *does not hold' "$name fails on a platform without" \
		"$zkcap" circuit test "$file" --manifest "$scratch/lacks.m" "${params[@]}"
	exits 1 'does not hold' "$name is not proved there" prove "$name" lacks
	exits 1 'expected measured\|is absent' "$name fails where attributes are too weak" \
		"$zkcap" circuit test "$file" --manifest "$scratch/says.m" "${params[@]}"
done
ok "at least fourteen capabilities are shipped" test "$n" -ge 14

# Hosts have loaded these keys.  A change that is meant: write the file anew from
# the output of sha256sum.
is "$(cd "$scratch" && sha256sum -- *.vk)" "$(cat selftests/unit/vectors/keys.sha256)" \
	"keys are what they were"

# What test says when it cannot test
file=circuits/capabilities/gpu-memory.yaml
exits 2 'expected --param min=<u64>' "a parameter is missing" \
	"$zkcap" circuit test "$file" --manifest "$scratch/has.m"
exits 2 'min given twice' "a parameter is given twice" "$zkcap" circuit test "$file" \
	--manifest "$scratch/has.m" --param min=1 --param min=2
exits 2 'gpu-memory has no such parameter' "a parameter that there is not" \
	"$zkcap" circuit test "$file" --manifest "$scratch/has.m" --param max=1
exits 2 'expected a whole number below 2^64' "a parameter of another type" \
	"$zkcap" circuit test "$file" --manifest "$scratch/has.m" --param min=3.0.14
exits 2 'expected --manifest' "no manifest" "$zkcap" circuit test "$file" --param min=1
exits 2 'expected -o VK' "no output" "$zkcap" circuit compile "$file"
exits 2 'No such file' "no definition" "$zkcap" circuit show "$scratch/none.yaml"
is "$("$zkcap" circuit compile "$file" -o - | sha256sum)" \
	"$(sha256sum <"$scratch/gpu-memory.vk")" "the key can go to standard output"
done_testing
