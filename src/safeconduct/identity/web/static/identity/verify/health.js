// European and WHO health certificates (HC1): base45, zlib, COSE, CWT. The envelope is judged, no rule of a country.
import { fromBase45, inflate, same, sha } from "./bytes.js";
import { plain } from "./cbor.js";
import { keyWithin } from "./certificate.js";
import { checkTimes, kidOf, readToken, verifyMessage } from "./cose.js";
import { CannotTell, Refused } from "./refusal.js";
import { inForce, trustedFor } from "./trust.js";

const PREFIX = "HC1:", HCERT = -260, LARGEST = 1 << 16, LONGEST_TEXT = 1 << 14;

export async function judgeHealth(text, by) {
  if (text.length > LONGEST_TEXT) throw new Refused("text-too-long");
  const { message, claims } = readToken(await inflate(fromBase45(text.slice(PREFIX.length)), LARGEST), LARGEST);
  const issuer = await signerOf(message, by);
  checkTimes(claims, by.moment);
  const found = claims.get(HCERT);
  if (!(found instanceof Map)) throw new Refused("claim-missing");
  return { reasons: [trustedFor(by, issuer)], disclosed: plain(found), issuer };
}

// The key is looked up by the first eight bytes of the hash of its certificate; several may begin alike.
async function signerOf(message, by) {
  let trouble = new Refused("signer-unknown", { list: by.trust.name });
  for (const { issuer, certificates } of inForce(by.trust, by.purpose, by.moment)) {
    for (const certificate of certificates) {
      const name = (await sha("SHA-256", certificate)).subarray(0, 8);
      const problem = same(name, kidOf(message)) ? await signed(message, certificate) : trouble;
      if (!problem) return issuer;
      if (problem instanceof CannotTell) trouble = problem;
    }
  }
  throw trouble;
}

async function signed(message, certificate) {
  try {
    await verifyMessage(message, keyWithin(certificate));
    return null;
  } catch (problem) {
    if (problem instanceof Refused) return problem;
    throw problem;
  }
}
