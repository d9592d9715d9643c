// Experiments that a reader has asked for. They go on when their view is left, and are kept: whoever comes back finds them.

import { untrack } from 'svelte';
import type { Answer, Inquiry } from '../api/types';
import { page } from './page.svelte';
import { written } from './address';
import { reportQuestion, type Question } from './question.svelte';

/** So many are kept; the oldest that does not run makes room. */
const KEPT = 24;

/** One experiment: what is asked, what is known of its answer, and where it was asked. */
export class Experiment<R = unknown> {
  readonly question: Question<Answer<R>>;
  /** In the words of a list. */
  words = $state('');
  /** The address of the place where it was asked. */
  place = $state('');
  /** So many parts of the page show it. */
  shown = $state(0);
  /** Its whole answer has been shown. */
  isSeen = $state(false);

  constructor(
    readonly key: string,
    readonly inquiry: Inquiry,
    /** How often the model had been read when it was asked. */
    readonly round: number,
    number: number,
  ) {
    this.question = reportQuestion<R>(`experiment-${number}`, inquiry.ask);
  }

  get isRunning(): boolean {
    return this.question.standing === 'running';
  }

  /** It has something to tell that nobody has seen yet, and no part of the page shows it. */
  get isAway(): boolean {
    return this.round === page.round && this.shown === 0 && !this.isSeen && this.question.standing !== 'empty' && this.question.standing !== 'stopped';
  }

  /** A part of the page shows it, until what is given back is called. */
  show(): () => void {
    this.#showing(1);
    return () => this.#showing(-1);
  }

  /** Whoever shows it does not hang on how many do. */
  #showing(more: number) {
    untrack(() => (this.shown += more));
  }

  ask(words: string) {
    [this.words, this.place] = [words, `#${written(page.state)}`];
    experiments.keep(this);
    this.question.ask(this.inquiry);
  }
}

class Experiments {
  /** Those that were asked, the newest last. */
  all = $state.raw<Experiment[]>([]);
  #count = 0;

  /** The experiment that asks this of the model as it is now: one that was asked before, or a new one. */
  of<R>(inquiry: Inquiry): Experiment<R> {
    const key = JSON.stringify([inquiry, page.round]);
    const known = this.all.find((one) => one.key === key);
    this.#count += known ? 0 : 1;
    return (known as Experiment<R> | undefined) ?? new Experiment<R>(key, inquiry, page.round, this.#count);
  }

  keep(experiment: Experiment) {
    if (this.all.includes(experiment)) return;
    // What was asked of a model that has been edited since is of no use.
    this.all.filter((one) => one.round !== experiment.round).forEach((one) => one.question.stop());
    const all = [...this.all.filter((one) => one.round === experiment.round), experiment];
    const oldest = all.findIndex((one) => !one.isRunning && one !== experiment);
    this.all = all.length > KEPT && oldest >= 0 ? all.filter((_, place) => place !== oldest) : all;
  }
}

export const experiments = new Experiments();
