// A service that signs people in with the e-CPS: sign-in, userinfo, sign-out, and the sign-outs it is told of.
//
//     npm install && node service.js registered.json     {"client_id": "…", "client_secret": "…"}
//
// ISSUER, SERVICE_PORT: where the provider is, where this program listens.

import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRemoteJWKSet, jwtVerify } from "jose";
import * as oidc from "openid-client";

const ISSUER = process.env.ISSUER ?? "http://localhost:8000";
const PORT = Number(process.env.SERVICE_PORT ?? 8010);
const HERE = `http://localhost:${PORT}`;
const LOGOUT = "http://schemas.openid.net/event/backchannel-logout";
const registered = JSON.parse(await readFile(process.argv[2], "utf8"));
const ELSEWHERE = new Error("This sign-in did not begin here, or it is over.");
const sessions = new Map(); // our cookie -> what we know of one browser; a real service has a database

const provider = await oidc.discovery(
  new URL(ISSUER),
  registered.client_id,
  { id_token_signed_response_alg: "ES256" }, // the algorithm that we registered, no other
  oidc.ClientSecretBasic(registered.client_secret),
  { execute: ISSUER.startsWith("http://localhost") ? [oidc.allowInsecureRequests] : [] },
).catch(() => {
  console.error(`The provider does not answer at ${ISSUER}: start it first, or set ISSUER.`);
  process.exit(1);
});
oidc.enableNonRepudiationChecks(provider); // check the signature of the id_token, too
const about = provider.serverMetadata();
const keys = createRemoteJWKSet(new URL(about.jwks_uri));

const cookieOf = (request) => /(?:^|;\s*)service=([\w-]+)/.exec(request.headers.cookie ?? "")?.[1];
const escape = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

function answer(response, status, page) {
  response.writeHead(status, { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" }).end(page);
}

// What a person reads of a sign-in that failed; what went wrong is for who runs this.
function fail(response, refusal) {
  console.error(`Sign-in refused: ${refusal.error ?? refusal.message}`);
  const status = refusal.status ?? refusal.cause?.status ?? refusal.cause?.cause?.status;
  const silent = refusal.message === "fetch failed" || refusal.code === "OAUTH_TIMEOUT" || status >= 500;
  let words = "The provider did not confirm this sign-in.";
  if (refusal === ELSEWHERE) words = refusal.message;
  if (silent) words = "The provider does not answer: try again in a moment.";
  if (refusal.error === "access_denied") words = "You did not sign in.";
  const page = `<!doctype html><title>My service</title><h1>You are not signed in</h1><p>${words}</p>`;
  answer(response, silent ? 502 : 400, `${page}<a href="/sign-in">Sign in with e-CPS</a>`);
}

// Send the browser there. session: what begins for it, under a new cookie.
function go(response, address, session) {
  if (session) {
    const cookie = randomBytes(32).toString("base64url");
    sessions.set(cookie, session);
    response.setHeader("Set-Cookie", `service=${cookie}; Path=/; HttpOnly; SameSite=Lax`); // and Secure, on https
  }
  response.writeHead(303, { Location: String(address) }).end();
}

function home(response, session) {
  const shown = escape(JSON.stringify(session?.claims ?? null, null, 2));
  const link = session ? '<a href="/sign-out">Sign out</a>' : '<a href="/sign-in">Sign in with e-CPS</a>';
  answer(response, 200, `<!doctype html><title>My service</title>${link}<pre>${shown}</pre>`);
}

async function ask(response) {
  const asked = { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier: oidc.randomPKCECodeVerifier() };
  const address = oidc.buildAuthorizationUrl(provider, {
    redirect_uri: `${HERE}/back`,
    scope: "openid scope_all",
    acr_values: "eidas1",
    state: asked.state,
    nonce: asked.nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(asked.verifier),
    code_challenge_method: "S256",
  });
  go(response, address, { asked });
}

// The browser is back: the library compares state, iss and nonce, and exchanges the code.
async function signIn(response, url, asked) {
  const tokens = await oidc.authorizationCodeGrant(provider, url, {
    expectedState: asked.state,
    expectedNonce: asked.nonce,
    pkceCodeVerifier: asked.verifier,
    idTokenExpected: true,
  });
  const who = tokens.claims();
  const claims = await oidc.fetchUserInfo(provider, tokens.access_token, who.sub);
  if (!who.acr.startsWith("eidas")) throw new Error("not the level that was asked");
  go(response, "/", { sid: who.sid, idToken: tokens.id_token, claims });
}

// The provider tells that a session ended: whoever has it here is signed out.
async function signedOut(request, response) {
  let body = "";
  for await (const part of request) if ((body += part).length > 16384) break;
  const { payload } = await jwtVerify(new URLSearchParams(body).get("logout_token") ?? "", keys, {
    issuer: about.issuer,
    audience: registered.client_id,
    algorithms: ["ES256"],
    typ: "logout+jwt",
    requiredClaims: ["iat", "exp", "jti", "events", "sid"],
  });
  if (!payload.events[LOGOUT] || "nonce" in payload) throw new Error("no logout token");
  for (const [cookie, one] of sessions) if (one.sid === payload.sid) sessions.delete(cookie);
  answer(response, 200, "");
}

createServer(async (request, response) => {
  const url = new URL(request.url, HERE);
  const session = sessions.get(cookieOf(request));
  try {
    if (request.method === "POST" && url.pathname === "/signed-out") await signedOut(request, response);
    else if (url.pathname === "/") home(response, session);
    else if (url.pathname === "/sign-in") await ask(response);
    else if (url.pathname === "/back") {
      if (!session?.asked || url.searchParams.get("state") !== session.asked.state) throw ELSEWHERE;
      sessions.delete(cookieOf(request)); // what we asked serves once
      await signIn(response, url, session.asked);
    } else if (url.pathname === "/sign-out" && session) {
      sessions.delete(cookieOf(request));
      go(response, oidc.buildEndSessionUrl(provider, { id_token_hint: session.idToken ?? "", post_logout_redirect_uri: `${HERE}/` }));
    } else answer(response, 404, "Nothing here.");
  } catch (refusal) {
    if (request.method === "POST") answer(response, 400, "No logout token.");
    else fail(response, refusal);
  }
}).listen(PORT, "127.0.0.1", () => console.log(`My service on ${HERE}/`));
