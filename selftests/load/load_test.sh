#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# zkcap load, and the administrator's commands, against the module.
#
# usage: load_test.sh    (as root, in a guest, from the top of the tree)
#
#	/sys/fs/cgroup
#	├── zkt-there	a tenant's, made beforehand
#	└── zkt-made	a tenant's, made by zkcap load
#	    └── deep

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=selftests/unit/tap.sh
. selftests/unit/tap.sh

top=/sys/fs/cgroup
etc=$scratch/etc
fault=/sys/kernel/debug/zkcap_fail_write

if [ -e /sys/module/zkcap ]; then
	rmmod zkcap
fi
if [ -n "${ZKCAP_MODULE:-}" ]; then insmod "$ZKCAP_MODULE"; else modprobe zkcap; fi || exit 1

# certificate NAME CA: an authority's or, with one, an attestation key's, as NAME.pem
certificate()
{
	local name=$scratch/$1 ca=${2:+$scratch/$2}

	if [ -z "$ca" ]; then
		openssl req -x509 -newkey rsa:2048 -nodes -days 30 -sha256 -subj "/CN=$1" \
			-keyout "$name.key" -out "$name.pem" -addext keyUsage=critical,keyCertSign \
			-addext subjectKeyIdentifier=hash
		return
	fi
	openssl req -new -newkey rsa:2048 -nodes -subj "/CN=$1" -keyout "$name.key" \
		-out "$name.csr"
	openssl x509 -req -in "$name.csr" -CA "$ca.pem" -CAkey "$ca.key" -CAcreateserial \
		-days 30 -sha256 -out "$name.pem" -extfile <(printf '%s\n' \
			subjectKeyIdentifier=hash authorityKeyIdentifier=keyid \
			keyUsage=critical,digitalSignature extendedKeyUsage=2.23.133.8.3)
}

# document KIND NAME: with the spec from standard input, in its own file
document()
{
	printf 'apiVersion: zkcap/v1\nkind: %s\nmetadata: {name: %s}\nspec:\n%s\n' \
		"$1" "$2" "$(sed 's/^/  /')" >"$etc/$1-$2.yaml"
}

load()
{
	"$zkcap" load "$@" "$etc"
}

# results: "Kind name result" of all objects of the load whose output is read
results()
{
	jq -r '.objects[] | "\(.kind) \(.name) \(.result)"'
}

# of NAME: result and reason of the object of that name
of()
{
	jq -r --arg name "$1" '.objects[] | select(.name == $name) | "\(.result) \(.why)"'
}

# kernel: all that the kernel has of the administrator's, but for counters
kernel()
{
	"$zkcap" --json ls offers tenants capabilities pools devices trusts keys |
		jq -S 'del(.tenants[].failures, .tenants[].drifts)'
}

# unchanged NAME COMMAND...: exits as it does, and the kernel has what it had
unchanged()
{
	local before after
	before=$(kernel)
	exits "$1" "$2" "$3" "${@:4}"
	after=$(kernel)
	is "$after" "$before" "$3: nothing has changed"
}

mkdir "$etc" $top/zkt-there
for name in ca other; do certificate "$name"; done >/dev/null 2>&1
for name in host guest; do certificate "$name" ca; done >/dev/null 2>&1
cp "$scratch"/{ca,other,host,guest}.pem "$etc"

document Pool host <<'END'
cpu: 8
memory: 4Gi
END
document DeviceClass zero <<'END'
nodes: [{path: /dev/null}, {type: char, major: 1, minor: 5}]
END
document DeviceClass random <<'END'
mode: shared
share: 3
nodes: [{type: char, major: 1, minor: 8}]
END
trust()
{
	document TrustPolicy default <<-END
	authorities: [ca.pem]
	hostKeys: [{certificate: host.pem}]
	revoked: [{id: "$(printf '%040d' 7)"}]
	pcrs: [7, 0]
	references:
	  - {0: "$(printf '%064d' 5)", 7: "$(printf '%064d' 6)"}
	  - {7: "$(printf '%064d' 8)"}
	maxAge: ${1:-1h}
	END
}
trust
capability()
{
	cat >"$etc/capability.yaml" <<-END
	apiVersion: zkcap/v1
	kind: Capability
	metadata: {name: site-cores, version: 1, title: Cores}
	spec:
	  params: [{name: min, type: u64}]
	  assurance: measured
	  expression: cpu.topology.core_count $1 params.min
	END
}
capability '>='
offer()
{
	document Offer "$1" <<-END
	trust: default
	capabilities:
	  - {name: ${2:-cpu-avx2}$([ "${2:-}" != site-cores ] || echo ', params: {min: 4}')}
	resources: {cpu: 1500m, memory: 1Gi, devices: {zero: 2, random: 1}}
	duration: ${3:-1h}
	onExpiry: kill
	grace: 500ms
	price: 7
	tenants: [there, deep]
	END
}
offer site site-cores
offer vector
document Tenant there <<'END'
cgroup: /zkt-there
keys: [{certificate: guest.pem}]
baseline: {cpu: 500m, pids: 20}
END
document Tenant deep <<'END'
cgroup: /sys/fs/cgroup/zkt-made/deep
whenAbsent: create
END
document Tenant never <<'END'
cgroup: /zkt-never
whenAbsent: skip
END

