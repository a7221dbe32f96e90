// Status lists (Token Status List, sections 4 and 5.1). A list that is older than its limit says nothing.
import { fromBase64url, inflate } from "./bytes.js";
import * as jws from "./jws.js";
import { CannotTell, Refused } from "./refusal.js";
import { decide, inForce } from "./trust.js";

const LARGEST = 1 << 20, CLOCKS_DIFFER = 60;
export const LONGEST_DAY = 86_400;

// Read a list that is signed by whoever the trust list names for `status` and its address.
export async function readList(text, trust, moment) {
  const token = jws.parse(text.trim()), uri = String(token.payload.sub ?? "");
  const key = await keyFor(uri, token.header, trust, moment);
  jws.checkType(token, "statuslist+jwt");
  await jws.verify(token, key);
  const [issued, expires, ttl] = ["iat", "exp", "ttl"].map((claim) => jws.secondsOf(token.payload, claim));
  if (issued === undefined || ttl <= 0) throw new Refused("status-list-malformed");
  return { uri, issued, expires, ttl, ...(await bitsOf(token.payload.status_list)) };
}

async function keyFor(uri, header, trust, moment) {
  const isBelow = ({ issuer }) => uri === issuer || uri.startsWith(`${issuer.replace(/\/+$/, "")}/`);
  const entry = inForce(trust, "status", moment).find(isBelow);
  if (!entry) throw new Refused("issuer-unknown", { issuer: uri, list: trust.name });
  return (await decide(trust, entry.issuer, "status", header, moment)).key;
}

async function bitsOf(value) {
  const isList = jws.isObject(value) && [1, 2, 4, 8].includes(value.bits) && typeof value.lst === "string";
  if (!isList) throw new Refused("status-list-malformed");
  const compressed = fromBase64url(value.lst);
  if (compressed.length > LARGEST) throw new Refused("status-list-too-large");
  return { width: value.bits, packed: await inflate(compressed, LARGEST, "status-list") };
}

export function isFresh(list, now, longest) {
  const age = now - list.issued, limit = Math.min(longest, list.ttl ?? longest);
  return age >= -CLOCKS_DIFFER && age <= limit && !(now >= list.expires);
}

function statusAt({ packed, width }, place) {
  if (place >= (packed.length * 8) / width) throw new Refused("status-out-of-range");
  const bit = place * width;
  return (packed[Math.floor(bit / 8)] >> bit % 8) & ((1 << width) - 1);
}

// Judge the status that a credential names; return why it is good. `get` reads a member of a map or an object.
export async function check(status, get, by) {
  const reference = get(status, "status_list");
  if (!jws.isObject(reference)) throw new CannotTell("status-unknown");
  const uri = get(reference, "uri"), place = get(reference, "idx");
  if (typeof uri !== "string" || !Number.isInteger(place) || place < 0) throw new Refused("status-malformed");
  const list = await by.listOf(uri);
  if (!list) throw new CannotTell("status-unknown");
  const values = { moment: list.issued };
  if (!isFresh(list, by.moment, by.longest)) throw new CannotTell("status-too-old", values);
  const found = statusAt(list, place);
  if (found === 1) throw new Refused("revoked", values);
  if (found === 2) throw new Refused("suspended", values);
  if (found !== 0) throw new CannotTell("status-of-issuer", { status: found });
  return { code: "status-valid", values };
}
