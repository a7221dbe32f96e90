// Judge what is shown: valid, refused with a reason, or that it cannot be told; “cannot tell” is never “valid”.
//
// `by`: trust (readTrustList), purpose, moment (seconds since 1970), longest (seconds that a status list may be old),
// fields (of cards), listOf(uri): the status list at hand, or nothing.
import { fromBase64url, fromHex, textOf } from "./bytes.js";
import { judgeCard } from "./card.js";
import { judgeHealth } from "./health.js";
import { judgeMdoc } from "./mdoc.js";
import { isReceipt, judgeReceipt } from "./receipt.js";
import { CannotTell, Refused } from "./refusal.js";
import { judgeSdJwt } from "./sd-jwt.js";
import { judgeSeal } from "./seal.js";

const SD_JWT = /^[\w-]+\.[\w-]+\.[\w-]+~[\w.~-]*$/;
const ZONE = /^\s*[A-Z0-9<]{30,44}(\s+[A-Z0-9<]{30,44}){1,2}\s*$/;

const KINDS = [
  ["health certificate", (text) => text.startsWith("HC1:"), judgeHealth],
  ["acknowledgement of receipt", isReceipt, judgeReceipt],
  ["seal", (text) => text.trimStart().startsWith("{"), judgeSeal],
  ["sd-jwt", (text) => SD_JWT.test(text.trim()), (text, by) => judgeSdJwt(text.trim(), by)],
  ["machine-readable zone", (text) => ZONE.test(text), notSigned],
  ["mdoc", (text) => /^[aA][0-9a-fA-F\s]+$/.test(text), (text, by) => judgeMdoc(unhex(text), by)],
  ["mdoc", (text) => /^o[\w-]+$/.test(text.trim()), (text, by) => judgeMdoc(fromBase64url(text.trim()), by)],
  ["card", () => true, judgeCard],
];

async function notSigned() {
  throw new CannotTell("not-signed");
}

function unhex(text) {
  const letters = text.replace(/\s/g, "");
  if (letters.length % 2) throw new Refused("not-hexadecimal");
  return fromHex(letters);
}

function kindOf(shown) {
  const text = typeof shown === "string" ? shown : textIn(shown);
  if (text === null) return ["mdoc", (by) => judgeMdoc(shown, by)];
  // Not the spaces: base45 may end with one.
  const whole = text.replace(/^[\r\n]+|[\r\n]+$/g, ""), [kind, , check] = KINDS.find(([, fits]) => fits(whole));
  return [kind, (by) => check(whole, by)];
}

function textIn(bytes) {
  try {
    return textOf(bytes);
  } catch {
    return null;
  }
}

// `shown`: a text, or the bytes of a file.
export async function judge(shown, by) {
  const [kind, check] = kindOf(shown);
  try {
    return { kind, verdict: "valid", ...(await check(by)) };
  } catch (problem) {
    if (!(problem instanceof Refused)) throw problem;
    const { verdict, code, values } = problem;
    return { kind, verdict, reasons: [{ code, values }], disclosed: {}, issuer: "" };
  }
}
