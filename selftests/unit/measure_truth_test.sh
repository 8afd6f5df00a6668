#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What zkcap measures on this machine is what independent tools say of it, and definitions
# hold or fail for it as the kernel's own list of features has it.

# shellcheck source=selftests/unit/tap.sh
. selftests/unit/tap.sh

if [ "$(id -u)" != 0 ]; then
	skip_all "only root may see the values"
fi

# Bytes of all NUMA nodes; of the machine where the kernel tells of none
memory()
{
	cat /sys/devices/system/node/node[0-9]*/meminfo 2>/dev/null |
		awk '/MemTotal:/ {sum += $4} END {if (sum) printf "%.0f\n", sum * 1024; exit !sum}' ||
		awk '/^MemTotal:/ {printf "%.0f\n", $2 * 1024}' /proc/meminfo
}

memory_before=$(memory)
"$zkcap" --json attributes --values --no-tpm >"$scratch/values.json"

# value NAME: "absent" if there is none
value()
{
	jq -r --arg name "$1" '.attributes[] | select(.name == $name) | .value // "absent"' \
		"$scratch/values.json"
}

level()
{
	jq -r --arg name "$1" '.attributes[] | select(.name == $name) | .level' "$scratch/values.json"
}

# text TEXT: as a digest stands in a slot
text()
{
	printf %s "$1" | sha256sum | cut -c1-62
}

# same NAME WANTED TOOL
same()
{
	is "$(value "$1")" "$2" "$1 is as $3 says"
}

# word NAME: a bits64 as a decimal number
word()
{
	echo "$(($(value "$1")))"
}

# bits NAME: names and numbers of its bits
bits()
{
	python3 - "$1" <<-'END'
	import sys
	import yaml
	with open("circuits/attributes.yaml", encoding="utf-8") as schema:
	    for a in yaml.safe_load(schema)["spec"]["attributes"]:
	        if a["name"] == sys.argv[1]:
	            print("\n".join(f"{n} {b}" for n, b in a["bits"]["names"].items()))
	END
}

# file_or_absent PATH
file_or_absent()
{
	cat "$1" 2>/dev/null || echo absent
}

cpu_field()
{
	sed -n "s/^$1[[:space:]]*: //p" /proc/cpuinfo | head -n 1
}

if [ "$(uname -m)" = x86_64 ]; then
	same cpu.model.vendor_id "$(text "$(cpu_field vendor_id)")" /proc/cpuinfo
	same cpu.model.family "$(cpu_field 'cpu family')" /proc/cpuinfo
	same cpu.model.id "$(cpu_field model)" /proc/cpuinfo
	same cpu.model.stepping "$(cpu_field stepping)" /proc/cpuinfo
	is "$(level cpu.model.family)" measured "the processor's word is measured"
fi
same cpu.topology.thread_count "$(lscpu -p=CPU | grep -vc '^#')" lscpu
same cpu.topology.core_count "$(lscpu -p=SOCKET,CORE | grep -v '^#' | sort -u | wc -l)" lscpu
same cpu.topology.socket_count "$(lscpu -p=SOCKET | grep -v '^#' | sort -u | wc -l)" lscpu
cores=$(value cpu.topology.core_count)
is "$(HWLOC_SYNTHETIC='pack:64 core:64 pu:1' HWLOC_COMPONENTS=synthetic \
	"$zkcap" --json attributes --values --no-tpm |
	jq -r '.attributes[] | select(.name == "cpu.topology.core_count") | .value')" "$cores" \
	"a topology that somebody made up is not taken"
same cpu.topology.hardware_multithreading \
	"$(file_or_absent /sys/devices/system/cpu/smt/active)" sysfs
# memory may come and go while this runs
ok "memory.total is as the kernel says" test "$memory_before" -le "$(value memory.total)" -a \
	"$(value memory.total)" -le "$(memory)" -o "$(memory)" -le "$(value memory.total)" -a \
	"$(value memory.total)" -le "$memory_before"
same memory.hugepages_2m \
	"$(file_or_absent /sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages)" sysfs
same memory.swap.enabled "$([ "$(wc -l </proc/swaps)" -gt 1 ] && echo 1 || echo 0)" /proc/swaps
if [ -d /sys/bus/pci/devices ]; then
	same pci.device.count "$(find /sys/bus/pci/devices -mindepth 1 | wc -l)" sysfs
	same gpu.count "$(cat /sys/bus/pci/devices/*/class | grep -c '^0x03')" sysfs
