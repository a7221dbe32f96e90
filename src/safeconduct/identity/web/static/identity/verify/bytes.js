// Bytes as they stand in texts and codes, each in its one spelling; zlib is read within a limit.
import { Refused } from "./refusal.js";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const BASE = ALPHABET.length;
// The last letter of base64 may hide unused bits: of several spellings one is taken.
const LAST = [/^/, /^(?!)/, /[AQgw]$/, /[AEIMQUYcgkosw048]$/];

export const textOf = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
export const bytesOf = (text) => new TextEncoder().encode(text);
export const same = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);
export const fromBase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
// Whole groups of four letters, as certificates in headers are written; `atob` takes spaces and lost padding too.
export const isBase64 = (text) => /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text);
export const toBase64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

export function fromBase64url(text) {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || !LAST[text.length % 4].test(text)) throw new Refused("not-base64url");
  return fromBase64(text.replaceAll("-", "+").replaceAll("_", "/"));
}

export function toBase64url(bytes) {
  return toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

export function fromBase45(text) {
  const digits = Array.from(text, (letter) => ALPHABET.indexOf(letter)), found = [];
  for (let at = 0; at < digits.length; at += 3) {
    const [a, b, c] = digits.slice(at, at + 3), value = a + BASE * b + BASE * BASE * (c ?? 0);
    const largest = c === undefined ? 0xff : 0xffff;
    if (b === undefined || Math.min(a, b, c ?? 0) < 0 || value > largest) throw new Refused("base45-malformed");
    found.push(...(c === undefined ? [value] : [value >> 8, value & 0xff]));
  }
  return Uint8Array.from(found);
}

export async function inflate(bytes, largest, what = "zlib") {
  const parts = [];
  let size = 0;
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      size += part.value.length;
      if (size > largest) throw new Refused(`${what}-too-large`);
      parts.push(part.value);
    }
  } catch (problem) {
    await reader.cancel().catch(() => undefined);
    throw problem instanceof Refused ? problem : new Refused(`${what}-malformed`);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
export const fromHex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));

export function joined(parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const sha = async (name, bytes) => new Uint8Array(await crypto.subtle.digest(name, bytes));
