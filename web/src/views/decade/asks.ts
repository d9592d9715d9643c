// What the first view asks, made of the state of the page.

import type { Frame } from '../../api/frames';
import type { Inquiry, Model } from '../../api/types';
import type { PageState, Pin } from '../../state/address';
import { base, pinsAfter, sides } from '../../state/changes';
import { bare } from '../../state/names';
import { byDate, laneName, leading, leadingQuantities } from '../../state/leading';

const DECISIONS_LED = 7;
const EVENTS_LED = 5;
const QUANTITIES_LED = 2;

export interface Lane<T> {
  of: T;
  /** As bands know it. */
  name: string;
}

/** The decisions that stand in the view: those that lead, those that are pinned or open, or all. */
export function decisionLanes(model: Model, state: PageState, all: boolean) {
  const led = all ? [...model.decisions].sort(byDate) : leading(model, model.decisions, DECISIONS_LED);
  const names = led.map((of) => ({ of, name: laneName(model, of) }));
  const needed = [...state.pins.map((pin) => pin.decision), ...(state.open ? [state.open] : [])];
  for (const name of needed) {
    const of = model.decisions.find((decision) => decision.id === name.replace(/\[.*$/, ''));
    if (of && !names.some((lane) => lane.of === of)) names.push({ of, name: name.includes('[') || of.indices.length === 0 ? name : laneName(model, of) });
  }
  return names;
}

export function eventLanes(model: Model, state: PageState, all: boolean) {
  const led = all ? [...model.events].sort(byDate) : leading(model, model.events, EVENTS_LED);
  const missing = state.forbidden.flatMap((name) => model.events.filter((event) => event.id === name && !led.includes(event)));
  return [...led, ...missing].map((of) => ({ of, name: laneName(model, of) }));
}

export function quantityNames(model: Model, state: PageState): string[] {
  return state.shown.length > 0 ? state.shown : leadingQuantities(model, QUANTITIES_LED);
}

/** The one question of the view. */
export function decadeInquiry(model: Model, state: PageState, lanes: { name: string }[]): Inquiry {
  const { change } = sides(state, model);
  const names = [...(model.headline ? [model.headline.name] : []), ...lanes.map((lane) => lane.name), ...quantityNames(model, state)];
  return { ask: 'bands', ...base(state, model), variables: [...new Set(names)], ...(change ? { change } : {}) };
}

/** The pins after each option of the decision that is open, but for the one that is pinned. */
export function pinnable(model: Model, state: PageState): Pin[][] {
  const decision = model.decisions.find((other) => other.id === bare(state.open));
  const pinned = state.pins.find((pin) => pin.decision === state.open)?.option;
  return (decision?.options ?? []).filter(({ id }) => id !== pinned).map(({ id }) => pinsAfter(state.pins, state.open, id));
}

/** What the first sentence is about, as an experiment asks it, and its words. */
export interface HeadlineAsked {
  of: string;
  words: string;
}

/** Of the outcome that the first sentence tells, whether it comes about; of a quantity its value; none as long as nothing is told. */
export function headlineAsked(model: Model, frame: Frame | null): HeadlineAsked | null {
  const outcome = frame?.head.outcome;
  if (outcome) return { of: `at(${outcome.name}, ${outcome.date}) = ${outcome.kind}`, words: `${outcome.label}, ${outcome.date}` };
  const headline = model.headline;
  const type = model.variables.find((other) => other.id === headline?.name.replace(/\[.*/, ''))?.type;
  return headline && type === 'number' ? { of: headline.show, words: `${headline.label}, ${headline.date}` } : null;
}
