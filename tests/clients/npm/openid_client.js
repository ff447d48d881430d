// openid-client, asked by a test: one order in JSON a line, one answer in JSON a line.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { importJWK, SignJWT } from "jose";
import * as oidc from "openid-client";
import { Agent, fetch as fetchWith } from "undici";

const { ISSUER, CLIENT_ID, CLIENT_SECRET, ORIGIN } = process.env;
let config;
let asked;
let tokens;
let waiting;

async function signed(parameters, { jwk, algorithm }) {
  const key = JSON.parse(jwk);
  return await new SignJWT(parameters)
    .setProtectedHeader({ alg: algorithm, kid: key.kid })
    .setIssuer(config.clientMetadata().client_id)
    .setAudience(config.serverMetadata().issuer)
    .setIssuedAt()
    .setNotBefore("0s")
    .setExpirationTime("5m")
    .setJti(oidc.randomState())
    .sign(await importJWK(key, algorithm));
}

const orders = {
  async discover() {
    config = await oidc.discovery(new URL(ISSUER), CLIENT_ID, undefined, oidc.ClientSecretBasic(CLIENT_SECRET));
    oidc.enableNonRepudiationChecks(config); // the signature of id_tokens, too
    return { issuer: config.serverMetadata().issuer, pkce: config.serverMetadata().supportsPKCE() };
  },

  async discoverWithKey({ client, jwk }) {
    const algorithm = { name: "ECDSA", namedCurve: "P-256" };
    const key = await crypto.subtle.importKey("jwk", JSON.parse(jwk), algorithm, false, ["sign"]);
    const proof = oidc.PrivateKeyJwt({ key, kid: JSON.parse(jwk).kid });
    config = await oidc.discovery(new URL(ISSUER), client, undefined, proof);
    return { issuer: config.serverMetadata().issuer };
  },

  async discoverWithCertificate({ client, certificate, key }) {
    const dispatcher = new Agent({ connect: { cert: readFileSync(certificate), key: readFileSync(key) } });
    const metadata = { use_mtls_endpoint_aliases: true };
    config = await oidc.discovery(new URL(ISSUER), client, metadata, oidc.TlsClientAuth(), {
      [oidc.customFetch]: (address, options) => fetchWith(address, { ...options, dispatcher }),
    });
    oidc.enableNonRepudiationChecks(config);
    return { issuer: config.serverMetadata().issuer };
  },

  async ask({ hint, number, ...signing }) {
    const parameters = { scope: "openid scope_all", acr_values: "eidas1", login_hint: hint, binding_message: number };
    const sent = signing.jwk ? { request: await signed(parameters, signing) } : parameters;
    waiting = await oidc.initiateBackchannelAuthentication(config, sent);
    return waiting;
  },

  async poll() {
    tokens = await oidc.pollBackchannelAuthenticationGrant(config, waiting);
    const claims = tokens.claims();
    return { claims, userinfo: await oidc.fetchUserInfo(config, tokens.access_token, claims.sub) };
  },

  async withoutCertificate() {
    const { mtls_endpoint_aliases: aliases, userinfo_endpoint: usual } = config.serverMetadata();
    const headers = { authorization: `Bearer ${tokens.access_token}` };
    const addresses = { alias: aliases.userinfo_endpoint, usual };
    const told = {};
    for (const [name, address] of Object.entries(addresses)) {
      const { status } = await fetch(address, { headers });
      told[name] = status;
    }
    return told;
  },

  async begin() {
    asked = { verifier: oidc.randomPKCECodeVerifier(), state: oidc.randomState(), nonce: oidc.randomNonce() };
    const address = oidc.buildAuthorizationUrl(config, {
      redirect_uri: `${ORIGIN}/back`,
      scope: "openid scope_all",
      acr_values: "eidas1",
      code_challenge: await oidc.calculatePKCECodeChallenge(asked.verifier),
      code_challenge_method: "S256",
      state: asked.state,
      nonce: asked.nonce,
    });
    return { address };
  },

  async finish({ address }) {
    const checks = { pkceCodeVerifier: asked.verifier, expectedState: asked.state, expectedNonce: asked.nonce };
    tokens = await oidc.authorizationCodeGrant(config, new URL(address), { ...checks, idTokenExpected: true });
    const claims = tokens.claims();
    return { claims, userinfo: await oidc.fetchUserInfo(config, tokens.access_token, claims.sub) };
  },

  async renew() {
    const before = tokens;
    tokens = await oidc.refreshTokenGrant(config, before.refresh_token);
    const names = ["access_token", "refresh_token", "id_token"];
    const { sub } = tokens.claims();
    const userinfo = await oidc.fetchUserInfo(config, tokens.access_token, sub);
    return { isNew: names.every((name) => before[name] !== tokens[name]), claims: tokens.claims(), userinfo };
  },

  async introspect() {
    const access = await oidc.tokenIntrospection(config, tokens.access_token);
    const refresh = await oidc.tokenIntrospection(config, tokens.refresh_token, { token_type_hint: "refresh_token" });
    return { access, refresh };
  },

  async revoke() {
    await oidc.tokenRevocation(config, tokens.refresh_token, { token_type_hint: "refresh_token" });
    return orders.introspect();
  },

  async own() {
    const granted = await oidc.clientCredentialsGrant(config, { scope: "scope_all" });
    return { granted, introspected: await oidc.tokenIntrospection(config, granted.access_token) };
  },

  async refused() {
    try {
      await oidc.refreshTokenGrant(config, tokens.refresh_token);
    } catch (error) {
      return { code: error.code, error: error.error, status: error.status };
    }
    return {};
  },

  async leave() {
    const address = oidc.buildEndSessionUrl(config, {
      id_token_hint: tokens.id_token,
      post_logout_redirect_uri: `${ORIGIN}/out`,
      state: "the end",
    });
    return { address };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { order, ...more } = JSON.parse(line);
  try {
    process.stdout.write(`${JSON.stringify(await orders[order](more))}\n`);
  } catch (error) {
    process.stderr.write(`${error.stack}\n${JSON.stringify(error.cause ?? "")}\n`);
    process.exit(1);
  }
}
