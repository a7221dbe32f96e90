// Judge what is shown: valid, refused with a reason, or that it cannot be told; “cannot tell” is never “valid”.
//
// `by`: trust (readTrustList), purpose, moment (seconds since 1970), longest (seconds that a status list may be old),
// fields (of cards), listOf(uri): the status list at hand, or nothing.
import { judgeCard } from "./card.js";
import { CannotTell, Refused } from "./refusal.js";
import { judgeSdJwt } from "./sd-jwt.js";

const SD_JWT = /^[\w-]+\.[\w-]+\.[\w-]+~[\w.~-]*$/;
const ZONE = /^\s*[A-Z0-9<]{30,44}(\s+[A-Z0-9<]{30,44}){1,2}\s*$/;

const KINDS = [
  ["health certificate", (text) => text.startsWith("HC1:"), notRead],
  ["seal", (text) => text.trimStart().startsWith("{"), notRead],
  ["sd-jwt", (text) => SD_JWT.test(text.trim()), (text, by) => judgeSdJwt(text.trim(), by)],
  ["machine-readable zone", (text) => ZONE.test(text), notSigned],
  ["mdoc", (text) => /^[aA][0-9a-fA-F\s]+$/.test(text), notRead],
  ["card", () => true, judgeCard],
];

async function notRead() {
  throw new CannotTell("kind-not-read");
}

async function notSigned() {
  throw new CannotTell("not-signed");
}

export async function judge(shown, by) {
  // Not the spaces: base45 may end with one.
  const text = shown.replace(/^[\r\n]+|[\r\n]+$/g, "");
  const [kind, , check] = KINDS.find(([, fits]) => fits(text));
  try {
    return { kind, verdict: "valid", ...(await check(text, by)) };
  } catch (problem) {
    if (!(problem instanceof Refused)) throw problem;
    const { verdict, code, values } = problem;
    return { kind, verdict, reasons: [{ code, values }], disclosed: {}, issuer: "" };
  }
}
