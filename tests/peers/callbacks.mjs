// What the libraries leave to whoever uses them: hashing, chance, keys. They come from node itself and from jose.
import * as jose from "jose";
import { createHash, randomBytes } from "node:crypto";
import { X509Certificate } from "node:crypto";
import { clientAuthenticationAnonymous, setGlobalConfig } from "@openid4vc/oauth2";

// The pages that are tried stand on this machine, without TLS.
setGlobalConfig({ allowInsecureUrls: true });

export const sha256 = (data) => createHash("sha256").update(data).digest();
export const hasher = (data, algorithm) => createHash(algorithm.toLowerCase().replace("-", "")).update(data).digest();
export const saltGenerator = (length) => randomBytes(length).toString("base64url");

export async function newKey() {
  const { privateKey, publicKey } = await jose.generateKeyPair("ES256", { extractable: true });
  return { private: await jose.exportJWK(privateKey), public: await jose.exportJWK(publicKey) };
}

export const signerOf = (jwk) => async (data) => {
  const key = await jose.importJWK(jwk, "ES256");
  const signed = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key, new TextEncoder().encode(data));
  return Buffer.from(signed).toString("base64url");
};

export const verifierOf = (jwk) => async (data, signature) => {
  const key = await jose.importJWK(jwk, "ES256");
  const bytes = Buffer.from(signature, "base64url");
  return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, bytes, new TextEncoder().encode(data));
};

export const callbacks = (key) => ({
  hash: (data, algorithm) => hasher(data, algorithm),
  generateRandom: (length) => randomBytes(length),
  clientAuthentication: clientAuthenticationAnonymous(),
  getX509CertificateMetadata: (text) => namesOf(new X509Certificate(Buffer.from(text, "base64"))),
  signJwt: async (signer, { header, payload }) => {
    const jwt = new jose.SignJWT(payload).setProtectedHeader(header);
    return { jwt: await jwt.sign(await jose.importJWK(key.private, signer.alg)), signerJwk: key.public };
  },
  verifyJwt: async (signer, { compact }) => {
    const certificate = new X509Certificate(Buffer.from(signer.x5c[0], "base64"));
    await jose.compactVerify(compact, certificate.publicKey);
    return { verified: true, signerJwk: await jose.exportJWK(certificate.publicKey) };
  },
  encryptJwe: async (encryptor, data) => {
    const { publicJwk, alg, enc, kid } = encryptor;
    const header = { alg, enc, kid: kid ?? publicJwk.kid };
    const jwe = new jose.CompactEncrypt(new TextEncoder().encode(data)).setProtectedHeader(header);
    return { encryptionJwk: publicJwk, jwe: await jwe.encrypt(await jose.importJWK(publicJwk, alg)) };
  },
  decryptJwe: () => ({ decrypted: false }),
});

function namesOf(certificate) {
  const names = (certificate.subjectAltName ?? "").split(", ");
  const of = (kind) => names.filter((name) => name.startsWith(kind)).map((name) => name.slice(kind.length));
  return { sanDnsNames: of("DNS:"), sanUriNames: of("URI:") };
}
