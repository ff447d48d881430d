/** The server's time as this phone knows it: proofs older or younger than a minute are refused. */

let offset = 0; // milliseconds to add to the phone's clock

/** Learn from a Date header or an ISO instant. An unreadable one changes nothing. */
export function learn(instant) {
  const server = Date.parse(instant ?? "");
  if (!Number.isNaN(server)) offset = server - Date.now();
}

/** Milliseconds since the epoch, on the server's clock. */
export function nowMilliseconds() {
  return Date.now() + offset;
}

/** Seconds since the epoch, on the server's clock: the `iat` of proofs. */
export function nowSeconds() {
  return Math.floor(nowMilliseconds() / 1000);
}
