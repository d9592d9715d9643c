// Steps as readers see them. In a model without a calendar a step is a plain number and stays one.

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** `December 1964`, `3 May 1957`, or the label itself. */
export function dateWords(label: string): string {
  const [, year, month, day] = /^(-?\d{1,4})-(\d\d)(?:-(\d\d))?$/.exec(label) ?? [];
  const name = MONTHS[Number(month) - 1];
  if (year === undefined || name === undefined) return label;
  return day === undefined ? `${name} ${year}` : `${Number(day)} ${name} ${year}`;
}

/** `Dec 1964`. */
export function shortDate(label: string): string {
  const words = dateWords(label).split(' ');
  return words.map((word) => (MONTHS.includes(word) ? word.slice(0, 3) : word)).join(' ');
}

/** Whether steps are dates of a calendar. */
export function hasCalendar(steps: readonly string[]): boolean {
  return /^-?\d{1,4}-\d\d/.test(steps[0] ?? '');
}

/** What stands on an axis, and at which step: years where there is a calendar, else some five round steps. */
export function ticks(steps: readonly string[]): { at: number; to: number; label: string }[] {
  if (steps.length === 0) return [];
  if (!hasCalendar(steps)) {
    const every = Math.max(1, Math.ceil(steps.length / 8));
    return steps.flatMap((label, at) => (at % every === 0 ? [{ at, to: Math.min(at + every, steps.length), label }] : []));
  }
  const years: { at: number; to: number; label: string }[] = [];
  steps.forEach((step, at) => {
    const year = step.replace(/-\d\d.*$/, '');
    const last = years.at(-1);
    if (last?.label === year) last.to = at + 1;
    else years.push({ at, to: at + 1, label: year });
  });
  const every = Math.ceil(years.length / 16);
  return years.filter((_, place) => place % every === 0);
}
