// By what this device judges: its trust list, and the status lists that it has or can fetch from this site.
import * as kept from "./kept.js";
import { isFresh, LONGEST_DAY, readList } from "./status.js";
import { readTrustList } from "./trust.js";

const TRUST = "trust-list", OF_A_FILE = "trust-list-of-a-file", MOST_LISTS = 50;
const JSON_TYPE = "application/json", LIST_TYPE = "application/statuslist+jwt";
export const now = () => Date.now() / 1000;

export class Lists {
  // `from`: the addresses of the trust list and of the list of status lists, the issuer of this site, or what came along
  // with a page that was saved as a file.
  constructor(from) {
    Object.assign(this, { from, longest: LONGEST_DAY, trust: null, came: 0 });
  }

  async open() {
    const { brought } = this.from;
    for (const { name, text } of brought?.files ?? []) await kept.put(name, text, brought.came);
    await this.refresh();
  }

  async refresh() {
    const text = this.from.trust && (await kept.fetched(this.from.trust, JSON_TYPE));
    if (text) await kept.put(TRUST, text, now());
    await this.read();
    if (this.trust && this.from.lists) await this.fetchLists();
  }

  async read() {
    const found = (await kept.get(OF_A_FILE)) ?? (await kept.get(TRUST));
    this.trust = found && readTrustList(found.text);
    this.came = found?.came ?? 0;
  }

  async fetchLists() {
    const text = await kept.fetched(this.from.lists, JSON_TYPE);
    const addresses = text ? JSON.parse(text).status_lists.slice(0, MOST_LISTS) : [];
    await Promise.allSettled(addresses.map((uri) => this.fetchList(uri)));
  }

  // This site alone is asked: no issuer elsewhere learns what is looked at.
  async fetchList(uri) {
    const { issuer } = this.from;
    const text = issuer && uri.startsWith(`${issuer}/`) && (await kept.fetched(uri.slice(issuer.length), LIST_TYPE));
    return text ? this.take(text) : null;
  }

  async take(text) {
    const list = await readList(text, this.trust, now());
    await kept.put(list.uri, text, now());
    return list;
  }

  // The list of an address as it is kept while it is fresh, else fetched anew; an old one still says how old it is.
  async listOf(uri) {
    const found = await kept.get(uri);
    const list = found && (await readList(found.text, this.trust, now()).catch(() => null));
    if (list && isFresh(list, now(), this.longest)) return list;
    return (await this.fetchList(uri).catch(() => null)) ?? list;
  }

  // Take a trust list or a status list that somebody brought as a file; name the sentence that says which it was.
  async bring(text) {
    if (!text.trimStart().startsWith("{")) {
      await this.take(text);
      return "took_status_list";
    }
    readTrustList(text);
    await kept.put(OF_A_FILE, text, now());
    await this.read();
    return "took_trust_list";
  }

  async forget() {
    await kept.forget();
    await this.open();
  }
}
