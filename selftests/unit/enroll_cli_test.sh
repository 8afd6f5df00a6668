#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# zkcap enroll and zkcap ca, with software TPMs: the whole way by files, by pipes and on
# one machine, and every way of getting a certificate that one should not have.

# shellcheck source=selftests/unit/tap.sh
. selftests/unit/tap.sh
# shellcheck source=selftests/unit/swtpms.sh
. selftests/unit/swtpms.sh

swtpm_vendor vendor
swtpm_vendor unknown
swtpm_make tpm vendor
swtpm_make other vendor
swtpm_make stranger unknown
swtpm_start tpm
swtpm_start other
swtpm_start stranger
export ZKCAP_AK_DIR=$scratch/ak ZKCAP_CA_DIR=$scratch/ca ZKCAP_TCTI
ZKCAP_TCTI=$(tcti tpm)
roots=$scratch/vendor-roots.pem
cd "$scratch" || exit 1

# Tests that run in the scratch directory find their file names there.
ca()
{
	"$zkcap" ca "$@"
}
enroll()
{
	"$zkcap" enroll "$@"
}
challenge()
{
	"$zkcap" ca challenge --ek-roots "$roots" "$@"
}
# edit FILE FILTER > another
edit()
{
	jq -c "$2" "$1"
}
# A jq function that changes the last digit of a string of hex digits
flip='def flip: .[:-1] + (if .[-1:] == "0" then "1" else "0" end);'

exits 2 "expected 'zkcap ca init'" "no authority yet" challenge /dev/null
ok "an authority is made" ca init --name "Test authority"
exits 2 "there is an authority already" "but not over another" ca init
is "$(stat -c %a ca/authority.key)" 600 "its key is for its owner only"
is "$(stat -c %a ca)" 700 "and so is its directory"
exits 0 "Test authority" "it is shown" ca show
exits 2 "expected 1 to 64" "a name has to be printable" ca init --dir x --name $'a\tb'
exits 2 "no attestation key" "no key yet" enroll show

before=$(handles tpm)
ok "a request" enroll request -o request
is "$(stat -c %a ak/pending.json)" 600 "the pending key is for its owner only"
ok "a challenge" challenge request -o challenge
ok "the TPM opens it" enroll activate challenge -o response
exits 2 "no enrolment was begun" "but not without the key" enroll activate --ak-dir nothing \
	challenge
is "$(stat -c %a response)" 600 "the response is for its owner only"
ok "a certificate" ca certify response -o certificate
ok "is installed" enroll install certificate
is "$(stat -c %a ak/ak.json)" 600 "the key is for its owner only"
ok "nothing is pending any more" test ! -e ak/pending.json
is "$(find ca/pending -type f | wc -l)" 0 "nor at the authority"
exits 0 "rsassa-2048" "it is shown" enroll show
is "$(handles tpm)" "$before" "the TPM is as it was"

openssl x509 -inform DER -in ak/ak.der -out ak.pem
ok "openssl follows it to the authority" openssl verify -x509_strict -CAfile ca/authority.pem ak.pem
exits 0 "2.23.133.8.3" "has the usage of attestation keys" openssl x509 -in ak.pem -noout -text
exits 0 "CA:FALSE" "is no authority" openssl x509 -in ak.pem -noout -ext basicConstraints
exits 0 "Digital Signature" "signs" openssl x509 -in ak.pem -noout -ext keyUsage
is "$(openssl x509 -in ak.pem -noout -ext subjectKeyIdentifier | tail -1 | tr -d ' :\n' |
	tr A-F a-f)" "$(enroll show --json | jq -r '.["key-id"]')" "by the key's identifier"
is "$(enroll show --json | jq -r '.["key-id"]').der" "$(ls ca/issued)" "the authority remembers it"

exits 1 "no enrolment waits" "a response is good once" ca certify response
ok "by pipes" bash -c "set -o pipefail; '$zkcap' enroll request |
	'$zkcap' ca challenge --ek-roots '$roots' | '$zkcap' enroll activate |
	'$zkcap' ca certify | '$zkcap' enroll install"
