// DER (ITU-T X.690), read strictly: each length in its shortest form, and nothing left over.
import { Refused } from "./refusal.js";

const SEQUENCE = 0x30, SET = 0x31, INTEGER = 2, BITS = 3, OCTETS = 4, OBJECT = 6, BOOLEAN = 1;
export { BITS, BOOLEAN, INTEGER, OBJECT, OCTETS, SEQUENCE, SET };
export const malformed = () => new Refused("chain-malformed");

// The elements that stand one after the other.
export function elements(bytes) {
  const found = [];
  for (let at = 0; at < bytes.length;) {
    const { start, end } = extent(bytes, at);
    found.push({ kind: bytes[at], whole: bytes.subarray(at, end), inner: bytes.subarray(start, end) });
    at = end;
  }
  return found;
}

function extent(bytes, at) {
  const first = bytes[at + 1], count = first & 0x80 ? first & 0x7f : 0, start = at + 2 + count;
  const size = count ? bytes.subarray(at + 2, start).reduce((sum, byte) => sum * 256 + byte, 0) : first;
  const isShortest = count ? count < 5 && size >= 0x80 && bytes[at + 2] !== 0 : first !== 0x80;
  if ((bytes[at] & 31) === 31 || !isShortest || !(start + size <= bytes.length)) throw malformed();
  return { start, end: start + size };
}

// What stands inside the one element of this kind.
export function inside(bytes, kind = SEQUENCE) {
  const [only, ...more] = elements(bytes);
  if (only?.kind !== kind || more.length) throw malformed();
  return only.inner;
}