# What there is not yet
unchanged 0 "Offer *site *would be created" "a dry run says what would be done" load --dry-run
ok "and makes no control groups" test ! -e $top/zkt-made
ok "nothing is in the kernel" test "$("$zkcap" --json ls offers tenants capabilities devices \
	trusts keys | jq 'map(length) | add')" = 0

first=$("$zkcap" --json load "$etc")
echo "$first" | results | sed 's/^/# /'
is "$(echo "$first" | results | grep -c created)" 11 "everything is created"
is "$(echo "$first" | of cpu)" "changed capacity" "the pool is set"
is "$(echo "$first" | of never)" "skipped its control group is not there" "but for an absent tenant"
ok "the control group is there" test -d $top/zkt-made/deep
is "$(cat $top/zkt-there/pids.max)" 20 "a baseline is in force"
is "$(cat $top/zkt-there/cpu.max)" "50000 100000" "for processors too"

# What the kernel shows of it
shown()
{
	"$zkcap" --json "$1" show "$2" | jq -c "$3"
}
id()
{
	openssl x509 -in "$scratch/$1.pem" -noout -ext subjectKeyIdentifier | tail -n 1 |
		tr -d ' :' | tr A-F a-f
}
is "$(shown offer site '[.trust, .duration, ."on-expiry", ."grace-ms", .price]')" \
	'["default",3600,"kill",500,7]' "the offer is as written"
is "$(shown offer site '[.ceiling[] | [.kind, .name, .amount]]')" \
	'[["cpu",null,1500],["memory",null,1073741824],["device","random",1],["device","zero",2]]' \
	"resources too"
is "$(shown offer site '.requires[0].parameters[0]')" "\"$(printf '%064x' 4)\"" "parameters too"
is "$(shown offer site '.tenants | sort')" \
	"$(jq -cn --argjson a "$(stat -c %i $top/zkt-there)" \
	--argjson b "$(stat -c %i $top/zkt-made/deep)" '[$a, $b] | sort')" "and tenants"
is "$(shown trust default '[.pcrs, ."max-age", (.references | length)]')" '[[0,7,13],3600,2]' \
	"the policy is as written"
is "$(shown trust default '.authorities[0]')" \
	"\"$(openssl x509 -in "$etc/ca.pem" -outform DER | sha256sum | cut -d' ' -f1)\"" \
	"with its authority"
is "$(shown trust default '."host-keys"[0]')" "\"$(id host)\"" "and the host's key"
is "$(shown tenant /zkt-there '.keys[0]')" "\"$(id guest)\"" "the tenant has its key"
is "$("$zkcap" --json key ls | jq -r '.keys[].id' | sort)" "$(printf '%s\n' "$(id host)" \
	"$(id guest)" | sort)" "both keys are enrolled"
is "$(shown device-class random '[.mode, .share, .nodes]')" \
	'["shared",3,[{"type":"char","major":1,"minor":8}]]' "the device class is as written"
is "$(shown capability site-cores .id)" \
	"$("$zkcap" --json circuit show "$etc/capability.yaml" | jq .id)" "and so is the capability"

# Again
is "$("$zkcap" --json load "$etc" | jq '[.changes, (.objects | map(.result) | unique)]' -c)" \
	'[0,["skipped","unchanged"]]' "loaded again, everything is unchanged"
sed -i 's/pcrs: \[7, 0\]/pcrs: [0, 7]/; s/maxAge: 1h/maxAge: 60m/' "$etc/TrustPolicy-default.yaml"
sed -i 's/1500m/"1.5"/; s/1Gi/1048576Ki/' "$etc/Offer-site.yaml"
{ cat "$etc/Offer-site.yaml"; echo ---; cat "$etc/Offer-vector.yaml"; } >"$etc/offers.yaml"
rm "$etc"/Offer-*.yaml
unchanged 0 "changes *0" "written otherwise, everything is unchanged" load
rm "$etc/offers.yaml"
offer vector