for kind in rsa2048 ecc-p384; do
	for ak in rsa ecc; do
		ok "on one machine, $kind, $ak" enroll --local --ek $kind --ak $ak \
			--ek-roots "$roots"
	done
done
exits 0 "ecdsa-p256" "the last was ECDSA" enroll show
ok "without the vendor" enroll --local --trust-this-tpm
ok "with an authority of its own" enroll --local --trust-this-tpm --ca-dir own
exits 1 "expected a chain" "not for an unknown vendor" enroll --local \
	--ek-roots "$scratch/unknown-roots.pem"
exits 3 "no certificate of ecc-p256" "an EK that the vendor did not certify" enroll request \
	--ek ecc-p256
exits 2 "no kind of endorsement key" "an EK that there is not" enroll request --ek rsa1024
exits 2 "expected rsa or ecc" "an AK that there is not" enroll request --ak dsa
exits 2 "certificates of TPM vendors" "no vendors" ca challenge --ek-roots nothing request
: >empty
exits 2 "no certificate" "a file without vendors" ca challenge --ek-roots empty request
mkdir vendors
exits 2 "empty" "a directory without vendors" ca challenge --ek-roots vendors request
cp "$roots" vendors/
ok "a directory of vendors" ca challenge --ek-roots vendors request

# The wrong TPM
exits 1 "expected a chain" "an EK of an unknown vendor" \
	ca challenge --ek-roots "$scratch/unknown-roots.pem" request
enroll request --tcti "$(tcti stranger)" --ak-dir stranger-ak -o stranger-request
exits 1 "expected a chain" "a TPM of an unknown vendor" challenge stranger-request
enroll request -o request
enroll request --tcti "$(tcti other)" --ak-dir other-ak -o other-request
jq -c --slurpfile other other-request '.ek_certificate = $other[0].ek_certificate' \
	request >foreign
ok "the EK of another TPM looks good" challenge foreign -o foreign-challenge
exits 1 "does not open" "but this TPM cannot open its challenge" enroll activate foreign-challenge
exits 3 "of another TPM" "and the other has not the AK" enroll activate \
	--tcti "$(tcti other)" foreign-challenge
exits 1 "another attestation key" "another platform's challenge" enroll activate \
	--tcti "$(tcti other)" --ak-dir other-ak foreign-challenge
edit foreign-challenge ".ak_name = $(jq .ak_name other-request)" >renamed
exits 1 "does not open" "a challenge in another key's name" enroll activate \
	--tcti "$(tcti other)" --ak-dir other-ak renamed

# The wrong key: the public area is changed, and its name with it
with_area()
{
	python3 - "$1" "$2" "$3" <<-'END'
	import hashlib, json, sys
	request, change = json.load(open("request")), sys.argv[1]
	area = bytearray.fromhex(request["ak_public"])
	at, value = int(sys.argv[2]), bytes.fromhex(sys.argv[3])
	for i, byte in enumerate(value):
	    area[at + i] = area[at + i] ^ byte if change == "xor" else byte
	if change == "append":
	    area += value
	request["ak_public"] = area.hex()
	request["ak_name"] = "000b" + hashlib.sha256(area).hexdigest()
	print(json.dumps(request))
	END
}
# attributes are at 4: TPM 2.0 Library, Part 2, 8.3.2
while read -r bits name; do
	with_area xor 4 "$bits" >bad
	exits 1 "attribute $name is" "an AK that is not as it should be: $name" challenge bad
done <<-'END'
	00010000 restricted
	00040000 sign
	00020000 decrypt
	00000002 fixedTPM
	00000010 fixedParent
	00000020 sensitiveDataOrigin
