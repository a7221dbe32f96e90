// Speaks with the server. Each function answers null where there is no network.
import * as store from "./store.js";

const API = "/api/v1/offline/";
const NAMED = ["plain", "device"];
let token = "";

async function post(path, body) {
  const device = (await store.get(...NAMED)) ?? "";
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token, "X-Device": device };
  try {
    return await fetch(API + path, { method: "POST", headers, body: JSON.stringify(body), redirect: "error" });
  } catch {
    return null;
  }
}

async function told(answer) {
  return answer?.ok ? answer.json() : null;
}

// Whether the device still stands and somebody is signed in; null where there is no network.
export async function standing() {
  const found = await told(await post("standing", {}));
  if (found) token = found.token;
  return found;
}

export async function enrol(name) {
  const found = await told(await post("devices", { name }));
  if (found) await store.put(...NAMED, found.device);
  return found !== null;
}

export const isEnrolled = async () => Boolean(await store.get(...NAMED));
export const takeAlong = async (kind, why) => told(await post("items", { kind, why }));
export const send = async (acts, language) => told(await post("acts", { acts, language }));
