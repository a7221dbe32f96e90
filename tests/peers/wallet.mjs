// A wallet: takes an offer (OpenID4VCI), keeps credentials bound to its own keys, shows what is asked for (OpenID4VP).
import { DeviceResponse } from "@auth0/mdl";
import { clientAuthenticationNone } from "@openid4vc/oauth2";
import { Openid4vciClient } from "@openid4vc/openid4vci";
import { Openid4vpClient } from "@openid4vc/openid4vp";
import { SDJwtVcInstance } from "@sd-jwt/sd-jwt-vc";
import { encode, Tag } from "cbor-x";
import { callbacks, hasher, newKey, saltGenerator, sha256, signerOf } from "./callbacks.mjs";

export async function receive({ offer, transactionCode, copies = 1 }) {
  const keys = await Promise.all(Array.from({ length: copies }, newKey));
  const client = new Openid4vciClient({ callbacks: callbacks(keys[0]) });
  const credentialOffer = await client.resolveCredentialOffer(offer);
  const issuerMetadata = await client.resolveIssuerMetadata(credentialOffer.credential_issuer);
  const grant = { credentialOffer, issuerMetadata, txCode: transactionCode };
  const { accessTokenResponse } = await client.retrievePreAuthorizedCodeAccessTokenFromOffer(grant);
  const accessToken = accessTokenResponse.access_token;
  const received = {};
  for (const credentialConfigurationId of credentialOffer.credential_configuration_ids) {
    const { c_nonce: nonce } = await client.requestNonce({ issuerMetadata });
    const jwt = await Promise.all(keys.map((key) => proofOf(key, nonce, issuerMetadata, credentialConfigurationId)));
    const asked = { issuerMetadata, accessToken, credentialConfigurationId, proofs: { jwt } };
    const { credentialResponse } = await client.retrieveCredentials(asked);
    received[credentialConfigurationId] = credentialResponse.credentials.map((one) => one.credential);
    const notification = { notificationId: credentialResponse.notification_id, event: "credential_accepted" };
    await client.sendNotification({ issuerMetadata, accessToken, notification });
  }
  return { keys, received };
}

// Its holder signs in at the issuer: a pushed request, then a page in a browser, whose address this returns.
export async function begin({ offer, clientId, redirectUri }) {
  const key = await newKey();
  const { client, credentialOffer, issuerMetadata } = await signingIn(key, clientId, offer);
  const dpop = { signer: { method: "jwk", alg: "ES256", publicJwk: key.public } };
  const [scope] = credentialOffer.credential_configuration_ids;
  const asked = { credentialOffer, issuerMetadata, clientId, redirectUri, scope, dpop };
  const { authorizationRequestUrl, pkce } = await client.createAuthorizationRequestUrlFromOffer(asked);
  return { key, page: authorizationRequestUrl, verifier: pkce.codeVerifier };
}

export async function finish({ offer, clientId, redirectUri, key, verifier, back }) {
  const { client, credentialOffer, issuerMetadata } = await signingIn(key, clientId, offer);
  const [authorizationServerMetadata] = issuerMetadata.authorizationServers;
  const { code } = client.parseAndVerifyAuthorizationResponseRedirectUrl({ url: back, authorizationServerMetadata });
  const signer = { method: "jwk", alg: "ES256", publicJwk: key.public };
  const grant = { credentialOffer, issuerMetadata, authorizationCode: code, pkceCodeVerifier: verifier, redirectUri, dpop: { signer } };
  const { accessTokenResponse, dpop } = await client.retrieveAuthorizationCodeAccessTokenFromOffer(grant);
  const [credentialConfigurationId] = credentialOffer.credential_configuration_ids;
  const { c_nonce: nonce } = await client.requestNonce({ issuerMetadata });
  const jwt = [await proofOf(key, nonce, issuerMetadata, credentialConfigurationId, clientId)];
  const accessToken = accessTokenResponse.access_token;
  const asked = { issuerMetadata, accessToken, credentialConfigurationId, proofs: { jwt }, dpop: { ...dpop, signer } };
  const { credentialResponse } = await client.retrieveCredentials(asked);
  return { type: accessTokenResponse.token_type, credential: credentialResponse.credentials[0].credential };
}

