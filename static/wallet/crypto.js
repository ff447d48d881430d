/** The card's cryptography, on WebCrypto: one P-256 key that cannot be exported, compact JWS, PIN proof. */

import { canonicalJson, toBase64url, utf8 } from "./encoding.js";

const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const SIGNATURE = { name: "ECDSA", hash: "SHA-256" };
export const PIN_ITERATIONS = 600_000; // PBKDF2-HMAC-SHA256
export const PIN_PROOF_BYTES = 32;
export const SALT_BYTES = 32; // 256 bits, never sent

/** False outside https (or localhost), and in browsers without WebCrypto or IndexedDB. */
export function isSupported() {
  return Boolean(globalThis.isSecureContext && globalThis.crypto?.subtle && globalThis.indexedDB);
}

/** A new key pair: {privateKey (not extractable), publicKey, jwk (public members only), kid}. */
export async function makeKey() {
  const pair = await crypto.subtle.generateKey(CURVE, false, ["sign", "verify"]);
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  const jwk = { kty, crv, x, y };
  return { privateKey: pair.privateKey, publicKey: pair.publicKey, jwk, kid: await thumbprint(jwk) };
}

/** RFC 7638 thumbprint of a public JWK (EC or RSA), base64url. */
export async function thumbprint(jwk) {
  const required = jwk.kty === "RSA" ? { e: jwk.e, kty: jwk.kty, n: jwk.n } : { crv: jwk.crv, kty: jwk.kty, x: jwk.x, y: jwk.y };
  return sha256(utf8(canonicalJson(required)));
}

/** SHA-256 of bytes, base64url. */
export async function sha256(bytes) {
  return toBase64url(await crypto.subtle.digest("SHA-256", bytes));
}

/** Compact JWS, ES256 (RFC 7515 §7.1; WebCrypto already gives r||s of RFC 7518 §3.4). */
export async function sign(privateKey, header, claims) {
  const signingInput = `${toBase64url(utf8(JSON.stringify(header)))}.${toBase64url(utf8(JSON.stringify(claims)))}`;
  const signature = await crypto.subtle.sign(SIGNATURE, privateKey, utf8(signingInput));
  return `${signingInput}.${toBase64url(signature)}`;
}

/** What the server may see of a PIN: PBKDF2 of it with the phone's salt, base64url of 32 bytes. */
export async function pinProof(pin, salt) {
  const key = await crypto.subtle.importKey("raw", utf8(pin), "PBKDF2", false, ["deriveBits"]);
  const parameters = { name: "PBKDF2", hash: "SHA-256", salt, iterations: PIN_ITERATIONS };
  return toBase64url(await crypto.subtle.deriveBits(parameters, key, PIN_PROOF_BYTES * 8));
}

export function makeSalt() {
  return crypto.getRandomValues(new Uint8Array(SALT_BYTES));
}

/** A fresh JWS id: 128 random bits, base64url. */
export function makeJti() {
  return toBase64url(crypto.getRandomValues(new Uint8Array(16)));
}
