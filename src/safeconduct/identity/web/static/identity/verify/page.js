// The page on which anybody verifies what is shown. Nothing that is shown leaves it or is kept.
import { fromHex, toBase64 } from "./bytes.js";
import { codeBefore, codeIn } from "./codes.js";
import { judge } from "./judge.js";
import { Lists, now } from "./lists.js";

const PICTURE = /^image\//, LARGEST_FILE = 20_000_000;
const TONES = { valid: ["ok"], refused: ["open", "bad"], "cannot tell": ["open", "warn"] };
const TIMES = new Set(["exp", "nbf", "iat", "since"]), NOT_ASKED = ["status", "journal"];
const PICTURES = [["ffd8ff", "image/jpeg"], ["89504e47", "image/png"]], LONGEST_BYTES = 128;
// For machines: where the status stands, the holder's key, the issuer's address, which is among the reasons.
const FOR_MACHINES = new Set(["status", "cnf", "vct#integrity", "aka_vcts", "iss"]);
const root = document.getElementById("verify");
const at = (name) => document.getElementById(`verify-${name}`);
const told = (name) => JSON.parse(at(name)?.textContent ?? "null");
const words = told("words"), fields = told("fields");
const lists = new Lists({ ...root.dataset, brought: told("brought") });
let looking = new AbortController();

function element(name, text, ...classes) {
  const made = document.createElement(name);
  made.textContent = text;
  made.classList.add(...classes);
  return made;
}

// `moment`: seconds since 1970, or as RFC 3339 writes it.
function momentOf(moment) {
  const form = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
  return form.format(typeof moment === "string" ? Date.parse(moment) : moment * 1000);
}

// Addresses stand by themselves, whichever way the sentence is written.
const isolated = (text) => `\u2068${text}\u2069`;
const valueIn = (values, name) => (name === "moment" ? momentOf(values[name]) : isolated(values[name] ?? ""));
const filled = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => valueIn(values, name));
const say = (text) => { at("said").textContent = text; };

// ---- the answer --------------------------------------------------------------------------------------------------

// `shown`: a text, or the bytes of a file.
async function answer(shown) {
  if (!lists.trust) return { verdict: "cannot tell", reasons: [{ code: "trust-list-missing", values: {} }], disclosed: {} };
  const { trust, longest } = lists, listOf = (uri) => lists.listOf(uri);
  return judge(shown, { trust, longest, listOf, fields, purpose: at("purpose").value, moment: now() });
}

async function show(shown) {
  looking.abort();
  const found = await answer(shown);
  at("answer").replaceChildren(...partsOf(found));
  at("answer").className = ["notice", "bound", "flow", ...TONES[found.verdict]].join(" ");
  Object.assign(root.dataset, { verdict: found.verdict, codes: found.reasons.map(({ code }) => code).join(" ") });
  at("result").hidden = false;
  at("answer").querySelector("h2").focus();
}

function partsOf({ kind, verdict, reasons, disclosed }) {
  const heading = element("h2", words.verdicts[verdict]), list = element("ul", "", "flow");
  heading.tabIndex = -1;
  list.append(...reasons.map(({ code, values }) => element("li", filled(words.reasons[code] ?? code, values))));
  const shown = Object.entries(disclosed).filter(([name]) => !FOR_MACHINES.has(name)).flatMap(rows);
  const judged = lists.trust ? [element("p", filled(words.trust, { list: lists.trust.name, moment: lists.came }))] : [];
  const isReceipt = kind === "acknowledgement of receipt" && verdict === "valid";
  const meaning = element("p", isReceipt ? words.receipt : words.meaning[verdict]);
  return [heading, meaning, ...(shown.length ? [disclosedAs(shown)] : []), list, ...judged];
}

// What stands inside another is shown by its own word where there is one, else by the way to it.
function rows([name, value]) {
  const isInner = typeof value === "object" && value !== null, label = words.fields[name.split(" · ").at(-1)] ?? name;
  if (Array.isArray(value) && !value.some((one) => typeof one === "object")) return [[name, label, value.join(", ")]];
  return isInner ? Object.entries(value).flatMap(([its, one]) => rows([`${name} · ${its}`, one])) : [[name, label, value]];
}

