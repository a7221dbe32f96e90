// The page for work without a network: it opens with the PIN, lists what is not yet sent, and shows each conflict.
import * as acts from "./acts.js";
import * as forms from "./forms.js";
import * as server from "./server.js";
import * as vault from "./vault.js";

const IDLE_MINUTES = 5;
const root = document.getElementById("offline");
const words = JSON.parse(document.getElementById("offline-words").textContent);
const language = document.documentElement.lang;
const at = (id) => document.getElementById(`offline-${id}`);
const forms_ = [...root.querySelectorAll("form[data-kind]")];
const formOf = (kind) => forms_.find((form) => form.dataset.kind === kind);
const say = (text) => (at("said").textContent = text);
const filled = (text, parts) => text.replace(/\{(\w+)\}/g, (_, name) => parts[name]);
const shown = (moment) => new Date(moment).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
let stopDrafts = null, idle = 0;

function node(name, parts = {}, ...children) {
  const made = Object.assign(document.createElement(name), parts);
  made.append(...children);
  return made;
}

function link(text, hash) {
  return node("a", { href: hash, textContent: text });
}

// ---- one part of the page at a time ----------------------------------------------------------------------------

function show(id, heading = true) {
  for (const part of root.querySelectorAll("[data-part]")) part.hidden = part.id !== `offline-${id}`;
  if (heading) at(id).querySelector("h1, h2")?.focus();
}

async function route() {
  if (!vault.isOpen()) return closed();
  const [what, kind, number] = location.hash.slice(1).split("/").map(decodeURIComponent);
  if (what === "write" && formOf(kind)) return write(kind);
  if (what === "act") return rewrite(await acts.of(kind));
  if (what === "item" && formOf(kind)) return change(await acts.itemOf(kind, number));
  if (what === "conflict") return conflict(await acts.of(kind));
  return list();
}

async function closed() {
  if (!navigator.storage?.getDirectory || !navigator.locks) return show("unable");
  show((await vault.exists()) ? "closed" : "new", false);
}

function stayAwake() {
  clearTimeout(idle);
  idle = setTimeout(() => vault.isOpen() && leave(), IDLE_MINUTES * 60_000);
}

function leave() {
  vault.lock();
  for (const form of root.querySelectorAll("form")) form.reset();
  for (const part of ["waiting", "troubled", "items", "drafts", "sides"]) at(part).replaceChildren();
  location.hash = "";
  closed();
}

// ---- the PIN -----------------------------------------------------------------------------------------------------

function complain(form, wrong) {
  const box = form.querySelector("[data-errors]");
  box.replaceChildren();
  for (const field of form.elements) field.removeAttribute("aria-invalid");
  for (const [field] of wrong) field?.setAttribute("aria-invalid", "true");
  box.hidden = wrong.length === 0;
  if (!wrong.length) return;
  const lines = wrong.map(([field, text]) => node("li", {}, field ? link(text, `#${field.id}`) : text));
  box.append(node("h2", { textContent: words.look }), node("ul", {}, ...lines));
  for (const [at_, [field]] of wrong.entries()) {
    if (field) box.querySelectorAll("a")[at_]?.addEventListener("click", (event) => (event.preventDefault(), field.focus()));
  }
  box.focus();
}

async function setUp(event) {
  event.preventDefault();
  const form = event.target, { name, pin, again } = form.elements;
  const wrong = forms.wrongIn(form, words);
  if (!wrong.length && pin.value !== again.value) wrong.push([again, words.pins_differ]);
  if (wrong.length) return complain(form, wrong);
  if (!(await server.standing()) || !(await server.enrol(name.value))) return complain(form, [[null, words.no_server]]);
  await vault.create(pin.value);
  await navigator.storage.persist?.();
  form.reset();
  opened();
}

async function open(event) {
  event.preventDefault();
  const form = event.target;
  say(words.opening);
  const left = await vault.unlock(form.elements.pin.value);
  form.reset();
  say("");
  if (left === vault.MOST_TRIES) return complain(form, []), opened();
  if (left === 0) return say(words.destroyed), closed();
  complain(form, [[form.elements.pin, filled(words.wrong_pin, { left })]]);
}

