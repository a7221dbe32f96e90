// A chain of certificates, from the one that signed to an anchor of the trust list (RFC 5280, section 6, in short).
import { fromBase64, isBase64, same } from "./bytes.js";
import { checkIssued, checkUse, keyOf, readCertificate, SIGNS } from "./certificate.js";
import { malformed } from "./der.js";
import { CannotTell, Refused } from "./refusal.js";

const LONGEST_CHAIN = 5;

// `shown`: base64 texts, the signer's first; `anchors`: bytes. Return its certificate, its key, and if the list names it.
export async function verifyChain(shown, anchors, moment) {
  const isChain = Array.isArray(shown) && shown.length > 0 && shown.length <= LONGEST_CHAIN;
  if (!isChain || !shown.every((one) => typeof one === "string" && isBase64(one))) throw malformed();
  const chain = shown.map(fromBase64), leaf = read(chain[0]), key = keyOf(leaf), isAnchor = isOne(chain[0], anchors);
  const path = isAnchor ? [leaf] : await pathOf(leaf, chain.slice(1), anchors);
  const isValid = path.every(({ start, end }) => start <= moment && moment < end);
  if (!isValid) throw new Refused("certificate-not-valid");
  return { leaf, key, isAnchor };
}

async function pathOf(leaf, more, anchors) {
  checkUse(leaf, SIGNS);
  const roots = anchors.map(read), path = [leaf];
  for (const one of more) {
    if (isOne(one, anchors)) break;
    const next = read(one);
    await checkIssued(path.at(-1), next, path.length - 1);
    path.push(next);
  }
  return [...path, await rootOf(path, roots)];
}

async function rootOf(path, roots) {
  let trouble = new Refused("chain-untrusted");
  for (const root of roots) {
    try {
      await checkIssued(path.at(-1), root, path.length - 1);
      return root;
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem;
      if (problem instanceof CannotTell) trouble = problem;
    }
  }
  throw trouble;
}

const isOne = (certificate, anchors) => anchors.some((anchor) => same(anchor, certificate));

function read(der) {
  try {
    return readCertificate(der);
  } catch (problem) {
    throw problem instanceof Refused ? problem : malformed();
  }
}

// The trouble to tell of two: where one could not be verified here nobody can tell; that a chain leads to no anchor of one
// issuer says less than what is wrong with it for another.
export function worse(first, second) {
  if (!(second instanceof Refused)) throw second;
  return second instanceof CannotTell || first.code === "chain-untrusted" ? second : first;
}