function disclosedAs(shown) {
  const list = element("dl", "", "facts");
  for (const [path, label, value] of shown) {
    const row = document.createElement("div"), said = document.createElement("dd"), name = path.split(" · ").at(-1);
    said.append(pictureOf(label, value) ?? element("bdi", TIMES.has(name) ? momentOf(value) : plain(name, value)));
    row.append(element("dt", label), said);
    list.append(row);
  }
  return list;
}

// A picture among what an issuer signed, whose bytes stand here as hexadecimal.
function pictureOf(label, value) {
  const type = typeof value === "string" && PICTURES.find(([start]) => value.startsWith(start))?.[1];
  if (!type) return null;
  const picture = document.createElement("img");
  Object.assign(picture, { alt: label, src: `data:${type};base64,${toBase64(fromHex(value))}` });
  return picture;
}

function plain(name, value) {
  if (name === "vct") return words.kinds[String(value).split("/").at(-1)] ?? value;
  if (typeof value === "boolean") return value ? words.yes : words.no;
  const text = words.fields[`${name}=${value}`] ?? String(value ?? "");
  return text.length > LONGEST_BYTES && /^[0-9a-f]+$/.test(text) ? `${text.slice(0, LONGEST_BYTES)}…` : text;
}

function clear() {
  looking.abort();
  at("result").hidden = true;
  at("answer").replaceChildren();
  for (const name of ["text", "file"]) at(name).value = "";
  for (const name of ["verdict", "codes"]) delete root.dataset[name];
  at("text").focus();
}

// ---- what is shown -----------------------------------------------------------------------------------------------

async function fromFile() {
  const [file] = at("file").files;
  if (!file) return;
  say("");
  if (file.size > LARGEST_FILE) {
    say(words.too_large);
    return;
  }
  const shown = PICTURE.test(file.type) ? await codeIn(file).catch(() => null) : new Uint8Array(await file.arrayBuffer());
  if (shown === null) say(words.no_code);
  else await show(shown);
}

async function fromCamera() {
  looking = new AbortController();
  at("camera-part").hidden = false;
  say("");
  try {
    const text = await codeBefore(at("video"), looking.signal);
    if (text !== null) await show(text);
  } catch {
    say(words.no_camera);
  }
  at("camera-part").hidden = true;
}

async function fromText(event) {
  event.preventDefault();
  const text = at("text").value;
  say(text.trim() ? "" : words.nothing);
  if (text.trim()) await show(text);
}

// ---- by what it is judged ----------------------------------------------------------------------------------------

function tellTrust() {
  const { trust, came } = lists, chosen = at("purpose").value || "identity";
  const purposes = new Set(trust?.entries.flatMap((one) => [...one.purposes]));
  for (const name of NOT_ASKED) purposes.delete(name);
  const options = [...purposes].map((one) => new Option(words.purposes[one] ?? one, one, false, one === chosen));
  at("purpose").replaceChildren(...options);
  at("trust-said").textContent = trust ? filled(words.trust, { list: trust.name, moment: came }) : words.trust_missing;
  at("trust-until").textContent = trust ? filled(words.trust_until, { moment: trust.until }) : "";
  at("issuers").replaceChildren(...(trust?.entries ?? []).map((one) => element("li", one.issuer)));
}

async function fromList() {
  const [file] = at("list").files;
  if (!file) return;
  try {
    say(words[await lists.bring(await file.text())]);
  } catch {
    say(words.not_a_list);
  }
  at("list").value = "";
  tellTrust();
}

async function refresh() {
  await lists.refresh().catch(() => undefined);
  tellTrust();
  say(navigator.onLine ? words.refreshed : words.no_network);
}

async function forget() {
  await lists.forget().catch(() => undefined);
  tellTrust();
  say(words.forgotten);
}

async function keepOnDevice() {
  const worker = await navigator.serviceWorker?.register(root.dataset.worker, { scope: location.pathname });
  if (!worker) return;
  (await navigator.serviceWorker.ready).active.postMessage({ keep: location.pathname });
}

async function begin() {
  const acts = { clear, refresh, forget, camera: fromCamera, stop: () => looking.abort() };
  for (const [name, act] of Object.entries(acts)) at(name).onclick = act;
  at("form").onsubmit = fromText;
  at("file").onchange = fromFile;
  at("list").onchange = fromList;
  at("camera").hidden = !navigator.mediaDevices;
  root.hidden = false;
  await lists.open().catch(() => undefined);
  tellTrust();
  root.dataset.ready = "yes";
  if (root.dataset.worker) await keepOnDevice().catch(() => undefined);
}

begin();