END
# type, name algorithm, attributes, empty policy, symmetric, scheme, hash, bits, exponent
with_area set 12 0016 >bad
exits 1 "RSASSA" "an AK with another scheme" challenge bad
with_area set 14 0004 >bad
exits 1 "SHA-256" "an AK with another hash" challenge bad
with_area set 16 0400 >bad
exits 1 "2048" "an AK of 1024 bits" challenge bad
with_area set 18 00000003 >bad
exits 1 "65537" "an AK with another exponent" challenge bad
with_area set 2 000c >bad
exits 1 "name by SHA-256" "an AK with a longer name" challenge bad
with_area append 0 00 >bad
exits 2 "public area" "a byte after the AK" challenge bad
edit request ".ak_public |= .[:-2]" >bad
exits 2 "public area" "an AK that is too short" challenge bad
enroll request --ak ecc --ak-dir ecc-ak -o ecc-request
python3 - <<-'END' >bad
	import hashlib, json
	request = json.load(open("ecc-request"))
	area = bytearray.fromhex(request["ak_public"])
	area[-1] ^= 1
	request["ak_public"] = area.hex()
	request["ak_name"] = "000b" + hashlib.sha256(area).hexdigest()
	print(json.dumps(request))
END
exits 1 "no valid public key" "an AK that is off the curve" challenge bad
edit request "$flip .ak_name |= flip" >bad
exits 1 "name is not that" "a wrong name" challenge bad
edit request ".ak_name = \"000b\" + $(jq .ak_name other-request)[4:]" >bad
exits 1 "name is not that" "another key's name" challenge bad
edit request ".ak_public = $(jq .ak_public other-request)" >bad
exits 1 "name is not that" "another key with this one's name" challenge bad

# A TPM's own key of another kind
tpm2 tpm createprimary -C o -c primary.ctx >/dev/null
tpm2 tpm flushcontext -t
tpm2 tpm create -C primary.ctx -G rsa2048:rsassa-sha256:null -u free.pub -r free.priv \
	-a 'fixedtpm|fixedparent|sensitivedataorigin|userwithauth|sign' >/dev/null
tpm2 tpm flushcontext -t
python3 - <<-'END' >bad
	import hashlib, json
	request = json.load(open("request"))
	area = open("free.pub", "rb").read()[2:]
	request["ak_public"] = area.hex()
	request["ak_name"] = "000b" + hashlib.sha256(area).hexdigest()
	print(json.dumps(request))
END
exits 1 "restricted is clear" "a real key that signs anything" challenge bad

# The wrong certificate of an endorsement key
edit request "$flip .ek_certificate |= flip" >bad
exits 1 "expected a chain" "a certificate that was changed" challenge bad
edit request '.ek_certificate += "00"' >bad
exits 1 "not a certificate" "a byte after the certificate" challenge bad
edit request '.ek = "ecc-p384"' >bad
exits 1 "keyAgreement" "a certificate of another kind of key" challenge bad
openssl x509 -in vendor/issuercert.pem -outform DER -out issuer.der
edit request ".ek_certificate = \"$(od -An -v -tx1 issuer.der | tr -d ' \n')\"" >bad
exits 1 "authority's" "a vendor as an endorsement key" challenge bad

# Messages that are none
exits 2 "'kind'" "a response as a request" challenge response
exits 2 "no JSON" "no JSON" challenge "$roots"
exits 2 "no JSON" "nothing" challenge empty
exits 2 "expected a JSON object" "an array" challenge <(echo '[]')
exits 2 "no JSON" "a member twice" challenge <(sed 's/"tpm"/"ek": "rsa2048", &/' request)
exits 2 "does not belong" "a member too many" challenge <(edit request '.more = 1')
exits 2 "'ak_name' is missing" "a member too few" challenge <(edit request 'del(.ak_name)')
exits 2 "hex digits" "half a byte" challenge <(edit request '.ak_public += "0"')
exits 2 "two lower-case hex digits" "no digits" challenge <(edit request '.ak_public += "zz"')
exits 2 "hex digits" "an AK that is too long" challenge <(edit request '.ak_public *= 8')
exits 2 "at most 8" "a chain that is too long" challenge <(edit request '.ek_chain = ["00"] * 9' 2>/dev/null ||
	edit request '.ek_chain = ["00","00","00","00","00","00","00","00","00"]')
