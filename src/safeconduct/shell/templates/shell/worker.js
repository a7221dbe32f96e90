// Keeps a page, in every language, and the files it needs on this device. It keeps nothing about anybody.
const FILES = [{% for file in files %}"{{ file|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const NAMED = "safeconduct-{{ name|escapejs }}-", KEPT = `${NAMED}{{ digest }}`;
const PAGE = /^\/[a-z]{2}\/{{ path }}\/$/;
const PATIENCE = 4000;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((its) => its.addAll(FILES)).then(() => self.skipWaiting()));
});

// Pages kept by a former version are taken over: they may be all that there is until the next network.
async function takeOver() {
  const kept = await caches.open(KEPT);
  for (const name of (await caches.keys()).filter((one) => one.startsWith(NAMED) && one !== KEPT)) {
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

async function page(request) {
  const kept = await caches.open(KEPT), { pathname } = new URL(request.url);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (answer.ok) await kept.put(pathname, answer.clone());
    return answer.ok ? answer : (await kept.match(pathname)) ?? answer;
  } catch (problem) {
    const found = await kept.match(pathname);
    if (found) return found;
    throw problem;
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
