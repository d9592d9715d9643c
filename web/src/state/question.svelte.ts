// A question of a view and what is known of its answer. A newer question takes the place of the older one, whose answer stays to be seen.

import { ask, askBands, Lost, Refused, type Hears } from '../api/ask';
import type { Frame } from '../api/frames';
import type { Answer, Inquiry, Problem } from '../api/types';
import { CLIENT, page } from './page.svelte';

export type Standing = 'empty' | 'running' | 'done' | 'stopped' | 'problem' | 'lost';

export class Question<A> {
  /** The last answer; while a new question runs, that of the old one. */
  answer = $state.raw<A | null>(null);
  /** What the answer answers. */
  answered = $state.raw<Inquiry | null>(null);
  /** What was asked last. */
  asked = $state.raw<Inquiry | null>(null);
  standing = $state<Standing>('empty');
  problem = $state.raw<Problem | null>(null);
  progress = $state.raw<{ done: number; toDo: number } | null>(null);
  #running: AbortController | null = null;
  #key = '';

  /** `view` names the question within this tab. */
  constructor(
    readonly view: string,
    readonly send: (view: string, inquiry: Inquiry, hears: Hears<A>, signal: AbortSignal) => Promise<void>,
  ) {}

  /** The answer is that of an older question. */
  get isOld(): boolean {
    return this.answer !== null && this.answered !== this.asked;
  }

  /** Asks, unless just this has been asked of this model. */
  ask(inquiry: Inquiry, round = page.round) {
    const key = JSON.stringify([inquiry, round]);
    if (key === this.#key && this.standing !== 'lost') return;
    this.#key = key;
    void this.#run(inquiry);
  }

  /** Asks once more what was asked last. */
  again() {
    if (this.asked) void this.#run(this.asked);
  }

  stop() {
    this.#running?.abort();
    if (this.standing === 'running') this.standing = 'stopped';
  }

  async #run(inquiry: Inquiry) {
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    this.asked = inquiry;
    this.standing = 'running';
    this.problem = null;
    this.progress = null;
    const hears: Hears<A> = {
      answer: (answer) => {
        if (running.signal.aborted) return;
        this.answer = answer;
        this.answered = inquiry;
      },
      progress: (done, toDo) => {
        if (!running.signal.aborted) this.progress = { done, toDo };
      },
    };
    try {
      await this.send(this.view, inquiry, hears, running.signal);
      if (!running.signal.aborted) this.standing = 'done';
      if (!running.signal.aborted) page.lost = false;
    } catch (error) {
      if (running.signal.aborted) return;
      this.#failed(error);
    }
  }

  #failed(error: unknown) {
    if (error instanceof Lost) {
      this.standing = 'lost';
      page.lost = true;
      return;
    }
    this.standing = 'problem';
    const detail = error instanceof Error ? error.message : String(error);
    this.problem = error instanceof Refused ? error.problem : { title: 'The answer could not be read', detail, status: 0 };
  }
}

/** A question for bands. */
export function bandsQuestion(view: string): Question<Frame> {
  return new Question(view, (view, inquiry, hears, signal) => askBands({ client: CLIENT, view, inquiry }, hears, signal));
}

/** A question for a report. */
export function reportQuestion<R>(view: string, what: string): Question<Answer<R>> {
  return new Question(view, (view, inquiry, hears, signal) => ask<R>(what, { client: CLIENT, view, inquiry }, hears, signal));
}