# One thing changes
offer site site-cores 2h
changed=$("$zkcap" --json load "$etc")
is "$(echo "$changed" | jq .changes)" 1 "one change is one change"
is "$(echo "$changed" | of site)" "changed duration" "and it is said which"
is "$(shown offer site .duration)" 7200 "the kernel has it"
trust 2h
is "$("$zkcap" --json load "$etc" | of default)" "changed maxAge" "a policy changes"
capability '>'
changed=$("$zkcap" --json load "$etc")
is "$(echo "$changed" | of site-cores)" "changed definition" "a capability changes"
is "$(echo "$changed" | of site)" "changed capability site-cores" "and takes its offer along"
is "$(echo "$changed" | of vector)" "unchanged " "but no other"
is "$(shown capability site-cores .id)" \
	"$("$zkcap" --json circuit show "$etc/capability.yaml" | jq .id)" "the kernel has the new one"

# Nodes go from one class to the other
document DeviceClass zero <<'END'
nodes: [{type: char, major: 1, minor: 8}, {type: char, major: 1, minor: 3}]
END
document DeviceClass random <<'END'
nodes: [{type: char, major: 1, minor: 5}]
END
is "$("$zkcap" --json load "$etc" | of zero)" "changed nodes" "classes swap nodes"
is "$(shown device-class random '[.mode, .share, .nodes[0].minor]')" '["exclusive",1,5]' "both"
unchanged 0 "changes *0" "and stay" load

# Mistakes: nothing is done
bad()
{
	local name=$1 pattern=$2
	shift 2
	printf '%s\n' "$@" >"$etc/zz.yaml"
	document Pool host <<<'cpu: 9'
	unchanged "${status:-2}" "$pattern" "$name" load
	document Pool host <<<'{cpu: 8, memory: 4Gi}'
	rm "$etc/zz.yaml"
}
head=(apiVersion:\ zkcap/v1 "kind: Offer" "metadata: {name: extra}" spec:)
rest=("  resources: {cpu: 1}" "  duration: 1h")
bad "not YAML" "zz.yaml:1:1: did not find expected" "]"
bad "an unknown key" 'zz.yaml:8:3: unknown key "graze" in spec; did you mean "grace"?' \
	"${head[@]}" "  trust: default" "${rest[@]}" "  graze: 1s"
bad "an amount that is none" "zz.yaml:6:20: cpu: expected processors, as 2" \
	"${head[@]}" "  trust: default" '  resources: {cpu: "1.2345"}' "  duration: 1h"
bad "an unknown capability" "zz.yaml:8:25: capabilities: nonesuch has no document" \
	"${head[@]}" "  trust: default" "${rest[@]}" "  capabilities: [{name: nonesuch}]"
bad "a missing parameter" 'zz.yaml:8:18: params: expected a key "min": a u64' \
	"${head[@]}" "  trust: default" "${rest[@]}" "  capabilities: [{name: cpu-cores}]"
bad "an unknown tenant" "zz.yaml:8:13: tenants: there is no Tenant nobody" \
	"${head[@]}" "  trust: default" "${rest[@]}" "  tenants: [nobody]"
bad "the same offer twice" "zz.yaml:1:1: Offer vector: given twice; first in .*Offer-vector" \
	"${head[@]/extra/vector}" "  trust: default" "${rest[@]}"
bad "a certificate that is none" "zz.yaml:5:17: authorities: .*expected an X.509 certificate" \
	"${head[@]/Offer/TrustPolicy}" "  authorities: [Pool-host.yaml]" "  maxAge: 1h"
bad "a control group that is not there" "zz.yaml:5:11: cgroup: .*No such file or directory" \
	"${head[@]/Offer/Tenant}" "  cgroup: /zkt-absent"
status=1 bad "an unknown policy" "zz.yaml:1:1: Offer extra: trust: there is no TrustPolicy none" \
	"${head[@]}" "  trust: none" "${rest[@]}"
status=1 bad "a baseline without its controller" "zz.yaml:1:1: Tenant extra: baseline: .*pids.max" \
	"${head[@]/Offer/Tenant}" "  cgroup: /zkt-there/leaf" "  baseline: {pids: 5}" \
	"  whenAbsent: $(mkdir -p $top/zkt-there/leaf; echo fail)"

# What only the kernel can know
openssl req -x509 -newkey ed448 -nodes -days 30 -subj /CN=odd -keyout /dev/null \
	-addext subjectKeyIdentifier=hash -out "$etc/odd.pem" 2>/dev/null
