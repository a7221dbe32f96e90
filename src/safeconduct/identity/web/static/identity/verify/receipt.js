// Acknowledgements of receipt: that an entry stands in a journal, and since when, under a checkpoint that it signed.
import { bytesOf, fromBase64, fromHex, hex, isBase64, joined, same, sha, textOf, toBase64 } from "./bytes.js";
import { verify } from "./keys.js";
import { Refused } from "./refusal.js";
import { decide } from "./trust.js";

const FORMAT = "acknowledgement of receipt 1", PREFIX = "AR1:", PURPOSE = "journal";
const HASH = 32, COUNT = 8, ID = 4, SIGNED = ID + 64, FIXED = HASH + 3 * COUNT + SIGNED + 1;
const LONGEST_PROOF = 64, LARGEST_NOTE = 100_000, LATEST = 253_402_300_799n, CLOCKS_DIFFER = 60;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", MEMBERS = "checkpoint entry format position proof";
const CHECKPOINT = /^([^\n]+)\n(0|[1-9]\d*)\n([A-Za-z0-9+/]{43}=)\ntime (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)\n$/;
const malformed = () => new Refused("receipt-malformed");
const isName = (name) => name !== "" && !/[+\s]/.test(name);

export const isReceipt = (text) => text.trimStart().startsWith(PREFIX) || (text.trimStart().startsWith("{") && text.includes(FORMAT));

export async function judgeReceipt(text, by) {
  const isFile = !text.trimStart().startsWith(PREFIX);
  const { entry, position, proof, note } = isFile ? fromFile(text) : await fromText(text.trim());
  const { signed, origin, size, root, time, signature } = readNote(note);
  const header = { kid: hex(signature.subarray(0, ID)) };
  const { key, reason } = await decide(by.trust, origin, PURPOSE, header, by.moment);
  if (!(await verify(key, signature.subarray(ID), bytesOf(signed)))) throw new Refused("signature-wrong");
  const found = await rootOf(entry, position, size, proof);
  if (!found || !same(found, root)) throw new Refused("proof-wrong");
  const moment = Date.parse(time) / 1000;
  if (by.moment < moment - CLOCKS_DIFFER) throw new Refused("issued-in-future");
  const disclosed = { journal: origin, entry: hex(entry), place: Number(position), entries: Number(size), since: time };
  return { reasons: [reason, { code: "receipt-stands", values: { moment } }], disclosed, issuer: origin };
}

// ---- reading -----------------------------------------------------------------------------------------------------

function fromFile(text) {
  let read;
  try {
    read = JSON.parse(text);
  } catch {
    throw malformed();
  }
  const { format, entry, position, proof, checkpoint } = read;
  const isHash = (one) => typeof one === "string" && /^[0-9a-fA-F]{64}$/.test(one);
  const isWhole = Object.keys(read).sort().join(" ") === MEMBERS && format === FORMAT && typeof checkpoint === "string";
  const isPlaced = Number.isSafeInteger(position) && position >= 0 && Array.isArray(proof) && proof.length <= LONGEST_PROOF;
  if (!isWhole || !isPlaced || ![entry, ...proof].every(isHash)) throw malformed();
  return { entry: fromHex(entry), position: BigInt(position), proof: proof.map(fromHex), note: checkpoint };
}

// As a text the root is left out: it follows from entry and proof.
async function fromText(text) {
  const data = fromBase32(text.slice(PREFIX.length));
  if (data.length <= FIXED || data[FIXED - 1] > LONGEST_PROOF) throw malformed();
  const view = new DataView(data.buffer), entry = data.subarray(0, HASH);
  const [position, size, time] = [0, 1, 2].map((place) => view.getBigUint64(HASH + place * COUNT));
  const signature = data.subarray(FIXED - 1 - SIGNED, FIXED - 1), end = FIXED + HASH * data[FIXED - 1];
  const proof = Array.from({ length: data[FIXED - 1] }, (_, at) => data.subarray(FIXED + HASH * at, FIXED + HASH * (at + 1)));
  const root = data.length > end ? await rootOf(entry, position, size, proof) : null;
  if (!root || time > LATEST) throw malformed();
  const origin = named(data.subarray(end)), moment = new Date(Number(time) * 1000).toISOString().slice(0, 19);
  const signed = `${origin}\n${size}\n${toBase64(root)}\ntime ${moment}Z\n`;
  return { entry, position, proof, note: `${signed}\n— ${origin} ${toBase64(signature)}\n` };
}

function named(bytes) {
  try {
    return textOf(bytes);
  } catch {
    throw malformed();
  }
}

// Base 32 (RFC 4648) without padding, in its one spelling: unused bits of the last letter are nothing.
function fromBase32(text) {
  const bits = Array.from(text, (letter) => LETTERS.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const whole = bits.slice(0, bits.length - (bits.length % 8)), rest = bits.slice(whole.length);
  if (/-|1/.test(rest) || bits.includes("-") || rest.length > 4) throw malformed();
  return Uint8Array.from(whole.match(/.{8}/g) ?? [], (eight) => parseInt(eight, 2));
}

// A signed note (C2SP): its text, an empty line, lines of signatures; the first of the journal itself counts.
function readNote(note) {
  const cut = note.lastIndexOf("\n\n"), signed = note.slice(0, cut + 1), lines = note.slice(cut + 2);
  const isPrintable = note.length <= LARGEST_NOTE && !/[\u0000-\u0009\u000b-\u001f]/.test(note);
  const [, origin, size, root, time] = (cut > 0 && isPrintable && lines.endsWith("\n") && CHECKPOINT.exec(signed)) || [];
  if (!origin || !isBase64(root) || toBase64(fromBase64(root)) !== root || !isTime(time)) throw malformed();
  const signatures = lines.slice(0, -1).split("\n").map(readSignature), its = signatures.find(({ name }) => name === origin);
  if (!its || its.signature.length !== SIGNED) throw malformed();
  return { signed, origin, size: BigInt(size), root: fromBase64(root), time, signature: its.signature };
}

function isTime(text) {
  const moment = Date.parse(text);
  return !Number.isNaN(moment) && new Date(moment).toISOString().startsWith(text.slice(0, -1));
}

function readSignature(line) {
  const [, name, text] = /^— ([^ ]*) (.*)$/s.exec(line) ?? [];
  const signature = text !== undefined && isBase64(text) ? fromBase64(text) : new Uint8Array();
  if (!isName(name ?? "") || toBase64(signature) !== text || signature.length <= ID) throw malformed();
  return { name, signature };
}

// ---- the tree (RFC 9162, section 2.1.3.2) ------------------------------------------------------------------------

async function rootOf(leaf, index, size, proof) {
  if (index >= size) return null;
  let place = index, last = size - 1n, found = leaf;
  for (const sibling of proof) {
    if (last === 0n) return null;
    const isRight = place & 1n || place === last;
    found = await sha("SHA-256", joined(isRight ? [[1], sibling, found] : [[1], found, sibling]));
    while (isRight && place && !(place & 1n)) [place, last] = [place >> 1n, last >> 1n];
    [place, last] = [place >> 1n, last >> 1n];
  }
  return last === 0n ? found : null;
}
