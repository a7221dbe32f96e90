// Reads and writes the key file in place. A database only appends, so an old key could be dug out of it; here the
// bytes of the key are themselves overwritten when it is destroyed.
const FILE = "safeconduct.key";
const SIZE = 128;

async function handle(create) {
  const folder = await navigator.storage.getDirectory();
  const file = await folder.getFileHandle(FILE, { create });
  return file.createSyncAccessHandle();
}

async function withFile(create, act) {
  let file;
  try {
    file = await handle(create);
  } catch (error) {
    if (error.name === "NotFoundError") return null;
    throw error;
  }
  try {
    const result = act(file);
    file.flush();
    return result;
  } finally {
    file.close();
  }
}

function read(file) {
  const bytes = new Uint8Array(SIZE);
  return file.read(bytes, { at: 0 }) === SIZE && bytes[0] !== 0 ? bytes : null;
}

const acts = {
  read: () => withFile(false, read),
  write: (bytes) => withFile(true, (file) => void file.write(bytes, { at: 0 })),
  destroy: () => withFile(false, (file) => void file.write(new Uint8Array(SIZE), { at: 0 })),
};

self.onmessage = async ({ data: { number, act, bytes } }) => {
  try {
    self.postMessage({ number, result: await acts[act](bytes) });
  } catch (error) {
    self.postMessage({ number, error: `${error.name}: ${error.message}` });
  }
};