fi
same network.device.count "$(find /sys/class/net/*/device -maxdepth 0 | wc -l)" sysfs
sum=0
while read -r name size type; do
	[ "$type" != disk ] || [ ! -e "/sys/block/$name/device" ] || sum=$((sum + size))
done < <(lsblk -dbno NAME,SIZE,TYPE)
same storage.total "$sum" lsblk

same kernel.release "$(text "$(uname -r)")" "uname -r"
same kernel.version "$(uname -r | sed -E 's/^([0-9]+\.[0-9]+)(\.[0-9]+)?.*/\1\2/; s/^([0-9]+\.[0-9]+)$/\1.0/')" \
	"uname -r"
same kernel.tainted "$(cat /proc/sys/kernel/tainted)" /proc
same kernel.module_sig_enforce \
	"$(file_or_absent /sys/module/module/parameters/sig_enforce | tr YN 10)" sysfs
same system.fips_mode "$(file_or_absent /proc/sys/crypto/fips_enabled)" /proc
# shellcheck source=/dev/null
same system.osrelease.id "$(text "$(. /etc/os-release && echo "$ID")")" os-release
if [ -r /proc/config.gz ]; then
	while read -r option bit; do
		is "$(($(word kernel.config) >> bit & 1))" \
			"$(zcat /proc/config.gz | grep -cE "^CONFIG_(MITIGATION_)?$option=y")" \
			"kernel.config.$option is as /proc/config.gz says"
	done < <(bits kernel.config)
fi

# package NAMES...: the upstream version of the first that is installed, with three numbers
package()
{
	local p version
	for p; do
		version=$(dpkg-query -W -f '${db:Status-Status} ${Version}\n' "$p" 2>/dev/null |
			sed -n 's/^installed //p' | head -n 1)
		[ -n "$version" ] || continue
		sed -E 's/^[0-9]+://; s/^([0-9]+(\.[0-9]+){0,2}).*/\1/' <<<"$version" |
			awk -F. '{printf "%d.%d.%d\n", $1, $2, $3}'
		return
	done
	echo absent
}
same openssl.version "$(openssl version | awk '{print $2}')" "openssl version"
same openssl.version "$(package libssl3)" dpkg-query
same libsodium.version "$(package libsodium23)" dpkg-query
same gnutls.version "$(package libgnutls30)" dpkg-query
same libc.version "$(package libc6)" dpkg-query
same libc.version "$(ldd --version | sed -n '1s/.* \([0-9.]*\)$/\1.0/p')" ldd
library=$(ldconfig -p | sed -n 's/.*libcrypto.so.3 (libc6,x86-64.*=> //p' | head -n 1)
[ -z "$library" ] ||
	same openssl.library "$(sha256sum "$library" | cut -c1-62)" "sha256sum $library"

# Vulnerabilities: nothing that the kernel calls vulnerable is mitigated, and so on
while read -r name bit; do
	file=/sys/devices/system/cpu/vulnerabilities/$name
	[ -r "$file" ] || continue
	wanted=1
	if grep -qi vulnerable "$file" || ! grep -qE '^(Not affected|Mitigation)' "$file"; then
		wanted=0
	fi
	is "$(($(word cpu.mitigated) >> bit & 1))" "$wanted" "cpu.mitigated.$name: $(head -c 60 "$file")"
done < <(bits cpu.mitigated)

# Definitions hold exactly if the kernel lists what they ask for
"$zkcap" measure --no-tpm --manifest "$scratch/manifest" >/dev/null
# holds DEFINITION FLAGS...
holds()
{
	local definition=$1 wanted=0 flag rc=0
	shift
	for flag; do
		grep -qw "$flag" <(sed -n 's/^flags[[:space:]]*: //p' /proc/cpuinfo | head -n 1) ||
			wanted=1
	done
	"$zkcap" circuit test "circuits/capabilities/$definition.yaml" \
		--manifest "$scratch/manifest" >"$scratch/out" 2>&1 || rc=$?
	is "$rc" "$wanted" "$definition: $([ $wanted = 0 ] && echo holds || echo fails), as /proc/cpuinfo has it"
}
if [ "$(uname -m)" = x86_64 ]; then
	holds cpu-avx2 avx2 xsave
	holds cpu-aesni aes pclmulqdq
	holds cpu-avx512 avx512f avx512dq avx512cd avx512bw avx512vl xsave
fi
done_testing
