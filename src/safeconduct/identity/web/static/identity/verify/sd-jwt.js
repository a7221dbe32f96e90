// SD-JWT VC (RFC 9901, draft-ietf-oauth-sd-jwt-vc-19): a credential whose holder chooses which claims to show.
import { bytesOf, fromBase64url, sha, toBase64url } from "./bytes.js";
import * as jws from "./jws.js";
import { Refused } from "./refusal.js";
import { check } from "./status.js";
import { decide } from "./trust.js";

const HASHES = new Map([["sha-256", "SHA-256"], ["sha-384", "SHA-384"], ["sha-512", "SHA-512"]]);
const DIGESTS = "_sd", ELEMENT = "...", ALGORITHM = "_sd_alg", DEEPEST = 32, MOST_DISCLOSURES = 1000;
const NEVER_CONCEALED = ["iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "aka_vcts", "status"];
const own = (object, name) => (jws.isObject(object) && Object.hasOwn(object, name) ? object[name] : undefined);
const misplaced = () => new Refused("digest-misplaced");

export async function judgeSdJwt(text, by) {
  const [token, ...disclosures] = text.split("~");
  if (!disclosures.length) throw new Refused("not-sd-jwt");
  if (disclosures.length > MOST_DISCLOSURES) throw new Refused("too-many-disclosures");
  // The last part is the holder's proof, which needs the request that it answers: it is not judged here.
  disclosures.pop();
  const issued = jws.parse(token), { payload } = issued, issuer = own(payload, "iss") ?? "";
  jws.checkType(issued, "dc+sd-jwt");
  if (typeof issuer !== "string") throw new Refused("issuer-malformed");
  const decision = await decide(by.trust, issuer, by.purpose, issued.header, by.moment);
  await jws.verify(issued, decision.key);
  const disclosed = await disclose(payload, disclosures);
  checkClaims(payload, disclosed, by);
  const named = Object.hasOwn(payload, "status");
  const status = named ? await check(payload.status, own, by) : { code: "status-none", values: {} };
  // A copy of a credential that is bound to a key is good, but anybody may show it: only an answer to a request tells.
  const holder = "cnf" in disclosed ? [{ code: "holder-not-checked", values: {} }] : [];
  return { reasons: [decision.reason, status, ...holder], disclosed, issuer };
}

function checkClaims(payload, disclosed, by) {
  const concealed = NEVER_CONCEALED.some((name) => name in disclosed && !Object.hasOwn(payload, name));
  if (concealed) throw new Refused("claim-concealed");
  if (typeof payload.vct !== "string" || !payload.vct) throw new Refused("kind-missing");
  jws.checkTimes(payload, by.moment);
}

async function disclose(payload, disclosures) {
  const hash = HASHES.get(own(payload, ALGORITHM) ?? "sha-256"), found = new Map();
  if (!hash) throw new Refused("digest-not-allowed");
  const contents = disclosures.map((one) => jws.jsonOf(fromBase64url(one)));
  for (const [at, one] of disclosures.entries()) found.set(toBase64url(await sha(hash, bytesOf(one))), contents[at]);
  if (found.size !== disclosures.length) throw new Refused("disclosure-twice");
  const revealing = { found, seen: [] }, claims = members(revealing, payload, 0);
  delete claims[ALGORITHM];
  if (new Set(revealing.seen).size !== revealing.seen.length) throw new Refused("digest-twice");
  if (found.size) throw new Refused("disclosure-unused");
  return claims;
}

function members(revealing, signed, depth) {
  if (depth > DEEPEST) throw new Refused("too-deep");
  if (Object.hasOwn(signed, ELEMENT)) throw misplaced();
  // Without a prototype, so that no name that somebody chose has a meaning here.
  const claims = Object.assign(Object.create(null), signed);
  if (DIGESTS in claims) {
    delete claims[DIGESTS];
    reveal(revealing, claims, signed[DIGESTS]);
  }
  for (const [name, value] of Object.entries(claims)) claims[name] = inner(revealing, value, depth + 1);
  return claims;
}

function reveal(revealing, claims, digests) {
  if (!Array.isArray(digests)) throw misplaced();
  for (const [, name, value] of take(revealing, digests, 3)) {
    if (typeof name !== "string" || name === DIGESTS || name === ELEMENT) throw new Refused("disclosure-malformed");
    if (name in claims) throw new Refused("claim-twice");
    claims[name] = value;
  }
}

function inner(revealing, value, depth) {
  if (Array.isArray(value)) return elements(revealing, value, depth);
  return jws.isObject(value) ? members(revealing, value, depth) : value;
}

function elements(revealing, signed, depth) {
  if (depth > DEEPEST) throw new Refused("too-deep");
  return signed.flatMap((element) => {
    if (own(element, ELEMENT) === undefined) return [inner(revealing, element, depth + 1)];
    if (Object.keys(element).length !== 1) throw misplaced();
    return take(revealing, [element[ELEMENT]], 2).map((shown) => inner(revealing, shown[1], depth + 1));
  });
}

// The disclosures of digests; those that the holder keeps, and decoys, are left out.
function take({ found, seen }, digests, size) {
  if (!digests.every((one) => typeof one === "string")) throw misplaced();
  seen.push(...digests);
  const shown = digests.filter((one) => found.has(one)).map((one) => found.get(one));
  for (const one of digests) found.delete(one);
  const isWhole = (one) => Array.isArray(one) && typeof one[0] === "string" && one.length === size;
  if (!shown.every(isWhole)) throw new Refused("disclosure-malformed");
  return shown;
}
