// CBOR that strangers made (RFC 8949), read within limits: one item, no larger and no deeper than a limit, whole.
import { hex, joined, textOf } from "./bytes.js";
import { Refused } from "./refusal.js";

export const LARGEST = 1 << 20;
const DEEPEST = 400, ENCODED = 24, OPEN = 31, BREAK = 0xff;
// Date and time of RFC 3339 (tag 0), a day (tag 1004): what is none is no CBOR for whoever reads such a tag.
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6}\d*)?(Z|[+-]\d\d:\d\d)$/, DAY = /^\d{4}-\d\d-\d\d$/;
const SIMPLE = new Map([[20, false], [21, true], [22, null], [23, undefined]]);
const malformed = () => new Refused("cbor-malformed");

export class Tagged {
  constructor(tag, value) {
    Object.assign(this, { tag, value });
  }
}

// A value without a meaning here.
export class Simple {
  constructor(number) {
    this.number = number;
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
    if (short === OPEN && kind > 1 && kind < 6) return { kind, short, at, number: null };
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
      case 2: return number === null ? joined(this.chunks(kind)) : this.take(number);
      case 3: return (number === null ? this.chunks(kind) : [this.take(number)]).map(textOf).join("");
      case 4: return this.many(number, next);
      case 5: return new Map(this.many(number, () => [next(), next()]));
      case 6: return tagged(number, next());
      default: return this.simple(head);
    }
  }

  many(count, next) {
    if (count !== null) return Array.from(this.room(count), next);
    const found = [];
    while (!this.ends()) found.push(next());
    return found;
  }

  // The parts of a text or of bytes whose length was not said before.
  chunks(its) {
    return this.many(null, () => {
      const { kind, number } = this.head();
      if (kind !== its || number === null) throw malformed();
      return this.take(number);
    });
  }

  ends() {
    if (this.bytes[this.at] !== BREAK) return false;
    this.at += 1;
    return true;
  }

  // Each item takes at least one byte: what says that it holds more than are left is refused before room is made.
  room(count) {
    if (typeof count !== "number" || count > this.bytes.length - this.at) throw malformed();
    return { length: count };
  }

  simple({ short, at, number }) {
    if (short === 25) return half(this.view.getUint16(at));
    if (short === 26) return this.view.getFloat32(at);
    if (short === 27) return this.view.getFloat64(at);
    if (SIMPLE.has(short)) return SIMPLE.get(short);
    return new Simple(number);
  }
}

function tagged(tag, value) {
  const isDate = tag === 0 ? isMoment(value, DATE_TIME) : tag !== 1004 || isMoment(value, DAY);
  if (!isDate) throw malformed();
  return new Tagged(tag, value);
}

function isMoment(value, form) {
  // A day that no month has would silently become one of the next month.
  const day = typeof value === "string" && form.test(value) ? value.slice(0, 10) : null;
  return day !== null && !Number.isNaN(Date.parse(value)) && new Date(`${day}T00:00Z`).toISOString().startsWith(day);
}

function half(bits) {
  const sign = bits >> 15 ? -1 : 1, power = (bits >> 10) & 31, rest = bits & 1023;
  if (power === 31) return rest ? NaN : sign * Infinity;
  return sign * (power ? 2 ** (power - 15) * (1 + rest / 1024) : 2 ** -14 * (rest / 1024));
}

export function read(bytes, largest = LARGEST) {
  if (bytes.length > largest) throw new Refused("cbor-too-large");
  const reader = new Reader(bytes), item = itemOf(reader);
  if (reader.at !== bytes.length) throw new Refused("cbor-trailing");
  return item;
}

// Read what is under a signature or its digests: what follows it would be the signer's own.
export const readSigned = (bytes) => itemOf(new Reader(bytes));

function itemOf(reader) {
  try {
    return reader.item();
  } catch {
    throw malformed();
  }
}

// Read a map in which no key stands twice: two readers could take different ones (RFC 8949, 5.6).
export function readMap(bytes, largest = LARGEST) {
  const found = read(bytes, largest);
  if (!(found instanceof Map)) throw malformed();
  if (new Reader(bytes).head().number !== found.size) throw new Refused("cbor-duplicate");
  return found;
}

export function byteString(bytes) {
  const size = bytes.length, wide = [24, 16, 8, 0].map((bits) => (size >>> bits) & 255);
  if (size < 24) return joined([[0x40 | size], bytes]);
  if (size < 1 << 8) return joined([[0x58, size], bytes]);
  return size < 1 << 16 ? joined([[0x59, ...wide.slice(2)], bytes]) : joined([[0x5a, ...wide], bytes]);
}

// CBOR inside CBOR (tag 24): its original bytes, which digests are over, and the same written again.
export function unwrap(value) {
  if (value instanceof Tagged && value.tag === ENCODED && value.value instanceof Uint8Array) return value.value;
  throw malformed();
}

export const wrapped = (bytes) => joined([[0xd8, ENCODED], byteString(bytes)]);

// What a page can show: maps as objects, bytes as hexadecimal, moments in UTC, and of other tags the value alone.
export function plain(value) {
  if (value instanceof Map) return Object.fromEntries([...value].map(([name, one]) => [String(name), plain(one)]));
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Uint8Array) return hex(value);
  if (value instanceof Tagged) return value.tag > 1 ? plain(value.value) : momentOf(value);
  return typeof value === "bigint" || value instanceof Simple ? String(value.number ?? value) : value;
}

function momentOf({ tag, value }) {
  const moment = new Date(tag ? Number(value) * 1000 : value);
  return Number.isNaN(moment.getTime()) ? String(value) : moment.toISOString().replace(/\.\d+/, "");
}
