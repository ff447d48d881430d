{% load static %}/** Keeps the wallet's own files at hand. Answers of the API are never seen, never kept. */

const CACHE = "ecps-wallet-shell-1";
const PAGE = "/";
const SHELL = [
  PAGE,
  "/manifest.webmanifest",
  "{% static 'theme/tokens.css' %}",
  "{% static 'theme/site.css' %}",
  "{% static 'theme/logo.svg' %}",
  "{% static 'theme/favicon.svg' %}",
  "{% static 'wallet/wallet.css' %}",
  "{% static 'wallet/app.js' %}",
];
const STATIC = ["/static/wallet/", "/static/theme/"];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

/** The name a request is kept under; null for whatever the worker must not touch. */
function shellKey(request) {
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return null;
  if (request.mode === "navigate") return url.pathname === PAGE ? PAGE : null;
  const isShell = url.pathname === "/manifest.webmanifest" || STATIC.some((folder) => url.pathname.startsWith(folder));
  return isShell ? url.pathname : null;
}

/** The network first, so that a new version shows at once; what was kept when there is none. */
async function fromNetworkOrShell(request, key) {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(key, response.clone());
    return response;
  } catch (error) {
    const kept = await cache.match(key);
    if (kept) return kept;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const key = shellKey(event.request);
  if (key !== null) event.respondWith(fromNetworkOrShell(event.request, key));
});
