// Four calls to a TrustLink site: a token, a verification, the keys, the verification's state.
import canonicalize from "canonicalize";
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from "jose";
import { createHash } from "node:crypto";

const site = process.env.SITE ?? "http://127.0.0.1:8000";
const clientId = process.env.CLIENT_ID ?? "tl-sandbox-importer-a";
const clientSecret = process.env.CLIENT_SECRET ?? "synthetic-secret-of-importer-a";
const supplier = "91440300TL0000016J";
const requester = { country: "SG", scheme: "sg-uen", id: "202699001M" };

interface Verification {
  consultationNumber: string;
  validUntil: string;
  results: Record<string, { outcome: string; reasons: { code: string }[] }>;
  receipt?: { format: "jws"; value: string };
}

// 1. A token. Discovery's `tokenEndpoint` says where; in the sandbox it is this path.
async function getToken(): Promise<string> {
  const basic = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`);
  const answer = await ask<{ access_token: string }>("/oauth2/token", {
    method: "POST",
    headers: { Authorization: `Basic ${basic.toString("base64")}` },
    body: new URLSearchParams({ grant_type: "client_credentials", scope: "verify" }),
  });
  return answer.access_token;
}

// 2. A verification: all three items in one call.
function askAboutSupplier(token: string): Promise<Verification> {
  return ask<Verification>("/trustlink/v1/verifications", {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: JSON.stringify({
      supplier: { uscc: supplier },
      requester,
      checks: ["CREDIT_RATING", "EXPORT_TAX_REBATE", "NO_VIOLATION"],
      stage: "CONTRACT",
    }),
  });
}

// 3. The keys. With them, the receipt is checked offline, now and years later.
function getKeys(): Promise<JSONWebKeySet> {
  return ask<JSONWebKeySet>("/trustlink/v1/keys", {});
}

/** Throws unless the receipt proves that this site gave this answer to us. */
async function checkReceipt(verification: Verification, keys: JSONWebKeySet): Promise<void> {
  const { receipt, ...covered } = verification;
  if (!receipt) throw new Error("no receipt: the site does not offer the profile evidence");
  const { payload, protectedHeader } = await jwtVerify(receipt.value, createLocalJWKSet(keys), {
    algorithms: ["ES256", "Ed25519"],
    typ: "trustlink-receipt+jwt",
    issuer: site,
    subject: supplier,
    audience: `${requester.scheme}:${requester.id}`,
    requiredClaims: ["iat"],
  });
  const canonical = canonicalize(covered) ?? "";
  const digest = createHash("sha256").update(canonical).digest("base64url");
  if (payload.jti !== verification.consultationNumber) throw new Error("of another answer: jti");
  if (payload.validUntil !== verification.validUntil) throw new Error("of another answer: validUntil");
  if (payload.verificationDigest !== digest) throw new Error("of another answer: its digest");
  const key = keys.keys.find(({ kid }) => kid === protectedHeader.kid) as { retiredAt?: string };
  const end = Date.parse(key.retiredAt ?? "9999-12-31T00:00:00Z");
  if (Number(payload.iat) * 1000 > end) throw new Error("signed by a key that had retired");
}

// 4. Later: does the verification still stand? This needs no token, and says no result.
async function checkConsultation(number: string): Promise<void> {
  const path = `/trustlink/v1/consultations/${number}?uscc=${supplier}`;
  const consultation = await ask<{ consultationNumber: string; uscc: string; state: string }>(path, {});
  const { consultationNumber, uscc, state } = consultation;
  if (consultationNumber !== number || uscc !== supplier || state !== "ISSUED") {
    throw new Error(`the verification does not stand: ${JSON.stringify(consultation)}`);
  }
}

async function ask<Body>(path: string, request: RequestInit): Promise<Body> {
  const answer = await fetch(site + path, { ...request, signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Body;
}

const verification = await askAboutSupplier(await getToken());
const keys = await getKeys();
for (const [item, { outcome, reasons }] of Object.entries(verification.results)) {
  console.log(`${item}: ${outcome} (${reasons.map((reason) => reason.code).join(", ")})`);
}
await checkReceipt(verification, keys);
console.log(`receipt ${verification.consultationNumber}: valid`);
await checkConsultation(verification.consultationNumber);
console.log(`consultation ${verification.consultationNumber}: ISSUED`);
