// A verifier and an issuer: the first knows only what is published, the second signs with a key of its own.
import { Verifier } from "@auth0/mdl";
import { SDJwtVcInstance } from "@sd-jwt/sd-jwt-vc";
import { hasher, newKey, saltGenerator, signerOf, verifierOf } from "./callbacks.mjs";

export const newHolder = () => newKey();

export async function verify({ credential, issuer, nonce }) {
  const published = await (await fetch(`${issuer}/.well-known/jwt-vc-issuer`)).json();
  const [jwk] = published.jwks.keys;
  const holder = async (data, signature, payload) => verifierOf(payload.cnf.jwk)(data, signature);
  const verifying = new SDJwtVcInstance({ hasher, saltGenerator, verifier: verifierOf(jwk), kbVerifier: holder });
  const { payload, kb } = await verifying.verify(credential, nonce ? { keyBindingNonce: nonce } : {});
  return { payload, audience: kb?.payload.aud };
}

export async function issue({ issuer, vct, claims, holder, status }) {
  const key = await newKey();
  const issuing = new SDJwtVcInstance({ hasher, hashAlg: "sha-256", saltGenerator, signer: signerOf(key.private), signAlg: "ES256" });
  const now = Math.floor(Date.now() / 1000);
  const payload = { iss: issuer, vct, iat: now, exp: now + 3600, cnf: { jwk: holder }, ...(status ? { status } : {}), ...claims };
  const credential = await issuing.issue(payload, { _sd: Object.keys(claims) }, { header: { kid: "theirs" } });
  return { credential, key: { ...key.public, kid: "theirs" } };
}

export async function verifyMdoc({ response, transcript, certificate }) {
  const verifier = new Verifier([certificate]);
  const found = await verifier.verify(Buffer.from(response, "base64url"), {
    encodedSessionTranscript: Buffer.from(transcript, "hex"),
  });
  const [document] = found.documents;
  const [space] = Object.keys(document.issuerSigned.nameSpaces);
  return Object.fromEntries(document.getIssuerNameSpace ? Object.entries(document.getIssuerNameSpace(space)) : []);
}