async function opened() {
  stayAwake();
  await route();
  synchronise();
}

// ---- lists -------------------------------------------------------------------------------------------------------

const nameOf = (kind, content) => forms.valueOf(formOf(kind), formOf(kind).dataset.label, content[formOf(kind).dataset.label]) || words.nameless;
const titleOf = (kind) => formOf(kind).dataset.title;

function line(one, hash, note) {
  const text = `${titleOf(one.kind)}: ${nameOf(one.kind, one.content)}`;
  return node("li", {}, link(text, hash), node("span", { className: "hint", textContent: ` ${note}` }));
}

function put(id, lines) {
  at(id).replaceChildren(...lines);
  at(`${id}-part`).hidden = lines.length === 0;
}

async function list() {
  const known = (await acts.list()).filter((act) => formOf(act.kind));
  const waiting = known.filter((act) => act.state === acts.WAITING);
  const troubled = known.filter((act) => act.state !== acts.WAITING);
  at("count").textContent = filled(words.waits, { n: waiting.length });
  put("waiting", waiting.map((act) => line(act, `#act/${act.key}`, filled(words.not_sent, { when: shown(act.written) }))));
  put("troubled", troubled.map((act) => act.state === acts.CONFLICT
    ? line(act, `#conflict/${act.key}`, words.conflict) : line(act, `#act/${act.key}`, words.refused)));
  put("items", (await acts.items()).filter((one) => formOf(one.kind))
    .map((one) => line(one, `#item/${one.kind}/${encodeURIComponent(one.item)}`, "")));
  put("drafts", (await forms.drafts()).filter((one) => formOf(one.id))
    .map((one) => line({ kind: one.id, content: one.content }, `#write/${one.id}`, words.draft)));
  show("list");
}

// ---- writing -----------------------------------------------------------------------------------------------------

// Fills the choices of fields that refer to other work: what is on this device, sent or not.
async function offer(form, self = "") {
  const things = [...(await acts.items()), ...(await acts.list()).filter((act) => !act.item)];
  for (const field of form.querySelectorAll("select[data-of]")) {
    const fitting = things.filter((one) => one.kind === field.dataset.of && acts.named(one) !== self);
    field.replaceChildren(new Option("", ""),
      ...fitting.map((one) => new Option(nameOf(one.kind, one.content), acts.named(one))));
  }
}

async function begin(form, content, draft, self, done) {
  const fresh = !self || self.startsWith("act:");
  await offer(form, self);
  form.closest("[data-part]").querySelector("h1").textContent = fresh ? form.dataset.begin : form.dataset.title;
  stopDrafts = forms.keepDrafts(form, draft);
  forms.fill(form, content);
  complain(form, []);
  form.onsubmit = async (event) => {
    event.preventDefault();
    const wrong = forms.wrongIn(form, words, fresh);
    if (wrong.length) return complain(form, wrong);
    const act = await done(forms.read(form));
    await stopDrafts();
    form.reset();
    say(filled(words.kept, { what: nameOf(act.kind, act.content) }));
    location.hash = "#list";
    synchronise();
  };
  show(`form-${form.dataset.kind}`);
}

async function write(kind) {
  const draft = await forms.draftOf(kind);
  await begin(formOf(kind), draft?.content ?? {}, kind, "", (content) => acts.keep(kind, content));
}

async function change(item) {
  if (!item) return list();
  const { kind, item: number, version } = item;
  const id = `${kind}/${number}`;
  const draft = await forms.draftOf(id);
  await begin(formOf(kind), draft?.content ?? item.content, id, number,
    (content) => acts.keep(kind, content, { item: number, seen: version }));
}

async function rewrite(act) {
  if (!act) return list();
  await begin(formOf(act.kind), act.content, act.key, acts.named(act),
    (content) => acts.keep(act.kind, content, { item: act.item, seen: act.seen, instead: act }));
  const form = formOf(act.kind);
  const wrong = Object.entries(act.errors ?? {}).flatMap(([name, texts]) =>
    texts.map((text) => [name ? form.elements[name] ?? null : null, text]));
  if (wrong.length) complain(form, wrong);
}

// ---- conflicts ---------------------------------------------------------------------------------------------------

