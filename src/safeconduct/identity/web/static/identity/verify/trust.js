// Whom we trust for what: issuers with keys or certificates, for a purpose, from when to when.
import { fromBase64, hex, sha, toBase64 } from "./bytes.js";
import { namesOf } from "./certificate.js";
import { verifyChain, worse } from "./chain.js";
import { fromJwk } from "./keys.js";
import { CannotTell, Refused } from "./refusal.js";

const seconds = (text) => Date.parse(text) / 1000;

export function readTrustList(text) {
  const file = JSON.parse(text);
  const entries = file.entries.map(({ issuer, purposes, start, end, keys = [], certificates = [], revoked = [] }) => ({
    issuer, purposes: new Set(purposes), start: seconds(start), end: seconds(end), keys: keys.map(fromJwk),
    certificates: certificates.map(fromBase64), revoked: new Set(revoked),
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
export async function decide(trust, issuer, purpose, header, moment) {
  checkCurrent(trust, moment);
  const said = { issuer, purpose, list: trust.name };
  const known = trust.entries.filter((one) => one.issuer === issuer);
  const meant = known.filter((one) => one.purposes.has(purpose));
  const current = meant.filter((one) => isCurrent(one, moment));
  if (!known.length) throw new Refused("issuer-unknown", said);
  if (!meant.length) throw new Refused("issuer-not-for-purpose", said);
  if (!current.length) throw new Refused("issuer-not-in-force", said);
  const isChained = Object.hasOwn(header, "x5c");
  const key = isChained ? await byChain(current, issuer, header.x5c, moment) : byName(current, header.kid, said);
  return { key, reason: trustedFor({ trust, purpose }, issuer) };
}

function byName(entries, name, said) {
  const fitting = entries.flatMap((one) => one.keys).filter((key) => (name ?? key.id) === key.id);
  if (fitting.length === 1) return fitting[0];
  throw new Refused(fitting.length ? "key-ambiguous" : "key-unknown", said);
}

async function byChain(entries, issuer, x5c, moment) {
  const { leaf, key, isAnchor } = await verifyChain(x5c, entries.flatMap((one) => one.certificates), moment);
  for (const entry of entries) await checkRevoked(leaf, entry);
  // An authority that certifies many must not let one of them speak for another.
  if (isAnchor || namesOf(leaf).has(issuer)) return key;
  throw new Refused("certificate-of-other", { issuer });
}

// `revoked`: the SHA-256 of certificates that count no more, in hexadecimal.
async function checkRevoked({ der }, { revoked }) {
  if (revoked.has(hex(await sha("SHA-256", der)))) throw new Refused("certificate-revoked");
}

// The issuer whose anchor a chain leads to, and the key; the first refusal where there is none.
export async function issuerOfChain(chain, by) {
  let trouble = null;
  for (const { issuer, certificates, revoked } of inForce(by.trust, by.purpose, by.moment)) {
    try {
      const { leaf, key } = await verifyChain(chain.map(toBase64), certificates, by.moment);
      await checkRevoked(leaf, { revoked });
      return { issuer, key };
    } catch (problem) {
      trouble = worse(trouble ?? problem, problem);
    }
  }
  throw trouble ?? new Refused("signer-unknown", { list: by.trust.name });
}

// Why an issuer on the list is trusted.
export function trustedFor({ trust, purpose }, issuer) {
  return { code: "issuer-trusted", values: { issuer, purpose, list: trust.name } };
}
