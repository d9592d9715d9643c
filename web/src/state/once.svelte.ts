// A single request whose answer is shown: what it found, that it is on its way, or what is wrong.

import { Lost, post, Refused } from '../api/ask';
import type { Problem } from '../api/types';
import { page } from './page.svelte';

export class Once<T> {
  answer = $state.raw<T | null>(null);
  problem = $state.raw<Problem | null>(null);
  waits = $state(false);
  #running: AbortController | null = null;
  #key = '';

  constructor(readonly path: string) {}

  /** Asks, unless just this has been asked; a newer request takes the place of an older one. */
  ask(body: unknown, round = page.round) {
    const key = JSON.stringify([body, round]);
    if (key === this.#key) return;
    this.#key = key;
    void this.#run(body);
  }

  stop() {
    this.#running?.abort();
    this.#key = '';
  }

  async #run(body: unknown) {
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    this.waits = true;
    try {
      const answer = await post<T>(this.path, body, running.signal);
      if (running.signal.aborted) return;
      this.answer = answer;
      this.problem = null;
    } catch (error) {
      if (running.signal.aborted) return;
      this.#key = '';
      if (error instanceof Lost) page.lost = true;
      else this.problem = error instanceof Refused ? error.problem : { title: String(error), detail: '', status: 0 };
    } finally {
      if (!running.signal.aborted) this.waits = false;
    }
  }
}
