// Signed JSON in its compact form (RFC 7515), after the advice of RFC 8725.
import { bytesOf, fromBase64url, textOf } from "./bytes.js";
import { NAMES, verify as verifySignature } from "./keys.js";
import { Refused } from "./refusal.js";

const LARGEST = 2 << 20;
export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

export function jsonOf(bytes) {
  try {
    return JSON.parse(textOf(bytes));
  } catch (problem) {
    throw new Refused(problem instanceof RangeError ? "too-deep" : "not-json");
  }
}

function objectOf(bytes) {
  const found = jsonOf(bytes);
  if (!isObject(found)) throw new Refused("not-json");
  return found;
}

export function parse(token) {
  if (token.length > LARGEST) throw new Refused("token-too-large");
  const parts = token.split(".");
  if (parts.length !== 3) throw new Refused("not-a-token");
  const [head, body, signature] = parts.map(fromBase64url), header = objectOf(head);
  if (!NAMES.has(header.alg)) throw new Refused("algorithm-not-allowed");
  if (Object.hasOwn(header, "crit")) throw new Refused("header-critical");
  return { header, payload: objectOf(body), signed: bytesOf(`${parts[0]}.${parts[1]}`), signature };
}

export async function verify(token, key) {
  if (token.header.alg !== key.algorithm.name) throw new Refused("algorithm-not-of-key");
  if (!(await verifySignature(key, token.signature, token.signed))) throw new Refused("signature-wrong");
}

export function checkType({ header: { typ } }, expected) {
  const isText = typeof typ === "string";
  if (!isText || typ.toLowerCase().replace(/^application\//, "") !== expected) throw new Refused("type-wrong");
}

export function secondsOf(payload, claim) {
  if (!Object.hasOwn(payload, claim)) return undefined;
  if (typeof payload[claim] !== "number") throw new Refused("time-malformed");
  return payload[claim];
}

export function checkTimes(payload, now, leeway = 60) {
  const [expires, starts, issued] = ["exp", "nbf", "iat"].map((claim) => secondsOf(payload, claim));
  if (now >= expires + leeway) throw new Refused("expired", { moment: expires });
  if (now < starts - leeway) throw new Refused("not-yet-valid", { moment: starts });
  if (now < issued - leeway) throw new Refused("issued-in-future");
}
