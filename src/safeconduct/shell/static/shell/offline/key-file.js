// The key file of this device: the key that seals everything, wrapped by the PIN, and how often a PIN was tried.
const worker = new Worker(new URL("key-worker.js", import.meta.url));
const waiting = new Map();
let last = 0;

worker.onmessage = ({ data: { number, result, error } }) => {
  const { resolve, reject } = waiting.get(number);
  waiting.delete(number);
  error ? reject(new Error(error)) : resolve(result);
};

function ask(act, bytes) {
  return new Promise((resolve, reject) => {
    waiting.set(++last, { resolve, reject });
    worker.postMessage({ number: last, act, bytes });
  });
}

export const read = () => ask("read");
export const write = (bytes) => ask("write", bytes);
export const destroy = () => ask("destroy");
