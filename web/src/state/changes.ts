// The state of the page in the words of the language: what is assumed, what is done, and the questions that they make.

import type { Inquiry, Model } from '../api/types';
import type { PageState, Pin } from './address';
import { bare, elementsOf } from './names';

/** `pin division to keep from 1957-01`. */
export function pinWords({ decision, option, from, to }: Pin): string {
  return `pin ${decision} to ${option}${from ? ` from ${from}` : ''}${to ? ` to ${to}` : ''}`;
}

/** The pins after this option was pressed: it is pinned, or, if it was, set free. */
export function pinsAfter(pins: Pin[], decision: string, option: string): Pin[] {
  const others = pins.filter((pin) => pin.decision !== decision);
  return pins.some((pin) => pin.decision === decision && pin.option === option) ? others : [...others, { decision, option }];
}

/** What is done, as a change; empty if nothing is. */
export function doneWords(state: PageState): string {
  const forbidden = state.forbidden.map((event) => `forbid ${event}`);
  return [...state.whatIfs, ...state.pins.map(pinWords), ...forbidden].join('; ');
}

/** What is assumed, as a change; empty if nothing is. */
export function assumedWords(state: PageState, model: Model): string {
  const isSwitch = (name: string) => model.switches.some((other) => other.id === name);
  return [
    ...state.settings.map(({ parameter, value }) => `set ${parameter} = ${value}`),
    ...state.readings.map(({ parameter, reading }) => `reading ${parameter} ${reading}`),
    ...state.off.map((name) => (isSwitch(name) ? `switch ${name} off` : name)),
    ...(state.follow ? [`follow record until ${state.follow}`] : []),
  ].join('; ');
}

/** The two sides of a comparison. Assumptions hold on both sides of what is done; alone, they are what is compared. */
export interface Sides {
  /** On both sides. */
  scenario: string;
  /** On the second side only. */
  change: string;
  /** What the second side is. */
  compares: 'nothing' | 'decisions' | 'assumptions';
}

export function sides(state: PageState, model: Model): Sides {
  const [done, assumed] = [doneWords(state), assumedWords(state, model)];
  if (done) return { scenario: assumed, change: done, compares: 'decisions' };
  // A record that is followed is on both sides: what it forces is not compared with what falls.
  if (assumed && !state.follow) return { scenario: '', change: assumed, compares: 'assumptions' };
  return { scenario: assumed, change: '', compares: 'nothing' };
}

/** What every question of the page carries. */
export function base(state: PageState, model: Model): Pick<Inquiry, 'scenario' | 'where' | 'seed' | 'worlds'> {
  const { scenario } = sides(state, model);
  return {
    ...(scenario ? { scenario } : {}),
    ...(state.where ? { where: state.where } : {}),
    ...(state.seed === undefined ? {} : { seed: state.seed }),
    worlds: state.worlds ?? WORLDS,
  };
}

/** Worlds of a question of the page if nobody says: as many as the last piece of an answer has. */
export const WORLDS = 4096;

/** Everything that is changed, for a question about a single world as it is with the change. */
export function together(state: PageState, model: Model): string {
  const { scenario, change } = sides(state, model);
  return [scenario, change].filter((words) => words !== '').join('; ');
}

/** What is changed, each thing in the words that readers see, with the state in which it is undone. */
export interface Changed {
  words: string;
  without: PageState;
}

export function decisionsChanged(state: PageState, model: Model): Changed[] {
  const named = state.whatIfs.map((name) => ({
    words: model.what_ifs.find((other) => other.name === name)?.words ?? name,
    without: { ...state, whatIfs: state.whatIfs.filter((other) => other !== name) },
  }));
  const pins = state.pins.map((pin) => ({
    words: pinSentence(pin, model),
    without: { ...state, pins: state.pins.filter((other) => other !== pin) },
  }));
  const forbidden = state.forbidden.map((event) => ({
    words: `never: ${labelOf(model, event)}`,
    without: { ...state, forbidden: state.forbidden.filter((other) => other !== event) },
  }));
  return [...named, ...pins, ...forbidden];
}

export function assumptionsChanged(state: PageState, model: Model): Changed[] {
  const settings = state.settings.map((setting) => ({
    words: `${labelOf(model, setting.parameter)} = ${setting.value}`,
    without: { ...state, settings: state.settings.filter((other) => other !== setting) },
  }));
  const readings = state.readings.map((reading) => ({
    words: `${labelOf(model, reading.parameter)}: ${reading.reading}`,
    without: { ...state, readings: state.readings.filter((other) => other !== reading) },
  }));
  const off = state.off.map((name) => ({
    words: `off: ${labelOf(model, name)}`,
    without: { ...state, off: state.off.filter((other) => other !== name) },
  }));
  const follow = state.follow
    ? [{ words: `recorded decisions until ${state.follow}`, without: { ...state, follow: '' } }]
    : [];
  return [...settings, ...readings, ...off, ...follow];
}

/** The what-if of the model that says just this, if there is one, else the question and the option. */
export function pinSentence(pin: Pin, model: Model): string {
  const named = model.what_ifs.find((other) => other.change.trim().replace(/\s+/g, ' ') === pinWords(pin));
  if (named?.words) return named.words;
  const decision = model.decisions.find((other) => other.id === bare(pin.decision));
  const option = decision?.options.find((other) => other.id === pin.option);
  const when = pin.from || pin.to ? ` (${pin.from ?? '…'} to ${pin.to ?? '…'})` : '';
  return `${decision?.label || pin.decision} ${option?.label || pin.option}${when}`;
}

/** The label of whatever has this name, with its elements. */
export function labelOf(model: Model, name: string): string {
  const id = bare(name);
  const all = [...model.parameters, ...model.switches, ...model.decisions, ...model.events, ...model.variables];
  const label = all.find((other) => other.id === id)?.label || model.systems.find((other) => other.name === id)?.words || id;
  const elements = elementsOf(name).map((element) => elementLabel(model, element));
  return elements.length > 0 ? `${label} (${elements.join(', ')})` : label;
}

export function elementLabel(model: Model, id: string): string {
  for (const set of model.sets) {
    const found = set.elements.find((element) => element.id === id);
    if (found) return found.label || id;
  }
  return id;
}
