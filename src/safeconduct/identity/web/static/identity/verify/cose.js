// COSE with one signature (RFC 9052), and the claims of CWT (RFC 8392) in it.
import { bytesOf, joined, toBase64 } from "./bytes.js";
import { byteString, LARGEST, read, readMap, Tagged } from "./cbor.js";
import { NUMBERS, verify } from "./keys.js";
import { Refused } from "./refusal.js";

const ALG = 1, CRIT = 2, KID = 4, X5CHAIN = 33, CWT = 61, MOST_CERTIFICATES = 5;
const EXP = 4, NBF = 5, IAT = 6, LEEWAY = 120, LATEST = 253_402_300_799;
export const SIGN1 = 18;
export const MAC0 = 17;
const isBytes = (value) => value instanceof Uint8Array;
const untag = (value, tag) => (value instanceof Tagged && value.tag === tag ? value.value : value);
// A member of a map that may be none.
export const inMap = (value, name) => (value instanceof Map ? value.get(name) : undefined);

// Read a message: with its tag, with tag 61 of CWT around it, or without tag.
export function messageOf(value, tag = SIGN1) {
  const parts = untag(untag(value, CWT), tag);
  if (!Array.isArray(parts) || parts.length !== 4) throw new Refused("cose-malformed");
  const [head, open, payload, signature] = parts;
  const isWhole = isBytes(head) && open instanceof Map && (payload === null || isBytes(payload)) && isBytes(signature);
  if (!isWhole) throw new Refused("cose-malformed");
  const signed = head.length ? readMap(head) : new Map();
  if (signed.has(CRIT) || open.has(CRIT)) throw new Refused("cose-critical");
  // Where a label stands in both headers the protected one counts.
  return { head, headers: new Map([...open, ...signed]), payload, signature };
}

// The certificates that came with a message (x5chain, RFC 9360), the signer's first.
export function chainOf({ headers }) {
  const found = headers.get(X5CHAIN) ?? [], chain = isBytes(found) ? [found] : Array.isArray(found) ? found : [];
  if (chain.length > MOST_CERTIFICATES || !chain.every(isBytes)) throw new Refused("chain-malformed");
  return chain;
}

export function kidOf({ headers }) {
  const kid = headers.get(KID);
  return isBytes(kid) ? kid : new Uint8Array();
}

// The header as a trust list looks at it.
export function headerOf(message) {
  const chain = chainOf(message), kid = kidOf(message);
  if (chain.length) return { x5c: chain.map(toBase64) };
  return kid.length ? { kid: new TextDecoder().decode(kid) } : {};
}

export async function verifyMessage({ head, headers, payload, signature }, key) {
  const algorithm = headers.get(ALG);
  if (!NUMBERS.has(algorithm) || algorithm !== key.algorithm.cose) throw new Refused("algorithm-refused");
  if (payload === null) throw new Refused("payload-missing");
  const name = bytesOf("Signature1"), nothing = [0x40];
  const signed = joined([[0x84, 0x60 | name.length], name, byteString(head), nothing, byteString(payload)]);
  if (!(await verify(key, signature, signed))) throw new Refused("signature-wrong");
}

// ---- CBOR Web Tokens ---------------------------------------------------------------------------------------------

export function readToken(bytes, largest = LARGEST) {
  const message = messageOf(read(bytes, largest));
  if (message.payload === null) throw new Refused("payload-missing");
  return { message, claims: readMap(message.payload, largest) };
}

function momentOf(claims, label) {
  const value = seconds(claims.get(label)) ?? undefined;
  const isMoment = value === undefined || (typeof value === "number" && value >= 0 && value <= LATEST);
  if (!isMoment) throw new Refused("claim-malformed");
  return value;
}

// A moment as CBOR writes it: a number of seconds, or a date and time.
export function seconds(value) {
  const found = value instanceof Tagged && value.tag <= 1 ? value.value : value;
  return typeof found === "string" && found !== value ? Date.parse(found) / 1000 : found;
}

export function checkTimes(claims, now) {
  const [expires, ...starts] = [EXP, NBF, IAT].map((label) => momentOf(claims, label));
  if (now >= expires + LEEWAY) throw new Refused("expired", { moment: expires });
  const later = starts.find((start) => now < start - LEEWAY);
  if (later !== undefined) throw new Refused("not-yet-valid", { moment: later });
}
