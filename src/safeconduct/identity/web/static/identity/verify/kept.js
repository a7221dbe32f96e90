// The trust list and the status lists that this device keeps, each with the time at which it came.
//
// Nothing of what was shown is ever kept. A page that was opened as a file has no such store: it keeps in memory.
const NAME = "safeconduct-verify-kept", CAME = "X-Came", PATIENCE = 8000;
const memory = new Map();

async function shelf() {
  try {
    return await caches.open(NAME);
  } catch {
    return null;
  }
}

const addressOf = (name) => new URL(`/kept/${encodeURIComponent(name)}`, location.href).href;

export async function put(name, text, came) {
  memory.set(name, { text, came });
  await (await shelf())?.put(addressOf(name), new Response(text, { headers: { [CAME]: String(came) } })).catch(() => undefined);
}

export async function get(name) {
  if (memory.has(name)) return memory.get(name);
  const answer = await (await shelf())?.match(addressOf(name));
  return answer ? { text: await answer.text(), came: Number(answer.headers.get(CAME)) } : null;
}

export async function forget() {
  memory.clear();
  await globalThis.caches?.delete(NAME).catch(() => undefined);
}

// The text at an address of this site, or nothing where it cannot be reached.
export async function fetched(address, type) {
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const answer = await fetch(address, { headers: { Accept: type }, credentials: "omit", cache: "no-cache", signal });
    return answer.ok ? await answer.text() : null;
  } catch {
    return null;
  }
}