async function signingIn(key, clientId, offer) {
  const client = new Openid4vciClient({
    callbacks: { ...callbacks(key), clientAuthentication: clientAuthenticationNone({ clientId }) },
  });
  const credentialOffer = await client.resolveCredentialOffer(offer);
  return { client, credentialOffer, issuerMetadata: await client.resolveIssuerMetadata(credentialOffer.credential_issuer) };
}

async function proofOf(key, nonce, issuerMetadata, credentialConfigurationId, clientId) {
  const client = new Openid4vciClient({ callbacks: callbacks(key) });
  const signer = { method: "jwk", alg: "ES256", publicJwk: key.public };
  const asked = { issuerMetadata, credentialConfigurationId, signer, nonce, clientId };
  const made = await client.createCredentialRequestJwtProof(asked);
  return made.jwt;
}

export async function present({ link, credential, format, key }) {
  const client = new Openid4vpClient({ callbacks: callbacks(key) });
  const { params } = client.parseOpenid4vpAuthorizationRequest({ authorizationRequest: link });
  const resolved = await client.resolveOpenId4vpAuthorizationRequest({ authorizationRequestPayload: params });
  const request = resolved.authorizationRequestPayload;
  const query = resolved.dcql.query.credentials.find((one) => one.format === format);
  const shown = format === "mso_mdoc" ? await showMdoc(request, query, credential, key) : await showSdJwt(request, query, credential, key);
  const created = await client.createOpenid4vpAuthorizationResponse({
    authorizationRequestPayload: request,
    authorizationResponsePayload: { vp_token: { [query.id]: [shown] } },
    jarm: {
      encryption: { nonce: "" },
      serverMetadata: {
        authorization_signing_alg_values_supported: [],
        authorization_encryption_alg_values_supported: ["ECDH-ES"],
        authorization_encryption_enc_values_supported: ["A256GCM", "A128GCM"],
      },
    },
  });
  const { response } = await client.submitOpenid4vpAuthorizationResponse({ authorizationRequestPayload: request, ...created });
  return { status: response.status, answer: await response.json(), version: resolved.version, prefix: resolved.client.prefix };
}

async function showSdJwt(request, query, credential, key) {
  const wallet = new SDJwtVcInstance({ hasher, saltGenerator, kbSigner: signerOf(key.private), kbSignAlg: "ES256" });
  const chosen = Object.fromEntries(query.claims.map(({ path }) => [path[0], true]));
  const payload = { iat: Math.floor(Date.now() / 1000), aud: request.client_id, nonce: request.nonce };
  return wallet.present(credential, chosen, { kb: { payload } });
}

async function showMdoc(request, query, credential, key) {
  const [encryptionKey] = request.client_metadata.jwks.keys;
  const { crv, kty, x, y } = encryptionKey;
  const thumbprint = sha256(JSON.stringify({ crv, kty, x, y }));
  const info = encode([request.client_id, request.nonce, thumbprint, request.response_uri]);
  const transcript = encode([null, null, ["OpenID4VPHandover", sha256(info)]]);
  const whole = responseOf(query.meta.doctype_value, Buffer.from(credential, "base64url"));
  const fields = query.claims.map(({ path }) => ({ path: [`$['${path[0]}']['${path[1]}']`], intent_to_retain: false }));
  const definition = {
    id: query.id,
    input_descriptors: [
      { id: query.meta.doctype_value, format: { mso_mdoc: { alg: ["ES256"] } }, constraints: { limit_disclosure: "required", fields } },
    ],
  };
  const answer = await DeviceResponse.from(whole)
    .usingPresentationDefinition(definition)
    .usingSessionTranscriptBytes(encode(new Tag(transcript, 24)))
    .authenticateWithSignature({ ...key.private, alg: "ES256", kid: "holder" }, "ES256")
    .sign();
  return answer.encode().toString("base64url");
}

// What the issuer signed stands in it byte by byte: decoding and encoding again could change it.
function responseOf(docType, issuerSigned) {
  const map = (size) => Buffer.from([0xa0 + size]);
  const named = (name, value) => Buffer.concat([encode(name), value]);
  const document = [map(2), named("docType", encode(docType)), named("issuerSigned", issuerSigned)];
  const documents = Buffer.concat([Buffer.from([0x81]), ...document]);
  const parts = [named("version", encode("1.0")), named("documents", documents), named("status", encode(0))];
  return Buffer.concat([map(3), ...parts]);
}
