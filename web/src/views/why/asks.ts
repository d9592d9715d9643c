// A reason in the words that readers see.

import { number, unitWords } from '../../format/numbers';
import type { Reason } from '../../api/types';
import { why as words } from '../../text/en/why';

/** `1.51`, `yes`, `Nikita Khrushchev`. */
export function valueWords(value: unknown, unit = ''): string {
  if (value === true) return words.yes;
  if (value === false) return words.no;
  if (value === null || value === undefined) return words.missing;
  if (value === '') return words.none;
  if (typeof value === 'number') return `${number(value)} ${unitWords(unit)}`.trim();
  return String(value).replaceAll('_', ' ');
}

export function headWords(reason: Reason): string {
  if (reason.chosen !== undefined) return words.chosen(reason.chosen.replaceAll('_', ' '));
  return reason.value === undefined ? reason.kind : valueWords(reason.value, reason.unit);
}

/** The thing among those it rests on that a term speaks of, if it can be told. */
export function behind(reason: Reason, label: string): Reason | undefined {
  return reason.because.find((other) => other.name === label || label.startsWith(other.name));
}
