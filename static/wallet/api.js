/** The server's answers, as values; its refusals and its silence, as two kinds of errors. */

import * as clock from "./clock.js";
import { callProof } from "./proofs.js";
import { API } from "./settings.js";

const PATIENCE = 15_000; // milliseconds before a call counts as lost

/** The server said no: `code` is stable, `details` its parameters. */
export class Refusal extends Error {
  constructor(status, details) {
    super(details.error ?? `http_${status}`);
    this.status = status;
    this.code = details.error ?? `http_${status}`;
    this.details = details;
  }
}

/** Nothing came back. */
export class Unreachable extends Error {}

async function exchange(method, path, bodyText, proof) {
  const headers = { Accept: "application/json", "Accept-Language": document.documentElement.lang || "fr" };
  if (bodyText !== "") headers["Content-Type"] = "application/json";
  if (proof) headers["Card-Proof"] = proof;
  const init = { method, headers, cache: "no-store", credentials: "omit", redirect: "error", signal: AbortSignal.timeout(PATIENCE) };
  if (bodyText !== "") init.body = bodyText;
  try {
    return await fetch(path, init);
  } catch {
    throw new Unreachable(path);
  }
}

async function read(response) {
  const text = await response.text().catch(() => {
    throw new Unreachable(response.url);
  });
  let value = {};
  try {
    value = text === "" ? {} : JSON.parse(text);
  } catch {
    value = {}; // a proxy's page: the status says enough
  }
  if (response.status >= 500 && !value.error) throw new Unreachable(response.url);
  if (value.error === "invalid_proof") clock.learn(response.headers.get("Date"));
  if (!response.ok) throw new Refusal(response.status, value);
  if (value.server_time) clock.learn(value.server_time);
  return value;
}

/** A call before the card exists. */
export async function call(method, path, body) {
  return read(await exchange(method, API + path, JSON.stringify(body)));
}

/** A call proved by a card. On 401 the phone takes the server's clock and tries once more. */
export async function cardCall(card, method, path, body) {
  const bodyText = body === undefined ? "" : JSON.stringify(body);
  const attempt = async () => exchange(method, API + path, bodyText, await callProof(card, method, API + path, bodyText));
  let response = await attempt();
  if (response.status === 401 && response.headers.get("Date")) {
    clock.learn(response.headers.get("Date"));
    response = await attempt();
  }
  return read(response);
}
