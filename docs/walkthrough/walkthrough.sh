#!/usr/bin/env bash
# Four calls to a TrustLink site: a token, a verification, the keys, the verification's state. The
# receipt is checked offline. Needs curl, jq and openssl; checks receipts of ES256 only, while a site
# may use Ed25519 as well.
set -euo pipefail

site=${SITE:-http://127.0.0.1:8000}
client=${CLIENT_ID:-tl-sandbox-importer-a}:${CLIENT_SECRET:-synthetic-secret-of-importer-a}
supplier=91440300TL0000016J
requester='{"country": "SG", "scheme": "sg-uen", "id": "202699001M"}'

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

fail() { echo "the receipt $1" >&2; exit 1; }
hex() { od -An -v -tx1 | tr -d ' \n'; }
to_base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
from_base64url() {
  local text
  text=$(tr '_-' '/+')
  while ((${#text} % 4)); do text+='='; done
  openssl base64 -A -d <<<"$text"
}

# 1. A token. Discovery's `tokenEndpoint` says where; in the sandbox it is this path.
token=$(curl -fsS -m 10 --config - -d grant_type=client_credentials -d scope=verify \
  "$site/oauth2/token" <<<"user = \"$client\"" | jq -r .access_token)

# 2. A verification: all three items in one call.
jq -n --arg uscc "$supplier" --argjson requester "$requester" '{
  supplier: {uscc: $uscc},
  requester: $requester,
  checks: ["CREDIT_RATING", "EXPORT_TAX_REBATE", "NO_VIOLATION"],
  stage: "CONTRACT"
}' | curl -fsS -m 10 --oauth2-bearer "$token" -H 'Content-Type: application/json' -d @- \
  "$site/trustlink/v1/verifications" >verification.json

# 3. The keys. With them, the receipt is checked offline, now and years later.
curl -fsS -m 10 "$site/trustlink/v1/keys" >keys.json

jq -r '.results | to_entries[]
  | "\(.key): \(.value.outcome) (\([.value.reasons[].code] | join(", ")))"' verification.json

# The receipt is a JWS: header, claims and signature. A published key has to have signed it ...
receipt=$(jq -er .receipt.value verification.json) || fail "is not there: no profile evidence"
IFS=. read -r header claims signature <<<"$receipt"
from_base64url <<<"$header" >header.json
from_base64url <<<"$claims" >claims.json
jq -e '.typ == "trustlink-receipt+jwt" and .alg == "ES256"' header.json >/dev/null \
  || fail "has another type, or an algorithm that is not checked here"
jq -e --slurpfile header header.json \
  '.keys[] | select(.kid == $header[0].kid and .alg == "ES256" and .crv == "P-256")' keys.json \
  >key.json || fail "is signed by no published key"
{
  printf '\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01' # an EC key
  printf '\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00\x04' # on P-256, uncompressed
  jq -r .x key.json | from_base64url
  jq -r .y key.json | from_base64url
} | openssl pkey -pubin -inform DER -out key.pem
rs=$(from_base64url <<<"$signature" | hex)
((${#rs} == 128)) || fail "has a signature of another length"
printf 'asn1=SEQUENCE:rs\n[rs]\nr=INTEGER:0x%s\ns=INTEGER:0x%s\n' "${rs:0:64}" "${rs:64}" >rs.cnf
openssl asn1parse -genconf rs.cnf -noout -out signature.der
printf '%s.%s' "$header" "$claims" \
  | openssl dgst -sha256 -verify key.pem -signature signature.der >/dev/null \
  || fail "has a signature that does not fit"

# ... and it has to be of this answer, to us. `jq -cS` is RFC 8785 where names are ASCII and numbers
# small and whole, as they are here.
digest=$(jq -cjS 'del(.receipt)' verification.json | openssl dgst -sha256 -binary | to_base64url)
jq -e --arg site "$site" --arg uscc "$supplier" --argjson requester "$requester" \
  --arg digest "$digest" --slurpfile answer verification.json '
  .iss == $site and .sub == $uscc
  and .aud == "\($requester.scheme):\($requester.id)"
  and .jti == $answer[0].consultationNumber
  and .validUntil == $answer[0].validUntil
  and .verificationDigest == $digest' claims.json >/dev/null || fail "is of another answer"
jq -e --slurpfile key key.json '
  .iat <= ($key[0].retiredAt // "9999-12-31T00:00:00Z" | sub("[.][0-9]+"; "") | fromdate)
  ' claims.json >/dev/null || fail "was signed by a key that had retired"

number=$(jq -r .consultationNumber verification.json)
echo "receipt $number: valid"

# 4. Later: does the verification still stand? This needs no token, and says no result.
curl -fsS -m 10 "$site/trustlink/v1/consultations/$number?uscc=$supplier" >consultation.json
jq -e --arg number "$number" --arg uscc "$supplier" '
  .consultationNumber == $number and .uscc == $uscc and .state == "ISSUED"' consultation.json \
  >/dev/null || { echo "the verification does not stand: $(jq -c . consultation.json)" >&2; exit 1; }

echo "consultation $number: ISSUED"
