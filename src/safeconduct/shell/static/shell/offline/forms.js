// Reads and fills forms, and keeps what is being typed as a sealed draft.
import * as vault from "./vault.js";

const PAUSE = 400;

export function read(form) {
  const content = {};
  for (const [name, value] of new FormData(form)) (content[name] ??= []).push(value);
  return content;
}

export function fill(form, content) {
  form.reset();
  for (const field of form.elements) {
    if (!field.name || !(field.name in content)) continue;
    const values = content[field.name];
    if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
    else if (field.multiple) for (const option of field.options) option.selected = values.includes(option.value);
    else put(field, values[0] ?? "");
  }
}

// A choice that this form does not know is kept, else it would be lost when the form is read.
function put(field, value) {
  field.value = value;
  if (field instanceof HTMLSelectElement && field.value !== value) field.add(new Option(value, value, false, true));
}

export function labelOf(form, name) {
  const field = form.elements[name] instanceof RadioNodeList ? form.elements[name][0] : form.elements[name];
  const legend = field?.closest("fieldset")?.querySelector("legend");
  return (legend ?? field?.labels?.[0])?.textContent.trim() ?? name;
}

// What a person reads for the values of a field: the words of a choice, not its code.
export function valueOf(form, name, values) {
  const field = form.elements[name];
  const words = (value) => {
    if (field instanceof HTMLSelectElement) return [...field.options].find((one) => one.value === value)?.text ?? value;
    const choice = field instanceof RadioNodeList ? [...field].find((one) => one.value === value) : null;
    return choice?.labels?.[0]?.textContent.trim() ?? value;
  };
  return (values ?? []).filter((value) => value !== "").map(words).join(", ");
}

export function namesOf(form) {
  return [...new Set([...form.elements].map((field) => field.name).filter((name) => name))];
}

const same = (one, other) => JSON.stringify(one ?? [""]) === JSON.stringify(other ?? [""]);
export const differing = (form, mine, theirs) => namesOf(form).filter((name) => !same(mine[name], theirs[name]));

// Lists what is wrong with a form: pairs of a field and a sentence that names it. The browser speaks its own language
// and not that of the page, so it is asked only for what we have no words for. In something new, a field whose data-with
// names another is not filled in alone.
export function wrongIn(form, words, fresh = false) {
  const said = ({ validity, validationMessage, minLength }) => {
    if (validity.valueMissing) return words.missing;
    return validity.tooShort ? words.too_short.replace("{n}", minLength) : validationMessage;
  };
  const invalid = [...form.elements].filter((field) => field.willValidate && !field.validity.valid);
  const alone = fresh ? [...form.querySelectorAll("[data-with]")].filter((field) => field.value !== "")
    .map((field) => form.elements[field.dataset.with]).filter((other) => other.value === "") : [];
  return [...invalid.map((field) => [field, said(field)]), ...[...new Set(alone)].map((field) => [field, words.missing])]
    .map(([field, text]) => [field, `${labelOf(form, field.name)}: ${text}`]);
}

// Keeps a draft a moment after each change, so that a tab that is killed loses no more than the last words.
export function keepDrafts(form, id) {
  let timer = 0, saving = Promise.resolve();
  const save = () => vault.isOpen() && (saving = vault.put("drafts", id, { id, content: read(form) }));
  form.oninput = () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  };
  return async () => {
    clearTimeout(timer);
    form.oninput = null;
    await saving; // else a draft that is just being sealed would come back after it was removed
    await vault.remove("drafts", id);
  };
}

export const draftOf = (id) => vault.get("drafts", id);
export const drafts = () => vault.all("drafts");
