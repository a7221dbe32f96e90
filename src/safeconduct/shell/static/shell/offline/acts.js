// The queue: what was written here and is not yet on the server, each piece sealed, sent in the order of writing.
import * as server from "./server.js";
import * as vault from "./vault.js";

const AT_ONCE = 20;

export const WAITING = "waiting", CONFLICT = "conflict", REFUSED = "refused";
export const of = (key) => vault.get("acts", key);
export const itemOf = (kind, item) => vault.get("items", `${kind}/${item}`);
export const items = () => vault.all("items");

// The value by which other work refers to a piece of work: its item, or its act while that was not sent.
export const named = (one) => one.item || `act:${one.key}`;

// Lets everything on this device that refers to one piece of work refer to what became of it.
async function refer(from, to) {
  const turned = (one) => ({ ...one, content: Object.fromEntries(Object.entries(one.content)
    .map(([name, values]) => [name, values.map((value) => (value === from ? to : value))])) });
  const places = { acts: (one) => one.key, drafts: (one) => one.id, items: (one) => `${one.kind}/${one.item}` };
  for (const [shelf, idOf] of Object.entries(places)) {
    const found = (await vault.all(shelf)).filter((one) => Object.values(one.content).flat().includes(from));
    for (const one of found) await vault.put(shelf, idOf(one), turned(one));
  }
}

export async function list() {
  const found = await vault.all("acts");
  return found.sort((one, other) => one.order - other.order);
}

// Keeps an act. One that replaces another names it, since the other may have arrived without our knowing.
export async function keep(kind, content, { item = "", seen = "", instead = null } = {}) {
  const key = crypto.randomUUID();
  const written = new Date();
  const order = instead?.order ?? written.getTime();
  const after = instead?.key ?? "";
  const act = { key, kind, content, item, seen, after, order, written: written.toISOString(), state: WAITING };
  await vault.put("acts", key, act);
  if (instead) {
    await refer(named({ key: instead.key }), named(act));
    await vault.remove("acts", instead.key);
  }
  return act;
}

export async function drop(act) {
  if (act.item) await refer(named({ key: act.key }), act.item);
  return vault.remove("acts", act.key);
}

async function settle(act, answer, stays) {
  if (answer.state === "done") {
    const content = Object.keys(answer.theirs).length ? answer.theirs : act.content;
    if (stays(act.kind) || (await itemOf(act.kind, answer.item))) await keepItem(act.kind, { ...answer, content });
    return drop({ ...act, item: answer.item });
  }
  if (answer.state === "replaced") return drop(act);
  if (answer.state === "later") return null;
  const { state, item, version, theirs, errors } = answer;
  return vault.put("acts", act.key, { ...act, state, item: item || act.item, version, theirs, errors });
}

// Sends what waits; answers how many were carried out, or null where there is no network or nobody is signed in.
// ``stays`` says of a kind whether what was sent is kept, so that other work can refer to it.
export async function send(language, stays) {
  const waiting = (await list()).filter((act) => act.state === WAITING);
  let done = 0;
  for (let at = 0; at < waiting.length; at += AT_ONCE) {
    const some = waiting.slice(at, at + AT_ONCE);
    const sent = some.map(({ key, kind, content, item, seen, after, written }) => (
      { key, kind, content, item, seen, after, written }));
    const answers = await server.send(sent, language);
    if (answers === null) return null;
    for (const answer of answers) await settle(some.find((act) => act.key === answer.key), answer, stays);
    done += answers.filter((answer) => answer.state === "done").length;
  }
  return done;
}

const keepItem = (kind, { item, version, content }) =>
  vault.put("items", `${kind}/${item}`, { kind, item, version, content });

// Takes along what the server gives of these kinds, in place of what was here.
export async function takeAlong(kinds, why) {
  const found = [];
  for (const kind of kinds) {
    const given = await server.takeAlong(kind, why);
    if (given === null) return null;
    found.push(...given.map((one) => [kind, one]));
  }
  await vault.clear("items");
  for (const [kind, one] of found) await keepItem(kind, one);
  return found.length;
}
