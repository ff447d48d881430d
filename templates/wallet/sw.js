{% load i18n static %}{% translate "A request waits for you. Open your e-CPS to read it." as waits %}/** Keeps the wallet's own files at hand, a whole version at a time. Answers of the API are never seen, never kept. */

const CACHE = "ecps-wallet-{{ shell.version }}";
const PAGE = "/";
const SHELL = [
  PAGE,
  "/manifest.webmanifest",{% for file in shell.files %}
  "{{ file }}",{% endfor %}
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

/** The network first, so that a new version shows at once; what was kept when there is none. Only the page is kept anew, for its language: files of two versions never mix. */
async function fromNetworkOrShell(request, key) {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request);
    if (response.ok && key === PAGE) await cache.put(key, response.clone());
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

/** A push is empty: the notification says that there is something, and neither what nor for whom. */
self.addEventListener("push", (event) => {
  event.waitUntil(
    self.registration.showNotification("e-CPS", {
      body: "{{ waits|escapejs }}",
      tag: "login-request",
      renotify: true,
      icon: "/static/wallet/icons/icon-192.png",
    }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(
    self.clients.matchAll({ type: "window", includeUncontrolled: true }).then((open) => {
      const wallet = open.find((one) => new URL(one.url).pathname === PAGE);
      return wallet ? wallet.focus() : self.clients.openWindow(PAGE);
    }),
  );
});
