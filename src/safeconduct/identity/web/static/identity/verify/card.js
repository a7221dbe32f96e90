// The QR code of a printed card: a signed CWT in the style of Claim 169.
import { fromBase45, inflate } from "./bytes.js";
import { checkTimes, headerOf, inMap, readToken, verifyMessage } from "./cose.js";
import { Refused } from "./refusal.js";
import { check } from "./status.js";
import { decide } from "./trust.js";

const LONGEST_TEXT = 1000, LARGEST = 4096;
const ISS = 1, STATUS = 65535, CLAIM = 169;
const SEXES = { 1: "M", 2: "F", 3: "X" };

export async function judgeCard(text, by) {
  if (text.length > LONGEST_TEXT) throw new Refused("text-too-long");
  const { message, claims } = readToken(await inflate(fromBase45(text), LARGEST), LARGEST);
  const found = claims.get(ISS), issuer = typeof found === "string" ? found : "";
  const decision = await decide(by.trust, issuer, by.purpose, headerOf(message), by.moment);
  await verifyMessage(message, decision.key);
  checkTimes(claims, by.moment);
  const status = await statusOf(claims.get(STATUS), by);
  return { reasons: [decision.reason, status], disclosed: valuesOf(claims, by.fields), issuer };
}

export async function statusOf(named, by) {
  return (named ?? null) === null ? { code: "status-none", values: {} } : check(named, inMap, by);
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
