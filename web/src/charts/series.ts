// Figures of a frame by name: numbers as fans, shares as kinds of worlds. Nothing is computed but what a drawing needs.

import type { Frame, SeriesHead, Side } from '../api/frames';

/** One side of a series. */
export interface Column {
  head: SeriesHead;
  numbers: Float64Array;
}

export type Sides = Partial<Record<Side, Column>>;

/** The sides of what was asked for by this name. */
export function sidesOf(frame: Frame | null, name: string): Sides {
  const sides: Sides = {};
  frame?.head.series.forEach((head, place) => {
    const numbers = frame.columns[place];
    if (head.name === name && numbers) sides[head.side] = { head, numbers };
  });
  return sides;
}

/** The number of a step: of a quantity by the name of its column (`q50`, `value`), of a share by its kind and part. */
export function at(column: Column, step: number, name: string, part: 'value' | 'low' | 'high' = 'value'): number {
  const place = column.head.names.indexOf(name);
  if (place < 0) return column.head.kind === 'shares' ? 0 : NaN;
  const offset = column.head.kind === 'shares' ? 3 * place + ['value', 'low', 'high'].indexOf(part) : place;
  return column.numbers[step * column.head.width + offset] ?? NaN;
}

export function steps(column: Column): number[] {
  return Array.from({ length: column.head.steps }, (_, step) => step);
}

/** A kind of worlds, or several that are told together. */
export interface Kind {
  id: string;
  label: string;
  of: string[];
}

/** The kinds that are commonest over all steps, at most so many, the commonest first; the rest together as others. */
export function kinds(column: Column, most: number, others: string): Kind[] {
  const { names, labels } = column.head;
  const weighed = names.map((id, place) => ({
    id,
    label: labels?.[place] || id,
    weight: steps(column).reduce((sum, step) => sum + at(column, step, id), 0),
  }));
  weighed.sort((one, other) => other.weight - one.weight);
  // A single other one is named as well.
  const named = weighed.slice(0, weighed.length <= most + 1 ? most + 1 : most);
  const rest = weighed.slice(named.length);
  const told = named.map(({ id, label }) => ({ id, label, of: [id] }));
  return rest.length === 0 ? told : [...told, { id: '…', label: others, of: rest.map(({ id }) => id) }];
}

/** The share of a kind in a step. */
export function share(column: Column, step: number, kind: Kind): number {
  return kind.of.reduce((sum, id) => sum + at(column, step, id), 0);
}

/** In which share of worlds a decision is first taken, or an event first happens, in each step. */
export function firstTimes(column: Column): number[] {
  const { names } = column.head;
  const happens = names.includes('happened');
  // Shares of worlds in which it has not come to it yet.
  const still = steps(column).map((step) => (happens ? 1 - at(column, step, 'happened') : at(column, step, '')));
  return still.map((now, step) => Math.max(0, (step === 0 ? 1 : (still[step - 1] ?? 1)) - now));
}

/** In which share of worlds it has come to it by the last step. */
export function everShare(column: Column): number {
  const last = column.head.steps - 1;
  return column.head.names.includes('happened') ? at(column, last, 'happened') : 1 - at(column, last, '');
}