function side(form, name, which, values, id) {
  const input = node("input", { type: "radio", name, value: which, id, required: true });
  const text = forms.valueOf(form, name, values) || words.empty;
  return node("label", { htmlFor: id }, input, ` ${which === "mine" ? words.mine : words.theirs} `, node("bdi", { textContent: text }));
}

async function conflict(act) {
  if (!act || act.state !== acts.CONFLICT) return list();
  await offer(formOf(act.kind), act.item);
  const form = formOf(act.kind), names = forms.differing(form, act.content, act.theirs);
  at("what").textContent = nameOf(act.kind, act.theirs);
  at("sides").replaceChildren(...names.map((name, number) => node("fieldset", { className: "field" },
    node("legend", { textContent: forms.labelOf(form, name) }),
    node("div", { className: "choices" },
      side(form, name, "mine", act.content[name], `offline-mine-${number}`),
      side(form, name, "theirs", act.theirs[name], `offline-theirs-${number}`)))));
  at("decide").onsubmit = (event) => decide(event, act, names);
  at("give-up").onclick = () => giveUp(act);
  complain(at("decide"), []);
  show("conflict");
}

async function decide(event, act, names) {
  event.preventDefault();
  const form = event.target, wrong = forms.wrongIn(form, words).filter(([field]) => field.value === "mine");
  if (wrong.length) return complain(form, wrong.map(([field]) => [field, `${forms.labelOf(form, field.name)}: ${words.choose}`]));
  const chosen = forms.read(form);
  const mine = Object.fromEntries(names.filter((name) => chosen[name][0] === "mine").map((name) => [name, act.content[name] ?? []]));
  await acts.keep(act.kind, { ...act.theirs, ...mine }, { item: act.item, seen: act.version, instead: act });
  location.hash = "#list";
  synchronise();
}

async function giveUp(act) {
  await acts.drop(act);
  say(words.given_up);
  location.hash = "#list";
}

// ---- the server --------------------------------------------------------------------------------------------------

let running = false;

async function synchronise() {
  if (running || !vault.isOpen()) return;
  running = true;
  try {
    await exchange();
  } finally {
    running = false;
  }
}

async function exchange() {
  const found = await server.standing();
  at("network").textContent = found ? words.online : words.offline;
  at("sign-in").hidden = !found || found.signed_in;
  if (!found) return;
  if (found.revoked || (!found.known && (await server.isEnrolled()))) return revoked();
  if (!found.signed_in) return;
  const done = await acts.send(language, (kind) => "stays" in (formOf(kind)?.dataset ?? {}));
  if (done) say(filled(words.sent, { n: done }));
  if (location.hash === "" || location.hash === "#list") await list();
}

async function revoked() {
  await vault.destroy();
  say(words.revoked);
  location.hash = "";
  closed();
}

async function takeAlong(event) {
  event.preventDefault();
  const form = event.target, wrong = forms.wrongIn(form, words);
  if (wrong.length) return complain(form, wrong);
  complain(form, []);
  await server.standing();
  const taken = await acts.takeAlong(forms_.map((one) => one.dataset.kind), form.elements.why.value);
  say(taken === null ? words.no_server : filled(words.taken, { n: taken }));
  if (taken !== null) form.reset();
  await list();
}

async function forget() {
  if (!confirm(words.forget)) return;
  await vault.destroy();
  say(words.forgotten);
  location.hash = "";
  closed();
}

// ---- the beginning -----------------------------------------------------------------------------------------------

at("set-up").onsubmit = setUp;
at("open").onsubmit = open;
at("take").onsubmit = takeAlong;
at("leave").onclick = leave;
at("forget").onclick = forget;
at("send").onclick = synchronise;
for (const event of ["pointerdown", "keydown"]) document.addEventListener(event, stayAwake);
window.addEventListener("hashchange", route);
window.addEventListener("online", synchronise);
window.addEventListener("offline", synchronise);
navigator.serviceWorker?.register(root.dataset.worker, { scope: "/" })
  .then(() => navigator.serviceWorker.ready)
  .then((its) => its.active.postMessage({ keep: location.pathname }));
root.hidden = false;
await closed();
root.dataset.ready = "yes";
setInterval(synchronise, 60_000);
