// Public keys, each bound to its one algorithm before a token is looked at, so that a token cannot choose another.
import { fromHex, hex } from "./bytes.js";
import { elements, inside, INTEGER } from "./der.js";
import { CannotTell, Refused } from "./refusal.js";

const RSA_KEY = "2a864886f70d010101";
const ecdsa = (name, cose, namedCurve, hash, oid, size) =>
  ({ name, cose, oid, size, imported: { name: "ECDSA", namedCurve }, verified: { name: "ECDSA", hash } });
export const ALGORITHMS = [
  ecdsa("ES256", -7, "P-256", "SHA-256", "2a8648ce3d030107", 32),
  ecdsa("ES384", -35, "P-384", "SHA-384", "2b81040022", 48),
  ecdsa("ES512", -36, "P-521", "SHA-512", "2b81040023", 66),
  { name: "EdDSA", cose: -8, oid: "2b6570", imported: { name: "Ed25519" }, verified: { name: "Ed25519" } },
  { name: "PS256", cose: -37, oid: RSA_KEY, imported: { name: "RSA-PSS", hash: "SHA-256" },
    verified: { name: "RSA-PSS", saltLength: 32 } },
];
export const NAMES = new Set(ALGORITHMS.map((one) => one.name));
export const NUMBERS = new Set(ALGORITHMS.map((one) => one.cose));

function algorithmOf({ kty, crv }) {
  if (kty === "RSA") return ALGORITHMS.find((one) => one.name === "PS256");
  if (kty === "OKP" && crv === "Ed25519") return ALGORITHMS.find((one) => one.name === "EdDSA");
  return ALGORITHMS.find((one) => kty === "EC" && one.imported.namedCurve === crv);
}

export function fromJwk(jwk) {
  const algorithm = algorithmOf(jwk), { kty, crv, x, y, n, e } = jwk;
  if (!algorithm || "d" in jwk || "k" in jwk) throw new Refused("key-unusable");
  return { id: jwk.kid ?? "", algorithm, material: ["jwk", { kty, crv, x, y, n, e }] };
}

export async function verify(key, signature, data) {
  const { imported, verified } = key.algorithm;
  let found;
  try {
    found = await crypto.subtle.importKey(...key.material, imported, false, ["verify"]);
  } catch (problem) {
    throw problem.name === "NotSupportedError" ? new CannotTell("browser-old") : new Refused("key-unusable");
  }
  return crypto.subtle.verify(verified, found, signature, data);
}

// ---- signatures under certificates -------------------------------------------------------------------------------

const SHA = { 2: "SHA-256", 3: "SHA-384", 4: "SHA-512" }, RSA_SHA = { "0b": "SHA-256", "0c": "SHA-384", "0d": "SHA-512" };
const SHA_OF = new Map([["608648016503040201", "SHA-256"], ["608648016503040202", "SHA-384"], ["608648016503040203", "SHA-512"]]);
const ECDSA = "2a8648ce3d0403", RSA = "2a864886f70d0101", PSS = `${RSA}0a`, ED25519 = "2b6570", EC_KEY = "2a8648ce3d0201";
const unknown = () => new CannotTell("browser-old");

// Say whether the holder of a key (its SubjectPublicKeyInfo and the names in that) signed a certificate.
export async function signedBy({ algorithm, signature, signed }, { info, names: [kind, curve] }) {
  const [{ inner }, parameters] = elements(inside(algorithm)), name = hex(inner);
  if (name.startsWith(ECDSA)) {
    if (kind !== EC_KEY) return false;
    const of = ALGORITHMS.find(({ oid }) => oid === curve), hash = SHA[name.slice(-1)];
    if (!of || !hash) throw unknown();
    return checked(info, of.imported, { name: "ECDSA", hash }, fixed(signature, of.size), signed);
  }
  if (name === ED25519) return kind === ED25519 && checked(info, { name: "Ed25519" }, { name: "Ed25519" }, signature, signed);
  if (!name.startsWith(RSA)) throw unknown();
  if (kind !== RSA_KEY) return false;
  if (name === PSS) return checked(info, ...padded(parameters), signature, signed);
  const hash = RSA_SHA[name.slice(-2)];
  if (!hash) throw unknown();
  return checked(info, { name: "RSASSA-PKCS1-v1_5", hash }, { name: "RSASSA-PKCS1-v1_5" }, signature, signed);
}

// RSASSA-PSS names its hash (tag 0), that of its mask (tag 1), and the length of its salt (tag 2; RFC 4055, 3.1).
function padded({ inner }) {
  const fields = elements(inner), of = (kind) => fields.find((one) => one.kind === kind)?.inner, salt = of(0xa2);
  const hashOf = (bytes) => bytes && SHA_OF.get(hex(elements(inside(bytes))[0].inner)), hash = hashOf(of(0xa0));
  // Browsers take one hash for both.
  if (!hash || !of(0xa1) || hashOf(elements(inside(of(0xa1)))[1]?.whole) !== hash) throw unknown();
  const saltLength = salt ? inside(salt, INTEGER).reduce((sum, byte) => sum * 256 + byte, 0) : 20;
  return [{ name: "RSA-PSS", hash }, { name: "RSA-PSS", saltLength }];
}

// Two numbers in DER as the browser wants them: one after the other, of a fixed length; nothing where they do not fit.
function fixed(signature, size) {
  const numbers = elements(inside(signature));
  if (numbers.length !== 2 || !numbers.every(isPositive)) return new Uint8Array();
  return fromHex(numbers.map(({ inner }) => hex(inner).replace(/^00/, "").padStart(size * 2, "0")).join(""));
}

// In DER a number has the fewest bytes, and a first bit of one would make it negative.
function isPositive({ kind, inner: [first, second] }) {
  return kind === INTEGER && first < 0x80 && !(first === 0 && second < 0x80);
}

async function checked(info, imported, verified, signature, data) {
  let key;
  try {
    key = await crypto.subtle.importKey("spki", info, imported, false, ["verify"]);
  } catch (problem) {
    if (problem.name === "NotSupportedError") throw unknown();
    return false;
  }
  return crypto.subtle.verify(verified, key, signature, data);
}
