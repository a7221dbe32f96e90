// Why something is not taken: a code, which the page says in its language, and values to be filled in there.
export class Refused extends Error {
  constructor(code, values = {}, verdict = "refused") {
    super(code);
    Object.assign(this, { code, values, verdict });
  }
}

// What is needed to judge is missing or too old; it says neither yes nor no.
export class CannotTell extends Refused {
  constructor(code, values = {}) {
    super(code, values, "cannot tell");
  }
}
