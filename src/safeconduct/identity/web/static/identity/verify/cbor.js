// CBOR that strangers made (RFC 8949), read within limits: one item of definite length, no deeper than a limit, whole.
import { textOf } from "./bytes.js";
import { Refused } from "./refusal.js";

const DEEPEST = 400;
const SIMPLE = new Map([[20, false], [21, true], [22, null], [23, undefined]]);
const malformed = () => new Refused("cbor-malformed");

export class Tagged {
  constructor(tag, value) {
    Object.assign(this, { tag, value });
  }
}

class Reader {
  constructor(bytes) {
    Object.assign(this, { bytes, at: 0, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length) });
  }

  take(size) {
    if (typeof size !== "number" || size > this.bytes.length - this.at) throw malformed();
    this.at += size;
    return this.bytes.subarray(this.at - size, this.at);
  }

  // What begins an item: its kind, and a number that says its value, its length, or how many it holds.
  head() {
    const first = this.take(1)[0], kind = first >> 5, short = first & 31, { at } = this;
    if (short < 24) return { kind, short, at, number: short };
    if (short > 27) throw malformed();
    const number = this.take(1 << (short - 24)).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
    return { kind, short, at, number: number <= Number.MAX_SAFE_INTEGER ? Number(number) : number };
  }

  item(depth = 0) {
    if (depth > DEEPEST) throw malformed();
    const head = this.head(), { kind, number } = head, next = () => this.item(depth + 1);
    switch (kind) {
      case 0: return number;
      case 1: return typeof number === "number" ? -1 - number : -1n - number;
      case 2: return this.take(number);
      case 3: return textOf(this.take(number));
      case 4: return Array.from(this.room(number), next);
      case 5: return new Map(Array.from(this.room(number), () => [next(), next()]));
      case 6: return new Tagged(number, next());
      default: return this.simple(head);
    }
  }

  // Each item takes at least one byte: what says that it holds more than are left is refused before room is made.
  room(count) {
    if (typeof count !== "number" || count > this.bytes.length - this.at) throw malformed();
    return { length: count };
  }

  simple({ short, at }) {
    if (short === 25) return half(this.view.getUint16(at));
    if (short === 26) return this.view.getFloat32(at);
    if (short === 27) return this.view.getFloat64(at);
    if (SIMPLE.has(short)) return SIMPLE.get(short);
    throw malformed();
  }
}

function half(bits) {
  const sign = bits >> 15 ? -1 : 1, power = (bits >> 10) & 31, rest = bits & 1023;
  if (power === 31) return rest ? NaN : sign * Infinity;
  return sign * (power ? 2 ** (power - 15) * (1 + rest / 1024) : 2 ** -14 * (rest / 1024));
}

export function read(bytes) {
  const reader = new Reader(bytes);
  let item;
  try {
    item = reader.item();
  } catch {
    throw malformed();
  }
  if (reader.at !== bytes.length) throw new Refused("cbor-trailing");
  return item;
}

// Read a map in which no key stands twice: two readers could take different ones (RFC 8949, 5.6).
export function readMap(bytes) {
  const found = read(bytes);
  if (!(found instanceof Map)) throw malformed();
  if (new Reader(bytes).head().number !== found.size) throw new Refused("cbor-duplicate");
  return found;
}

export function byteString(bytes) {
  const size = bytes.length;
  const head = size < 24 ? [0x40 | size] : size < 256 ? [0x58, size] : [0x59, size >> 8, size & 255];
  return [...head, ...bytes];
}
