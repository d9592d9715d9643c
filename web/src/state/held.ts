// Who held an office in fact: from each step on until the next.

import type { Model } from '../api/types';

/** A time in which somebody held it, or nobody did; steps count from the first of the model. */
export interface Spell {
  from: number;
  /** The step before the next; the last of the model if there is none. */
  to: number;
  /** The id; empty where nobody held it. */
  id: string;
  label: string;
  /** The step as recorded. */
  since: string;
  source: string;
}

/** In order of time; none if nothing is recorded of it. */
export function spells(model: Model, name: string): Spell[] {
  const last = model.steps.length - 1;
  const first = model.steps[0] ?? '';
  const placed = (model.holdings.find((holding) => holding.name === name)?.points ?? []).flatMap((point) => {
    const at = model.steps.indexOf(point.step);
    const isBefore = at < 0 && point.step.localeCompare(first, 'en', { numeric: true }) < 0;
    return at < 0 && !isBefore ? [] : [{ ...point, from: Math.max(0, at) }];
  });
  placed.sort((one, other) => one.from - other.from);
  return placed.map(({ from, value, label, step, source }, place) => ({ from, to: (placed[place + 1]?.from ?? last + 1) - 1, id: value ?? '', label, since: step, source })).filter(({ from, to }) => to >= from);
}

/** Who held it at the end of a step. */
export function heldAt(model: Model, name: string, step: number): Spell | undefined {
  return spells(model, name).find(({ from, to }) => from <= step && step <= to);
}
