// A question of a view and what is known of its answer. A newer question takes the place of the older one, whose answer stays to be seen.

import { ask, askBands, Cancelled, Lost, Refused, type Hears } from '../api/ask';
import type { Frame } from '../api/frames';
import type { Answer, Inquiry, Problem } from '../api/types';
import { CLIENT, page } from './page.svelte';

export type Standing = 'empty' | 'running' | 'done' | 'stopped' | 'problem' | 'lost';

/** So long an older answer is shown as if it were that of the new question: a moved slider does not flicker. */
const PATIENCE_MS = 300;

/** So many answers are kept: of what a reader goes back and forth between, and of what may be asked next. */
const KEPT = 16;

/** Worlds of an answer to what may be asked next: those of the first part of any answer. */
const AHEAD_WORLDS = 64;

/** An answer, as far as it was told. */
interface Told<A> {
  answer: A;
  isWhole: boolean;
}

export class Question<A extends { worlds: number; complete: boolean }> {
  /** The last answer; while a new question runs, that of the old one. */
  answer = $state.raw<A | null>(null);
  /** What the answer answers. */
  answered = $state.raw<Inquiry | null>(null);
  /** What was asked last. */
  asked = $state.raw<Inquiry | null>(null);
  standing = $state<Standing>('empty');
  problem = $state.raw<Problem | null>(null);
  progress = $state.raw<{ done: number; toDo: number } | null>(null);
  #isLate = $state(false);
  #running: AbortController | null = null;
  #key = '';
  /** A question that is on its way is given the time to answer once; of those that come meanwhile only the newest is asked. */
  #isAwaited = false;
  #next: Inquiry | null = null;
  /** The last answers, by what was asked; the newest comes last. */
  #told = new Map<string, Told<A>>();
  /** What may be asked next, and the request that finds the first worlds of it. */
  #ahead: Inquiry[] = [];
  #aheadRunning: AbortController | null = null;

  /** `view` names the question within this tab. */
  constructor(
    readonly view: string,
    readonly send: (view: string, inquiry: Inquiry, hears: Hears<A>, signal: AbortSignal) => Promise<void>,
  ) {}

  /** The answer is that of just what was asked. */
  get isCurrent(): boolean {
    return this.answer !== null && this.answered === this.asked;
  }

  /** The answer is that of an older question, and has been so for a while. */
  get isOld(): boolean {
    return this.#isLate && this.answer !== null && !this.isCurrent;
  }

  /** Asks, unless just this has been asked of this model. */
  ask(inquiry: Inquiry, round = page.round) {
    const key = JSON.stringify([inquiry, round]);
    if (key === this.#key && this.standing !== 'lost') return;
    this.#key = key;
    this.asked = inquiry;
    const told = this.#told.get(key);
    if (told?.isWhole) this.#settle(inquiry, told.answer);
    else if (this.#isAwaited && !told) this.#next = inquiry;
    else void this.#run(inquiry, told?.answer);
  }

  /** Finds out the first worlds of what may be asked next, one after the other, so that they are there when it is asked. */
  ahead(inquiries: Inquiry[], round = page.round) {
    this.#ahead = inquiries.filter((inquiry) => !this.#told.has(JSON.stringify([inquiry, round])));
    if (!this.#aheadRunning) void this.#runAhead(round);
  }

  /** Asks once more what was asked last. */
  again() {
    if (this.asked) void this.#run(this.asked);
  }

  stop() {
    this.#running?.abort();
    this.#stopAhead();
    this.#isAwaited = false;
    this.#next = null;
    if (this.standing === 'running') this.standing = 'stopped';
  }

  /** What was told before is the answer again: the same question has the same answer. */
  #settle(inquiry: Inquiry, answer: A) {
    this.stop();
    [this.asked, this.answered, this.answer] = [inquiry, inquiry, answer];
    [this.standing, this.problem, this.progress, this.#isLate] = ['done', null, null, false];
  }

  async #runAhead(round: number) {
    const running = new AbortController();
    this.#aheadRunning = running;
    for (let next = this.#ahead.shift(); next && !running.signal.aborted; next = this.#ahead.shift()) {
      const key = JSON.stringify([next, round]);
      // The first part of an answer is the same however many worlds follow.
      const hears: Hears<A> = { answer: (answer, isWhole) => isWhole && this.#keep(key, { answer: { ...answer, complete: false }, isWhole: false }) };
      // Whatever is wrong with it is said when it is asked.
      await this.send(`${this.view}-ahead`, { ...next, worlds: Math.min(AHEAD_WORLDS, next.worlds ?? AHEAD_WORLDS) }, hears, running.signal).catch(() => undefined);
    }
    if (this.#aheadRunning === running) this.#aheadRunning = null;
  }

  #stopAhead() {
    this.#ahead = [];
    this.#aheadRunning?.abort();
    this.#aheadRunning = null;
  }

  #keep(key: string, told: Told<A>) {
    this.#told.delete(key);
    this.#told.set(key, told);
    const [oldest] = this.#told.keys();
    if (this.#told.size > KEPT && oldest !== undefined) this.#told.delete(oldest);
  }

  /** `before` is what an earlier run has told of it: it stands until more worlds have been run. */
  async #run(inquiry: Inquiry, before?: A) {
    const key = this.#key;
    this.#running?.abort();
    this.#stopAhead();
    const running = new AbortController();
    this.#running = running;
    this.asked = inquiry;
    this.standing = 'running';
    this.problem = null;
    this.progress = null;
    this.#isAwaited = !before;
    if (before) [this.answer, this.answered, this.#isLate] = [before, inquiry, false];
    const late = setTimeout(() => {
      this.#isLate = !before;
      this.#goOn(running);
    }, PATIENCE_MS);
    const hears: Hears<A> = {
      answer: (answer, isWhole) => {
        if (running.signal.aborted || (before && answer.worlds < before.worlds)) return;
        clearTimeout(late);
        this.#isLate = false;
        this.answer = answer;
        this.answered = inquiry;
        this.#keep(key, { answer, isWhole });
        this.#goOn(running);
      },
      progress: (done, toDo) => {
        if (!running.signal.aborted) this.progress = { done, toDo };
      },
    };
    try {
      await this.send(this.view, inquiry, hears, running.signal);
      if (running.signal.aborted) return;
      this.standing = 'done';
      page.lost = false;
    } catch (error) {
      if (!running.signal.aborted) this.#failed(error);
    } finally {
      clearTimeout(late);
      this.#goOn(running);
    }
  }

  /** The question has had its time: the newest of those that came meanwhile takes its place. */
  #goOn(running: AbortController) {
    if (running !== this.#running) return;
    this.#isAwaited = false;
    const next = this.#next;
    this.#next = null;
    if (next) void this.#run(next);
  }

  #failed(error: unknown) {
    if (error instanceof Cancelled) {
      this.standing = 'stopped';
      return;
    }
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
