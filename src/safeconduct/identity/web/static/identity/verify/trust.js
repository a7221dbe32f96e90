// Whom we trust for what: issuers with keys or certificates, for a purpose, from when to when.
import { fromBase64, same } from "./bytes.js";
import { fromCertificate, fromJwk } from "./keys.js";
import { CannotTell, Refused } from "./refusal.js";

const LONGEST_CHAIN = 5;
const seconds = (text) => Date.parse(text) / 1000;

export function readTrustList(text) {
  const file = JSON.parse(text);
  const entries = file.entries.map(({ issuer, purposes, start, end, keys = [], certificates = [] }) => ({
    issuer, purposes: new Set(purposes), start: seconds(start), end: seconds(end), keys: keys.map(fromJwk), certificates,
  }));
  const until = seconds(file.until), numbers = [until, ...entries.flatMap((one) => [one.start, one.end])];
  if (typeof file.name !== "string" || numbers.some(Number.isNaN)) throw new TypeError("This is no trust list.");
  return { name: file.name, until, entries };
}

const isCurrent = (entry, moment) => entry.start <= moment && moment < entry.end;

function checkCurrent(trust, moment) {
  if (moment >= trust.until) throw new CannotTell("trust-list-old", { list: trust.name });
}

export function inForce(trust, purpose, moment) {
  checkCurrent(trust, moment);
  return trust.entries.filter((one) => one.purposes.has(purpose) && isCurrent(one, moment));
}

// Find the key of a token by its header (x5c, or kid), or refuse with the reason.
export function decide(trust, issuer, purpose, header, moment) {
  checkCurrent(trust, moment);
  const said = { issuer, purpose, list: trust.name };
  const known = trust.entries.filter((one) => one.issuer === issuer);
  const meant = known.filter((one) => one.purposes.has(purpose));
  const current = meant.filter((one) => isCurrent(one, moment));
  if (!known.length) throw new Refused("issuer-unknown", said);
  if (!meant.length) throw new Refused("issuer-not-for-purpose", said);
  if (!current.length) throw new Refused("issuer-not-in-force", said);
  const key = Object.hasOwn(header, "x5c") ? byChain(current, header.x5c, moment) : byName(current, header.kid, said);
  return { key, reason: { code: "issuer-trusted", values: said } };
}

function byName(entries, name, said) {
  const fitting = entries.flatMap((one) => one.keys).filter((key) => (name ?? key.id) === key.id);
  if (fitting.length === 1) return fitting[0];
  throw new Refused(fitting.length ? "key-ambiguous" : "key-unknown", said);
}

// A chain of authorities is not followed here: only a certificate that the list itself names is taken.
function byChain(entries, x5c, moment) {
  const isChain = Array.isArray(x5c) && x5c.length > 0 && x5c.length <= LONGEST_CHAIN;
  if (!isChain || !x5c.every((one) => typeof one === "string")) throw new Refused("chain-malformed");
  const leaf = certificateOf(x5c[0]);
  const named = entries.flatMap((one) => one.certificates).find((one) => same(fromBase64(one), leaf));
  if (named === undefined) throw new CannotTell("chain-not-read");
  const { start, end, key } = fromCertificate(named);
  if (!(start <= moment && moment < end)) throw new Refused("certificate-not-valid");
  return key;
}

function certificateOf(text) {
  try {
    return fromBase64(text);
  } catch {
    throw new Refused("chain-malformed");
  }
}
