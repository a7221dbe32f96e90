// Mobile documents (mdoc, ISO/IEC 18013-5): a response of a device, or what an issuer gave a wallet.
import { hex, same, sha } from "./bytes.js";
import { plain, read, readSigned, Tagged, unwrap, wrapped } from "./cbor.js";
import { statusOf } from "./card.js";
import { chainOf, inMap, MAC0, messageOf, seconds, SIGN1, verifyMessage } from "./cose.js";
import { Refused } from "./refusal.js";
import { issuerOfChain, trustedFor } from "./trust.js";

const DIGESTS = new Map([["SHA-256", "SHA-256"], ["SHA-384", "SHA-384"], ["SHA-512", "SHA-512"]]);
const malformed = () => new Refused("mdoc-malformed");
const DEVICE_SIGNED = hex(new TextEncoder().encode("deviceSigned"));

export async function judgeMdoc(bytes, by) {
  // A device signs the session in which it shows; without that session who shows it cannot be checked.
  const isResponse = hex(bytes).includes(DEVICE_SIGNED);
  const documents = isResponse ? documentsOf(bytes) : [issuerSigned(read(bytes))], verified = [];
  for (const document of documents) verified.push(await verifyDocument(document, by));
  const reasons = [trustedFor(by, verified[0].issuer)];
  for (const { status } of verified) reasons.push(await statusOf(status, by));
  const shown = verified.flatMap(({ elements }) => elements.map(([space, found]) => [String(space), plain(found)]));
  const disclosed = Object.fromEntries(shown), holder = { code: "holder-not-checked", values: {} };
  return { reasons: [...reasons, holder], disclosed, issuer: verified[0].issuer };
}

// ---- reading (8.3.2.1.2.2): the bytes under digests and signatures are kept as they came -----------------------------

function documentsOf(bytes) {
  const shown = inMap(read(bytes), "documents");
  if (!Array.isArray(shown) || !shown.length) throw malformed();
  return shown.map(documentOf);
}

function documentOf(value) {
  const shown = map(value), { message, spaces } = partsOf(shown.get("issuerSigned")), docType = shown.get("docType");
  checkDevice(shown.get("deviceSigned"));
  if (typeof docType !== "string") throw malformed();
  return { docType, message, spaces };
}

function issuerSigned(value) {
  const { message, spaces } = partsOf(value), security = map(read(unwrap(read(message.payload ?? new Uint8Array()))));
  return { docType: String(security.get("docType") ?? ""), message, spaces };
}

function partsOf(value) {
  const signed = map(value), found = signed.get("nameSpaces"), spaces = found === undefined ? new Map() : map(found);
  if (![...spaces.values()].every(Array.isArray)) throw malformed();
  const message = messageOf(signed.get("issuerAuth"));
  return { message, spaces: [...spaces].map(([space, items]) => [space, items.map(unwrap)]) };
}

// What the device signed is read like the rest, so that what is not well formed is refused.
function checkDevice(value) {
  if (value === undefined || value === null) return;
  const signed = map(value), [name, ...more] = [...map(signed.get("deviceAuth")).entries()];
  if (more.length || !["deviceMac", "deviceSignature"].includes(name?.[0])) throw malformed();
  messageOf(name[1], name[0] === "deviceMac" ? MAC0 : SIGN1);
  unwrap(signed.get("nameSpaces"));
}

function map(value) {
  if (value instanceof Map) return value;
  throw malformed();
}

// ---- verifying (9.1.2, 9.3.1) ------------------------------------------------------------------------------------

async function verifyDocument({ docType, message, spaces }, by) {
  const { issuer, key } = await issuerOfChain(chainOf(message), by);
  await verifyMessage(message, key);
  const security = map(readSigned(unwrap(readSigned(message.payload))));
  if (security.get("docType") !== docType) throw new Refused("doctype-other");
  checkValidity(map(security.get("validityInfo")), by.moment);
  const elements = await elementsOf(spaces, security);
  map(security.get("deviceKeyInfo"));
  return { issuer, elements, status: security.get("status") };
}

function checkValidity(info, now) {
  const [start, end] = ["validFrom", "validUntil"].map((name) => info.get(name));
  if (![start, end].every((one) => one instanceof Tagged && one.tag <= 1)) throw malformed();
  if (now < seconds(start)) throw new Refused("not-yet-valid", { moment: seconds(start) });
  if (now >= seconds(end)) throw new Refused("expired", { moment: seconds(end) });
}

async function elementsOf(spaces, security) {
  const digest = DIGESTS.get(security.get("digestAlgorithm")), found = [];
  if (!digest) throw new Refused("algorithm-refused");
  const signed = map(security.get("valueDigests"));
  for (const [space, items] of spaces) {
    const digests = signed.get(space);
    found.push([space, await ofSpace(items, digests === undefined ? new Map() : map(digests), digest)]);
  }
  return found;
}

async function ofSpace(items, signed, digest) {
  const found = new Map();
  for (const item of items) {
    const element = map(readSigned(item)), name = element.get("elementIdentifier");
    const expected = signed.get(element.get("digestID")), its = await sha(digest, wrapped(item));
    if (!(expected instanceof Uint8Array) || !same(expected, its)) throw new Refused("digest-wrong");
    if (typeof name !== "string" || found.has(name)) throw new Refused("element-twice");
    found.set(name, element.get("elementValue") ?? null);
  }
  return found;
}
