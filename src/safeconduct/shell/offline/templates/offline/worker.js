// Keeps the page for work without a network, and the files it needs, on this device. It keeps nothing about anybody.
const FILES = [{% for file in files %}"{{ file|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const KEPT = "safeconduct-offline-{{ digest }}";
const PAGE = /^\/[a-z]{2}\/offline\/$/;
const PATIENCE = 4000;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((its) => its.addAll(FILES)).then(() => self.skipWaiting()));
});

// Pages kept by a former version are taken over: they may be all that there is until the next network.
async function takeOver() {
  const kept = await caches.open(KEPT);
  for (const name of (await caches.keys()).filter((one) => one.startsWith("safeconduct-offline-") && one !== KEPT)) {
    const former = await caches.open(name);
    for (const request of await former.keys()) {
      if (PAGE.test(new URL(request.url).pathname) && !(await kept.match(request))) await kept.put(request, await former.match(request));
    }
    await caches.delete(name);
  }
  await self.clients.claim();
}

self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

self.addEventListener("message", (event) => {
  const { keep } = event.data;
  if (PAGE.test(keep)) event.waitUntil(caches.open(KEPT).then((its) => its.match(keep).then((found) => found ?? its.add(keep))));
});

async function fresh(request) {
  const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
  if (!answer.ok) return answer;
  await (await caches.open(KEPT)).put(new URL(request.url).pathname, answer.clone());
  return answer;
}

async function page(request) {
  const kept = await (await caches.open(KEPT)).match(new URL(request.url).pathname);
  try {
    const answer = await fresh(request);
    return answer.ok || !kept ? answer : kept;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

async function file(request) {
  const kept = await (await caches.open(KEPT)).match(new URL(request.url).pathname);
  return kept ?? fetch(request);
}

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin) return;
  if (PAGE.test(pathname)) event.respondWith(page(event.request));
  else if (FILES.includes(pathname)) event.respondWith(file(event.request));
});
