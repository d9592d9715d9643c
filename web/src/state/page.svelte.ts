// What the page knows: the model, its own state, and whether the server is there.

import { get, Lost, Refused } from '../api/ask';
import type { Model, Problem } from '../api/types';
import { BASELINE, readAddress, written, type PageState } from './address';

/** A name for this tab: a newer question of the same tab and view takes the place of the older one. */
export const CLIENT = crypto.randomUUID?.() ?? String(Math.random()).slice(2);

/** After so long without a further move the address follows. */
const SETTLED_MS = 200;

class Page {
  model = $state.raw<Model | null>(null);
  state = $state.raw<PageState>(structuredClone(BASELINE));
  /** Parts of the address that nobody understands. */
  unknown = $state.raw<string[]>([]);
  problem = $state.raw<Problem | null>(null);
  /** The server does not answer. */
  lost = $state(false);
  /** The model was edited since these figures were made. */
  stale = $state.raw<Stale | null>(null);
  /** Goes up when everything is to be asked again. */
  round = $state(0);

  #loading = false;
  #settling: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.read();
    window.addEventListener('hashchange', () => this.read());
  }

  read() {
    clearTimeout(this.#settling);
    const { state, unknown } = readAddress(location.hash);
    this.state = state;
    this.unknown = unknown;
  }

  /** Goes to another state; a new entry of the history unless it only adjusts what is there. */
  go(change: Partial<PageState>, replacing = false) {
    const state = { ...this.state, ...change };
    clearTimeout(this.#settling);
    this.state = state;
    this.unknown = [];
    if (replacing) {
      // Browsers refuse hundreds of entries in a few seconds, as a slider would make.
      this.#settling = setTimeout(() => history.replaceState(null, '', `#${written(this.state)}`), SETTLED_MS);
    } else history.pushState(null, '', `#${written(state)}`);
  }

  async load() {
    if (this.#loading) return;
    this.#loading = true;
    try {
      this.model = await get<Model>('model');
      this.problem = null;
      this.lost = false;
      this.stale = null;
      this.round += 1;
    } catch (error) {
      if (error instanceof Lost) this.lost = true;
      else if (error instanceof Refused) this.problem = error.problem;
      else throw error;
    } finally {
      this.#loading = false;
    }
  }
}

export interface Stale {
  diagnostics: string[];
  /** Claims that come out otherwise than before. */
  moved: { claim: string; words: string; before: string; after: string }[];
  fingerprint: string;
}

export const page = new Page();

/** The address of another state, for a link. */
export function linkTo(change: Partial<PageState>): string {
  return `#${written({ ...page.state, ...change })}`;
}
