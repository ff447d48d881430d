/** The service worker: the one script that the wallet may load by an address. */

const ADDRESS = "/sw.js";

/** Where browsers enforce Trusted Types, a text is no address of a script: this policy lets this one through, and no other. */
function address() {
  const policy = globalThis.trustedTypes?.createPolicy("ecps-worker", {
    createScriptURL: (text) => {
      if (text !== ADDRESS) throw new TypeError("not the wallet's worker");
      return text;
    },
  });
  return policy ? policy.createScriptURL(ADDRESS) : ADDRESS;
}

/** Without it the wallet works, only not offline. */
export function startWorker() {
  navigator.serviceWorker?.register(address()).catch(() => {});
}
