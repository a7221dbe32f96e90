// Seals what is kept on this device under a key that only the PIN opens. After ten wrong PINs the key is destroyed.
import * as file from "./key-file.js";
import * as store from "./store.js";

export const MOST_TRIES = 10;
const SALT = [2, 18], IV = [18, 30], WRAPPED = [30, 78], SIZE = 128, VERSION = 1, TRIES = 1;
// PBKDF2 is the only slow derivation in a browser without a program of its own. OWASP asks for 600,000 rounds (2023);
// a device in the field can wait half a second, so it takes twice as many.
const ROUNDS = 1_200_000;
let key = null;

const alone = (act) => navigator.locks.request("safeconduct-vault", act);
const part = (bytes, [from, to]) => bytes.subarray(from, to);

export const isOpen = () => key !== null;
export const lock = () => void (key = null);
export const exists = async () => (await file.read()) !== null;

async function wrapping(pin, salt) {
  const said = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
  return crypto.subtle.deriveKey(how, said, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

const sealing = (raw) => crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);

export const create = (pin) => alone(async () => {
  const raw = crypto.getRandomValues(new Uint8Array(32));
  const bytes = new Uint8Array(SIZE);
  bytes[0] = VERSION;
  crypto.getRandomValues(part(bytes, [SALT[0], IV[1]]));
  const under = await wrapping(pin, part(bytes, SALT));
  const wrapped = await crypto.subtle.encrypt({ name: "AES-GCM", iv: part(bytes, IV) }, under, raw);
  bytes.set(new Uint8Array(wrapped), WRAPPED[0]);
  await file.write(bytes);
  key = await sealing(raw);
  raw.fill(0);
});

// Returns how many tries are left: 0 when the key was destroyed now, MOST_TRIES when the PIN was right.
export const unlock = (pin) => alone(async () => {
  const bytes = await file.read();
  if (bytes === null) return 0;
  bytes[TRIES] += 1; // noted before the PIN is tried, so that pulling the plug does not give one more
  await file.write(bytes);
  try {
    const under = await wrapping(pin, part(bytes, SALT));
    const raw = await crypto.subtle.decrypt({ name: "AES-GCM", iv: part(bytes, IV) }, under, part(bytes, WRAPPED));
    key = await sealing(raw);
  } catch {
    const left = MOST_TRIES - bytes[TRIES];
    if (left <= 0) await destroyNow();
    return Math.max(left, 0);
  }
  bytes[TRIES] = 0;
  await file.write(bytes);
  return MOST_TRIES;
});

async function destroyNow() {
  key = null;
  await file.destroy();
  await store.destroy();
}

export const destroy = () => alone(destroyNow);

// Bound to its place, so that one sealed piece cannot be put in the place of another.
const sealedAt = (shelf, id, iv) => ({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(`${shelf} ${id}`) });

export async function put(shelf, id, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const how = sealedAt(shelf, id, iv);
  const plain = new TextEncoder().encode(JSON.stringify(value));
  await store.put(shelf, id, { iv, sealed: await crypto.subtle.encrypt(how, key, plain) });
}

async function opened(shelf, id, { iv, sealed }) {
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(sealedAt(shelf, id, iv), key, sealed)));
}

export async function get(shelf, id) {
  const found = await store.get(shelf, id);
  return found ? opened(shelf, id, found) : null;
}

export async function all(shelf) {
  const found = await store.all(shelf);
  return Promise.all(found.map(([id, value]) => opened(shelf, id, value)));
}

export const remove = store.remove;
export const clear = store.clear;
