// Public keys, each bound to its one algorithm before a token is looked at, so that a token cannot choose another.
import { fromBase64 } from "./bytes.js";
import { CannotTell, Refused } from "./refusal.js";

const ecdsa = (name, cose, namedCurve, hash, oid) =>
  ({ name, cose, oid, imported: { name: "ECDSA", namedCurve }, verified: { name: "ECDSA", hash } });
const ALL = [
  ecdsa("ES256", -7, "P-256", "SHA-256", "2a8648ce3d030107"),
  ecdsa("ES384", -35, "P-384", "SHA-384", "2b81040022"),
  ecdsa("ES512", -36, "P-521", "SHA-512", "2b81040023"),
  { name: "EdDSA", cose: -8, oid: "2b6570", imported: { name: "Ed25519" }, verified: { name: "Ed25519" } },
  { name: "PS256", cose: -37, oid: "2a864886f70d010101", imported: { name: "RSA-PSS", hash: "SHA-256" },
    verified: { name: "RSA-PSS", saltLength: 32 } },
];
export const NAMES = new Set(ALL.map((one) => one.name));
export const NUMBERS = new Set(ALL.map((one) => one.cose));
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

function algorithmOf({ kty, crv }) {
  if (kty === "RSA") return ALL.find((one) => one.name === "PS256");
  if (kty === "OKP" && crv === "Ed25519") return ALL.find((one) => one.name === "EdDSA");
  return ALL.find((one) => kty === "EC" && one.imported.namedCurve === crv);
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

// ---- certificates: of one that the trust list names itself, its key and its dates are read ----------------------

function parts(der) {
  const found = [];
  for (let at = 0; at < der.length;) {
    let size = der[at + 1], head = 2;
    if (size & 0x80) {
      head += size & 0x7f;
      size = der.subarray(at + 2, at + head).reduce((sum, byte) => sum * 256 + byte, 0);
    }
    const end = at + head + size;
    if (!(end <= der.length)) throw new Refused("chain-malformed");
    found.push({ kind: der[at], whole: der.subarray(at, end), inner: der.subarray(at + head, end) });
    at = end;
  }
  return found;
}

function momentOf({ kind, inner }) {
  const text = String.fromCharCode(...inner), short = kind === 0x17;
  const year = short ? (text < "50" ? "20" : "19") + text.slice(0, 2) : text.slice(0, 4);
  const [month, day, hour, minute, second] = text.slice(short ? 2 : 4).match(/\d\d/g) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) / 1000;
}

// Of the fields: version (tag 0, may be left out), number, algorithm, issuer, dates, subject, key (RFC 5280, 4.1).
export function fromCertificate(text) {
  const [whole] = parts(fromBase64(text)), [signed] = parts(whole.inner);
  const fields = parts(signed.inner).filter((one) => one.kind !== 0xa0);
  const [start, end] = parts(fields[3].inner).map(momentOf), its = hex(parts(fields[5].inner)[0].inner);
  const algorithm = ALL.find((one) => its.includes(hex([6, one.oid.length / 2]) + one.oid));
  if (!algorithm || !(start < end)) throw new Refused("key-unusable");
  return { start, end, key: { id: "", algorithm, material: ["spki", fields[5].whole] } };
}