document TrustPolicy odd <<<'{authorities: [odd.pem], maxAge: 1h}'
offer vector "" 3h
exits 1 "TrustPolicy odd: .*trust-authority" "an authority that the kernel refuses" load
is "$(shown offer vector .duration)" 3600 "leaves what comes after it undone"
said=$("$zkcap" --json load "$etc" 2>/dev/null)
is "$(echo "$said" | jq -rc '[.reason, .exit]')" '["trust-authority",1]' "as JSON"
is "$(echo "$said" | of odd)" "failed " "with what failed"
is "$(echo "$said" | of vector)" "not done duration" "and what was not done"
rm "$etc/TrustPolicy-odd.yaml"
is "$("$zkcap" --json load "$etc" | of vector)" "changed duration" "and goes on without it"
if [ -e $fault ]; then
	mkdir $top/zkt-late
	document Tenant late <<<'{cgroup: /zkt-late, baseline: {pids: 9}}'
	echo 100 >$fault/probability
	echo 1 >$fault/times
	unchanged 1 "Tenant late: .*enforcement" "a limit that cannot be written" load
	ok "and now it can" load
	rm "$etc/Tenant-late.yaml"
fi

# Pruning
document Tenant there <<<'{cgroup: /zkt-there}'
rm "$etc/Offer-vector.yaml" "$etc/DeviceClass-random.yaml"
kept=$("$zkcap" --json load "$etc")
is "$(echo "$kept" | of vector)" "" "without --prune, what is in no file is left alone"
unchanged 0 "Offer *vector *would be removed" "a dry run with --prune" load --prune --dry-run
pruned=$("$zkcap" --json load --prune "$etc")
is "$(echo "$pruned" | results | grep removed | sort | head -n 3 | paste -sd,)" \
	"Capability cpu-avx2 removed,DeviceClass random removed,Offer vector removed" \
	"--prune removes the rest"
is "$("$zkcap" --json offer ls | jq -c '[.offers[].name]')" '["site"]' "from the kernel"
exits 2 "would remove everything" "but not everything" "$zkcap" load --prune "$(mktemp -d)"

# One by one
ok "a pool" "$zkcap" pool set --cpu 2 --pids 50
is "$("$zkcap" --json pool show | jq -c '[.pools[] | select(.kind != "device") | .capacity]')" \
	'[2000,4294967296,50]' "is set"
exits 2 "expected --cpu, --memory or --pids" "to something" "$zkcap" pool set
ok "a shipped capability" "$zkcap" capability add cpu-aesni
exits 0 "unchanged" "again" "$zkcap" capability add cpu-aesni
exits 1 "capability-in-use" "one that is asked for" "$zkcap" capability del site-cores
ok "removed" "$zkcap" capability del cpu-aesni
exits 1 "there is no capability cpu-aesni" "is gone" "$zkcap" capability show cpu-aesni
exits 2 "expected documents of kind Capability, Offer, Tenant only" "documents of another kind" \
	"$zkcap" offer add "$etc/Pool-host.yaml"
ok "an offer withdrawn" "$zkcap" offer del site
exits 0 "Offer *site *created" "and made again" "$zkcap" offer add "$etc/Offer-site.yaml" \
	"$etc/capability.yaml" "$etc"/Tenant-*.yaml
exits 1 "trust-in-use" "a policy that is named" "$zkcap" trust del default
mkdir -p $top/zkt-hand
ok "a tenant by hand" "$zkcap" tenant add zkt-hand --pids 30 --key "$(id guest)"
is "$(cat $top/zkt-hand/pids.max)" 30 "has its baseline"
exits 1 "tenant-exists" "not twice" "$zkcap" tenant add $top/zkt-hand
ok "and goes" "$zkcap" tenant del $top/zkt-hand
is "$(cat $top/zkt-hand/pids.max)" 30 "as it came"
ok "a key" "$zkcap" key del "$(id guest)"
exits 1 "key-absent" "not twice" "$zkcap" key del "$(id guest)"
ok "and back" "$zkcap" key add "$etc/guest.pem"
exits 1 "key-issuer" "not of a stranger" "$zkcap" key add "$etc/other.pem"

# Who may
chmod 755 "$scratch" "$etc"
cp "$zkcap" "$scratch/zkcap"
cp -r circuits "$scratch"
user=(setpriv --reuid 1000 --regid 1000 --clear-groups "$scratch/zkcap" --data "$scratch/circuits")
case $(uname -r) in
6.1.*) denied="Operation not permitted" ;; # no reason comes with a refused dump
*) denied=not-admin ;;
esac
unchanged 1 "$denied" "a user may not load" "${user[@]}" load "$etc"
unchanged 1 not-admin "nor set a pool" "${user[@]}" pool set --cpu 1
ok "but check files" "${user[@]}" load --check "$etc"
rmmod zkcap
exits 4 "is the module loaded" "without the module" load
done_testing
