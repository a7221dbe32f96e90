// JSON in which no name stands twice and every number is whole, and its one canonical form (RFC 8785).
import { bytesOf } from "./bytes.js";
import { Refused } from "./refusal.js";

const DEEPEST = 32;
// In a text that is JSON, what stands between these says nothing more.
const TOKEN = /[[\]{}]|"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null/g;
const malformed = () => new Refused("json-malformed");

// Return objects as maps, so that no name that somebody chose has a meaning, and numbers as they were written.
export function parseStrictly(text) {
  try {
    JSON.parse(text);
    return new Reader(text.match(TOKEN)).value();
  } catch (problem) {
    throw problem instanceof Refused ? problem : malformed();
  }
}

class Reader {
  constructor(tokens) {
    Object.assign(this, { tokens, at: 0 });
  }

  value() {
    const token = this.take();
    if (token === "[") return this.until("]", () => this.value());
    if (token === "{") return this.object();
    return /^[-\d]/.test(token) ? number(token) : JSON.parse(token);
  }

  take() {
    this.at += 1;
    return this.tokens[this.at - 1];
  }

  until(end, next) {
    const found = [];
    while (this.tokens[this.at] !== end) found.push(next());
    this.take();
    return found;
  }

  object() {
    const members = this.until("}", () => [JSON.parse(this.take()), this.value()]), found = new Map(members);
    if (found.size !== members.length) throw new Refused("json-duplicate");
    return found;
  }
}

// Numbers beyond 2^53 are signed as they stand.
function number(token) {
  if (/[.eE]/.test(token)) throw malformed();
  const value = BigInt(token), near = Number(value);
  return Number.isSafeInteger(near) ? near : value;
}

export const canonical = (value) => bytesOf(written(value, 0));

function written(value, depth) {
  if (depth > DEEPEST) throw new Refused("json-too-deep");
  if (Array.isArray(value)) return `[${value.map((one) => written(one, depth + 1)).join(",")}]`;
  if (typeof value === "bigint") return String(value);
  if (!(value instanceof Map)) return quoted(value);
  // By the units of UTF-16, as `sort` does (3.2.3).
  const names = [...value.keys()].sort();
  return `{${names.map((name) => `${quoted(name)}:${written(value.get(name), depth + 1)}`).join(",")}}`;
}

function quoted(value) {
  // Half of a pair of surrogates has no bytes; `stringify` would hide it.
  if (typeof value === "string" && /\p{Surrogate}/u.test(value)) throw malformed();
  return JSON.stringify(value);
}
