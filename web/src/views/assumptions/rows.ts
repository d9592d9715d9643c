// The numbers that can be held, one row each; of an indexed one a row for each of its elements.

import type { Model, Parameter } from '../../api/types';
import { labelOf } from '../../state/changes';

export interface Row {
  of: Parameter;
  /** As the language names it: `grievance[apparatus]`. */
  name: string;
  label: string;
  prior?: { prior: string; low: number | null; median: number | null; high: number | null };
}

export function rowsOf(model: Model): Row[] {
  return model.parameters.flatMap((of) => {
    const elements = of.indices.length === 0 ? [] : (of.elements ?? []);
    if (elements.length === 0) return of.indices.length === 0 || of.readings.length > 0 ? [{ of, name: of.id, label: labelOf(model, of.id) }] : [];
    return elements.map((ids, place) => {
      const name = `${of.id}[${ids.join(', ')}]`;
      return { of, name, label: labelOf(model, name), prior: of.priors?.[place] };
    });
  });
}

/** A value with its unit, in the words of the language; a pure number has none. */
export function inUnit(value: number, unit: string): string {
  const number = String(Number(value.toPrecision(4)));
  return unit === '' || unit === '1' ? number : `${number} ${unit}`;
}

/** The number of a value in words. */
export function numberOf(words: string): number {
  return Number(words.replaceAll('_', '').split(/\s/)[0]);
}