exits 1 "not a certificate" "a chain of something else" challenge <(edit request '.ek_chain = ["00"]')
exits 2 "larger than" "a message that is too long" challenge <(head -c 300000 /dev/zero)
exits 2 "'version'" "another version" challenge <(edit request '.version = 2')
exits 2 "kind of endorsement key" "another kind" challenge <(edit request '.ek = "rsa1024"')

# The challenge on its way
challenge request -o challenge
exits 1 "does not open" "a changed credential" \
	enroll activate <(edit challenge "$flip .credential |= flip")
exits 1 "does not open" "a changed seed" enroll activate <(edit challenge "$flip .seed |= flip")
exits 1 "does not open" "a short credential" \
	enroll activate <(edit challenge '.credential |= .[:-2]')
exits 1 "does not open" "a short seed" enroll activate <(edit challenge '.seed |= .[:-2]')
exits 2 "hex digits" "a long credential" enroll activate <(edit challenge '.credential *= 4')
exits 2 "'expires'" "an expiry that is none" enroll activate <(edit challenge '.expires = "x"')

# The response on its way
enroll activate challenge -o response
exits 1 "not what was sealed" "a changed secret" \
	ca certify <(edit response "$flip .secret |= flip")
exits 1 "not what was sealed" "no secret" ca certify <(edit response '.secret |= "00" * 32')
exits 1 "no enrolment waits" "another enrolment's name" \
	ca certify <(edit response "$flip .id |= flip")
exits 2 "hex digits" "a name that leads elsewhere" ca certify <(edit response '.id = "../../x"')
exits 2 "two lower-case" "and of the right length" \
	ca certify <(edit response '.id = "../../../../../../../../etc/shad"')
ok "none of which spoils the real one" ca certify response -o certificate
challenge --lifetime 1 request -o late-challenge
enroll activate late-challenge -o late
sleep 2.1
exits 1 "has expired" "a response that comes too late" ca certify late
challenge request -o twice-challenge
enroll activate twice-challenge -o twice
for i in 1 2 3 4 5 6; do
	ca certify twice -o "twice-$i" 2>/dev/null &
	certifying+=($!)
done
wait "${certifying[@]}"
is "$(find . -maxdepth 1 -name 'twice-[1-6]' | wc -l)" 1 "of several at once, one gets it"

# The certificate on its way
cp certificate good
challenge --lifetime 60 other-request -o c2
enroll activate --tcti "$(tcti other)" --ak-dir other-ak c2 | ca certify -o other-certificate
exits 1 "another attestation key" "another key's certificate" enroll install other-certificate
ca init --dir rogue >/dev/null
exits 1 "not signed by the authority" "another authority" enroll install \
	<(edit good ".authority = \"$(od -An -v -tx1 rogue/authority.der | tr -d ' \n')\"")
exits 1 "" "a changed certificate" enroll install <(edit good "$flip .certificate |= flip")
ok "nothing of which is installed" test -e ak/pending.json
ok "the right one is" enroll install good
ok "not again" test ! -e ak/pending.json

# Files that others have access to
chmod 644 ca/authority.key
exits 2 "expected 600" "an authority's key that others can read" challenge request
chmod 600 ca/authority.key
chmod 640 ak/ak.json
exits 2 "expected 600" "a key that others can read" enroll show
chmod 600 ak/ak.json
jq '.public = "00"' ak/ak.json >damaged && cat damaged >ak/ak.json
ok "a damaged key is shown, if its certificate is good" enroll show
jq 'del(.private)' ak/ak.json >damaged && cat damaged >ak/ak.json
exits 2 "'private' is missing" "a key that lacks a part" enroll show
cp rogue/authority.pem ca/authority.pem
exits 2 "not that of its key" "another authority's certificate" challenge request
is "$(handles tpm)" "$before" "the TPM is still as it was"
done_testing
