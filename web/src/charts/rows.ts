// Which steps a table shows: each twelfth in a model of months, counted back from the last, so that a table has some twenty rows.

import { hasCalendar } from '../format/dates';

export function shownSteps(steps: readonly string[]): number[] {
  const every = steps.length <= 24 ? 1 : hasCalendar(steps) && /^-?\d+-\d\d$/.test(steps[0] ?? '') ? 12 : Math.ceil(steps.length / 20);
  return steps.flatMap((_, step) => ((steps.length - 1 - step) % every === 0 ? [step] : []));
}
