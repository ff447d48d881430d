/** The three signed statements of a card: a call, its own birth, a decision. */

import { nowSeconds } from "./clock.js";
import { makeJti, sha256, sign } from "./crypto.js";
import { canonicalJson, utf8 } from "./encoding.js";
import { ISSUER, WALLET_ORIGIN } from "./settings.js";

/** Header `Card-Proof` of one call. path: from the origin's root; bodyText: exactly what is sent, "" for none. */
export async function callProof(card, method, path, bodyText) {
  const claims = { htm: method, htu: WALLET_ORIGIN + path, iat: nowSeconds(), jti: makeJti(), bsh: await sha256(utf8(bodyText)) };
  return sign(card.privateKey, { typ: "card-proof+jwt", alg: "ES256", kid: card.kid }, claims);
}

/** Proof that this phone holds the key it asks to bind. */
export function bindingProof(key, activation, nonce) {
  const header = { typ: "card-binding+jwt", alg: "ES256", jwk: key.jwk };
  return sign(key.privateKey, header, { aud: ISSUER, activation, nonce, iat: nowSeconds() });
}

/** The holder's signed answer. decision: approve, deny or report; number: text, for an approval by number; shown: what the screen displayed. */
export async function decisionProof(card, request, decision, number, shown) {
  const claims = {
    aud: ISSUER,
    iat: nowSeconds(),
    jti: makeJti(),
    login_request: request.id,
    challenge: request.challenge,
    client_id: request.client_id,
    decision,
    display: await sha256(utf8(canonicalJson(shown))),
  };
  if (decision === "approve" && number !== null) claims.number = number;
  return sign(card.privateKey, { typ: "card-decision+jwt", alg: "ES256", kid: card.kid }, claims);
}
