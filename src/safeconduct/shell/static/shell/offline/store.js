// The store of the browser on this device. What is put into "acts", "items" and "drafts" is sealed before.
const NAME = "safeconduct-offline";
const SHELVES = ["acts", "items", "drafts", "plain"];
let opened = null;

function answer(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => SHELVES.forEach((shelf) => request.result.createObjectStore(shelf));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

// A write is done when its transaction is on the disk: a tab that is killed just after loses nothing.
async function write(shelf, act) {
  const transaction = (await open()).transaction(shelf, "readwrite", { durability: "strict" });
  act(transaction.objectStore(shelf));
  await new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

export const put = (shelf, key, value) => write(shelf, (its) => its.put(value, key));
export const remove = (shelf, key) => write(shelf, (its) => its.delete(key));
export const clear = (shelf) => write(shelf, (its) => its.clear());

export async function get(shelf, key) {
  return answer((await open()).transaction(shelf).objectStore(shelf).get(key));
}

export async function all(shelf) {
  const its = (await open()).transaction(shelf).objectStore(shelf);
  const [keys, values] = await Promise.all([answer(its.getAllKeys()), answer(its.getAll())]);
  return keys.map((key, at) => [key, values[at]]);
}

export async function destroy() {
  for (const shelf of SHELVES) await clear(shelf);
}
