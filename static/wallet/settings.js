/** What the page says about the server it belongs to. */

function meta(name) {
  return document.querySelector(`meta[name="${name}"]`)?.content ?? "";
}

export const ISSUER = meta("ecps-issuer");
export const WALLET_ORIGIN = meta("ecps-wallet-origin") || location.origin;
export const PUSH_KEY = meta("ecps-push-key"); // "" where nobody is woken
export const APP_VERSION = meta("ecps-app-version") || "1";
export const API = "/api/wallet/v1";
