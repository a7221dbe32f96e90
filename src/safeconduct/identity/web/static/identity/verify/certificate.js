// Certificates (X.509, RFC 5280): what a chain is verified by.
import { hex, same } from "./bytes.js";
import { BITS, BOOLEAN, elements, inside, INTEGER, malformed, OBJECT, OCTETS, SEQUENCE, SET } from "./der.js";
import { ALGORITHMS, signedBy } from "./keys.js";
import { CannotTell, Refused } from "./refusal.js";

const VERSION = 0xa0, EXTENSIONS = 0xa3, SHORT_TIME = 0x17, LONG_TIME = 0x18;
const BASIC = "551d13", USAGE = "551d0f", NAMES = "551d11", EC = "2a8648ce3d0201", RSA = "2a864886f70d010101";
const DNS = 0x82, ADDRESS = 0x86, SMALLEST_RSA = 256;
const ECDSA = /^2a8648ce3d0403/;
export const SIGNS = [0, 0x80];
const CERTIFIES = [0, 0x04];
// RFC 4514, section 3.
const SHORT = new Map(Object.entries({
  550403: "CN", 550407: "L", 550408: "ST", "55040a": "O", "55040b": "OU", 550406: "C", 550409: "STREET",
  "0992268993f22c640119": "DC", "0992268993f22c640101": "UID",
}));
const ascii = (bytes) => String.fromCharCode(...bytes);

export function readCertificate(der) {
  const [signed, algorithm, signature, ...more] = elements(inside(der));
  const fields = elements(signed.inner), isVersioned = fields[0]?.kind === VERSION;
  if (isVersioned) versionOf(fields.shift());
  const [number, its, issuer, dates, subject, key, ...rest] = fields;
  const isWhole = number?.kind === INTEGER && [its, issuer, dates, subject, key].every((one) => one?.kind === SEQUENCE);
  if (!isWhole || more.length || signature?.kind !== BITS || signature.inner[0] !== 0) throw malformed();
  const [start, end, ...later] = elements(dates.inner).map(momentOf);
  if (later.length || end === undefined) throw malformed();
  for (const one of [algorithm, its]) checkAlgorithm(one);
  return {
    der, signed: signed.whole, signature: signature.inner.subarray(1), start, end,
    algorithm: algorithm.whole, sameAlgorithm: same(algorithm.whole, its.whole),
    issuer: issuer.whole, subject: subject.whole, key: key.whole,
    extensions: rest.find(({ kind }) => kind === EXTENSIONS)?.inner,
  };
}

function versionOf({ inner }) {
  const version = inside(inner, INTEGER);
  if (version.length !== 1 || version[0] > 2) throw malformed();
}

// The parameters of ECDSA are left out (RFC 5758, 3.2); some States write NULL there.
function checkAlgorithm({ inner }) {
  const [name, ...parameters] = elements(inner);
  if (name?.kind !== OBJECT || (ECDSA.test(hex(name.inner)) && parameters.length)) throw malformed();
}

function momentOf({ kind, inner }) {
  const text = ascii(inner), isShort = kind === SHORT_TIME;
  if (!(isShort ? /^\d{12}Z$/ : /^\d{14}Z$/).test(text) || (!isShort && kind !== LONG_TIME)) throw malformed();
  const whole = isShort ? (text < "50" ? "20" : "19") + text : text;
  const [, year, month, day, hour, minute, second] = whole.match(/^(\d{4})(..)(..)(..)(..)(..)Z$/);
  const moment = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) / 1000;
  if (Number.isNaN(moment)) throw malformed();
  return moment;
}

// ---- the key -----------------------------------------------------------------------------------------------------

export const keyOf = (certificate) => keyOfInfo(certificate.key);

// The key in a certificate, also in one that strict readers refuse; trust is decided elsewhere.
export function keyWithin(der) {
  try {
    return keyOfInfo(elements(elements(inside(der))[0].inner)[6].whole);
  } catch (problem) {
    throw problem.code === "key-unusable" ? problem : new Refused("certificate-malformed");
  }
}

