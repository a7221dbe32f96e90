// The QR code of a printed card: a signed CWT (RFC 8392) in the style of Claim 169, in COSE_Sign1 (RFC 9052).
import { bytesOf, fromBase45, inflate, toBase64 } from "./bytes.js";
import { byteString, read, readMap, Tagged } from "./cbor.js";
import { NUMBERS, verify } from "./keys.js";
import { Refused } from "./refusal.js";
import { check } from "./status.js";
import { decide } from "./trust.js";

const LONGEST_TEXT = 1000, LARGEST = 4096, LEEWAY = 120, LATEST = 253_402_300_799;
const ALG = 1, CRIT = 2, KID = 4, X5CHAIN = 33, SIGN1 = 18, CWT = 61;
const ISS = 1, EXP = 4, NBF = 5, IAT = 6, STATUS = 65535, CLAIM = 169;
const SEXES = { 1: "M", 2: "F", 3: "X" };
const isBytes = (value) => value instanceof Uint8Array;
const untag = (value, tag) => (value instanceof Tagged && value.tag === tag ? value.value : value);
const inMap = (value, name) => (value instanceof Map ? value.get(name) : undefined);

export async function judgeCard(text, by) {
  if (text.length > LONGEST_TEXT) throw new Refused("text-too-long");
  const message = messageOf(read(await inflate(fromBase45(text), LARGEST)));
  const claims = readMap(message.payload), found = claims.get(ISS), issuer = typeof found === "string" ? found : "";
  const decision = decide(by.trust, issuer, by.purpose, headerOf(message), by.moment);
  await verifyMessage(message, decision.key);
  checkTimes(claims, by.moment);
  const named = claims.get(STATUS) ?? null;
  const status = named === null ? { code: "status-none", values: {} } : await check(named, inMap, by);
  return { reasons: [decision.reason, status], disclosed: valuesOf(claims, by.fields), issuer };
}

function messageOf(value) {
  const parts = untag(untag(value, CWT), SIGN1);
  if (!Array.isArray(parts) || parts.length !== 4) throw new Refused("cose-malformed");
  const [head, open, payload, signature] = parts;
  const isWhole = isBytes(head) && open instanceof Map && (payload === null || isBytes(payload)) && isBytes(signature);
  if (!isWhole) throw new Refused("cose-malformed");
  const signed = head.length ? readMap(head) : new Map();
  if (signed.has(CRIT) || open.has(CRIT)) throw new Refused("cose-critical");
  if (payload === null) throw new Refused("payload-missing");
  // Where a label stands in both headers the protected one counts.
  return { head, headers: new Map([...open, ...signed]), payload, signature };
}

function headerOf({ headers }) {
  const chain = headers.get(X5CHAIN), kid = headers.get(KID);
  if (chain !== undefined) return { x5c: [chain].flat().map(toBase64) };
  return isBytes(kid) && kid.length ? { kid: new TextDecoder().decode(kid) } : {};
}

async function verifyMessage({ head, headers, payload, signature }, key) {
  const algorithm = headers.get(ALG);
  if (!NUMBERS.has(algorithm) || algorithm !== key.algorithm.cose) throw new Refused("algorithm-refused");
  const name = bytesOf("Signature1"), nothing = 0x40;
  const signed = Uint8Array.from([0x84, 0x60 | name.length, ...name, ...byteString(head), nothing, ...byteString(payload)]);
  if (!(await verify(key, signature, signed))) throw new Refused("signature-wrong");
}

function momentOf(claims, label) {
  const value = untag(claims.get(label), 1) ?? undefined;
  const isMoment = value === undefined || (typeof value === "number" && value >= 0 && value <= LATEST);
  if (!isMoment) throw new Refused("claim-malformed");
  return value;
}

function checkTimes(claims, now) {
  const [expires, ...starts] = [EXP, NBF, IAT].map((label) => momentOf(claims, label));
  if (now >= expires + LEEWAY) throw new Refused("expired", { moment: expires });
  const later = starts.find((start) => now < start - LEEWAY);
  if (later !== undefined) throw new Refused("not-yet-valid", { moment: later });
}

// What a card says, by the names of its fields; what is not in the list of the library is left out.
function valuesOf(claims, fields) {
  const found = claims.get(CLAIM);
  if (!(found instanceof Map)) throw new Refused("claim-missing");
  const shown = fields.filter(({ key }) => found.has(key));
  return Object.fromEntries(shown.map(({ name, key, kind }) => [name, valueOf(kind, found.get(key))]));
}

function valueOf(kind, value) {
  if (kind === "sex") return SEXES[value] ?? "";
  const text = typeof value === "string" ? value : "", isDate = kind === "date" && /^\d+$/.test(text);
  return isDate ? [text.slice(0, 4), text.slice(4, 6), text.slice(6)].filter(Boolean).join("-") : text;
}
