/** The server's answers, as values; its refusals and its silence, as two kinds of errors. */

import * as clock from "./clock.js";
import { callProof } from "./proofs.js";
import { API } from "./settings.js";

const PATIENCE = 15_000; // milliseconds before a call counts as lost
const WAIT = 25; // seconds that the server may keep a call which has nothing new

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

/** A signal that gives up after so long, or with another one. AbortSignal.any is younger than phones in use. */
function until(patience, other) {
  if (!other) return AbortSignal.timeout(patience);
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), patience);
  other.addEventListener("abort", () => controller.abort());
  controller.signal.addEventListener("abort", () => clearTimeout(timer));
  return controller.signal;
}

async function exchange(method, path, bodyText, proof, { headers: more = {}, patience = PATIENCE, signal } = {}) {
  const headers = { Accept: "application/json", "Accept-Language": document.documentElement.lang || "fr", ...more };
  if (bodyText !== "") headers["Content-Type"] = "application/json";
  if (proof) headers["Card-Proof"] = proof;
  const init = { method, headers, cache: "no-store", credentials: "omit", redirect: "error", signal: until(patience, signal) };
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
export async function cardCall(card, method, path, body, query = "") {
  return read(await provedExchange(card, method, path, body === undefined ? "" : JSON.stringify(body), { query }));
}

/** A reading call that the server may keep until something changes.

mark: of what the phone has, "" for nothing: then the answer comes at once. Returns {value: null when unchanged, mark, waited}. */
export async function waitingCall(card, path, mark, signal) {
  const headers = mark === "" ? {} : { Prefer: `wait=${WAIT}`, "If-None-Match": mark };
  const response = await provedExchange(card, "GET", path, "", { headers, patience: PATIENCE + WAIT * 1000, signal });
  const waited = response.headers.has("Preference-Applied");
  if (response.status === 304) return { value: null, mark, waited };
  return { value: await read(response), mark: response.headers.get("ETag") ?? "", waited };
}

/** query: beside the path, which alone is proved. */
async function provedExchange(card, method, path, bodyText, { query = "", ...options } = {}) {
  const attempt = async () => exchange(method, API + path + query, bodyText, await callProof(card, method, API + path, bodyText), options);
  const response = await attempt();
  if (response.status !== 401 || !response.headers.get("Date")) return response;
  clock.learn(response.headers.get("Date"));
  return attempt();
}