function keyOfInfo(info) {
  const [name, parameter] = namesOfKey(info);
  const algorithm = ALGORITHMS.find(({ oid }) => oid === (name === EC ? parameter : name));
  if (!algorithm || (name === RSA && modulusOf(info) < SMALLEST_RSA)) throw new Refused("key-unusable");
  return { id: "", algorithm, material: ["spki", info] };
}

function namesOfKey(info) {
  const [algorithm] = elements(inside(info)), names = elements(algorithm?.inner ?? info);
  return names.map(({ kind, inner }) => (kind === OBJECT ? hex(inner) : ""));
}

// The length of an RSA modulus in bytes.
function modulusOf(info) {
  const [, bits] = elements(inside(info)), [modulus] = elements(inside(bits.inner.subarray(1)));
  return modulus.inner[0] ? modulus.inner.length : modulus.inner.length - 1;
}

// ---- what it may do, and who it is -------------------------------------------------------------------------------

// The value of an extension, or nothing; one that stands twice is refused.
function extension(certificate, name) {
  if (!certificate.extensions) return undefined;
  const all = elements(inside(certificate.extensions)).map(({ inner }) => elements(inner));
  if (new Set(all.map(([one]) => hex(one.inner))).size !== all.length) throw malformed();
  const found = all.find(([one]) => hex(one.inner) === name);
  if (found && found.at(-1).kind !== OCTETS) throw malformed();
  return found?.at(-1).inner;
}

// Refuse a certificate that names its uses, and not this one.
export function checkUse(certificate, [place, bit]) {
  const found = extension(certificate, USAGE);
  if (found && !(inside(found, BITS)[place + 1] & bit)) throw new Refused("certificate-not-for-use");
}

// `below` counts the authorities between the parent and the certificate that signed.
export async function checkIssued(child, parent, below) {
  const basic = extension(parent, BASIC);
  if (!basic || !child.sameAlgorithm || !same(child.issuer, parent.subject)) throw new Refused("chain-broken");
  if (!(await signedBy(child, { info: parent.key, names: namesOfKey(parent.key) }))) throw new Refused("chain-broken");
  const limits = elements(inside(basic)), isAuthority = limits.some(({ kind, inner }) => kind === BOOLEAN && inner[0]);
  const most = limits.find(({ kind }) => kind === INTEGER)?.inner.reduce((sum, byte) => sum * 256 + byte, 0);
  if (!isAuthority || below > most) throw new Refused("chain-broken");
  checkUse(parent, CERTIFIES);
}

// The issuers that a certificate may speak for: addresses in it, its hosts as https addresses, and its subject.
export function namesOf(certificate) {
  let names = [];
  try {
    const found = extension(certificate, NAMES);
    names = found ? elements(inside(found)) : [];
  } catch (problem) {
    if (!(problem instanceof Refused)) throw problem;
  }
  const of = (kind) => names.filter((one) => one.kind === kind).map(({ inner }) => ascii(inner));
  return new Set([...of(ADDRESS), ...of(DNS).map((host) => `https://${host}`), subjectOf(certificate)]);
}

function subjectOf({ subject }) {
  const parts = elements(inside(subject)).map(({ kind, inner }) => (kind === SET ? elements(inner).map(named) : []));
  return parts.reverse().map((part) => part.join("+")).join(",");
}

function named({ inner }) {
  const [name, value] = elements(inner), its = hex(name.inner);
  const text = new TextDecoder().decode(value.inner).replace(/[,+"\\<>;=]/g, "\\$&").replace(/^[ #]| $/g, "\\$&");
  return `${SHORT.get(its) ?? dotted(name.inner)}=${text.replaceAll("\0", "\\00")}`;
}

function dotted(bytes) {
  const numbers = [];
  let number = 0;
  for (const byte of bytes) {
    number = number * 128 + (byte & 127);
    if (byte < 128) {
      numbers.push(number);
      number = 0;
    }
  }
  const [first, ...rest] = numbers, head = Math.min(2, Math.floor(first / 40));
  return [head, first - 40 * head, ...rest].join(".");
}
