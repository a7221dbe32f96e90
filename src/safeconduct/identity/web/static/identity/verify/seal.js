// Visible digital seals (ICAO VDS-NC): signed JSON with its certificate inside.
import { fromBase64url, same } from "./bytes.js";
import { plain } from "./cbor.js";
import { keyWithin, readCertificate } from "./certificate.js";
import { verify } from "./keys.js";
import { Refused } from "./refusal.js";
import { canonical, parseStrictly } from "./strict-json.js";
import { inForce, issuerOfChain, trustedFor } from "./trust.js";

const LONGEST_TEXT = 1 << 14;
const isText = (value) => typeof value === "string", isMap = (value) => value instanceof Map;

export async function judgeSeal(text, by) {
  const seal = readSeal(text);
  // Over a certificate that breaks the rules no chain can be verified: it counts where the list names this very one.
  const isChain = isWellFormed(seal.certificate), chain = [seal.certificate];
  const { issuer, key } = isChain ? await issuerOfChain(chain, by) : ofNamed(seal.certificate, by);
  if (seal.algorithm !== key.algorithm.name) throw new Refused("algorithm-refused");
  if (!(await verify(key, seal.signature, seal.signed))) throw new Refused("signature-wrong");
  return { reasons: [trustedFor(by, issuer)], disclosed: plain(seal.message), issuer };
}

function readSeal(text) {
  if (text.length > LONGEST_TEXT) throw new Refused("text-too-long");
  const whole = parseStrictly(text), data = member(whole, "data", isMap), signed = member(whole, "sig", isMap);
  const certificate = signed.has("cer") ? bytes(member(signed, "cer", isText)) : new Uint8Array();
  member(data, "hdr", isMap);
  const message = member(data, "msg", isMap), its = canonical(data);
  const signature = bytes(member(signed, "sigvl", isText)), algorithm = member(signed, "alg", isText);
  return { message, signed: its, signature, algorithm, certificate };
}

function member(value, name, fits) {
  const found = isMap(value) ? value.get(name) : undefined;
  if (!fits(found)) throw new Refused("json-malformed");
  return found;
}

// Base64 of either alphabet, with or without padding: issuers use both.
function bytes(text) {
  return fromBase64url(text.replace(/=+$/, "").replaceAll("+", "-").replaceAll("/", "_"));
}

function isWellFormed(certificate) {
  try {
    readCertificate(certificate);
    return true;
  } catch {
    return false;
  }
}

function ofNamed(certificate, by) {
  const names = ({ certificates }) => certificates.some((one) => same(one, certificate));
  const entry = inForce(by.trust, by.purpose, by.moment).find(names);
  if (!entry) throw new Refused("certificate-malformed");
  return { issuer: entry.issuer, key: keyWithin(certificate) };
}
