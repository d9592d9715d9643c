// The state of the page as it stands in the address: the view, and what differs from the baseline. Readable, and read back as written.

export const VERSION = 1;

export const VIEWS = ['decade', 'board', 'ledger', 'claim', 'why', 'world', 'model', 'credibility', 'reproduce'] as const;
export type ViewName = (typeof VIEWS)[number];

/** A decision that is held to an option, in some steps or in all. */
export interface Pin {
  /** `division`, `removal[First_Secretary]`. */
  decision: string;
  option: string;
  from?: string;
  to?: string;
}

/** A value in the place of a prior. */
export interface Setting {
  /** `halved`, `grievance[apparatus]`. */
  parameter: string;
  /** With its unit, in the words of the language: `0.9`, `3 1/year`. */
  value: string;
}

export interface PageState {
  view: ViewName;
  /** What is done: decisions held, happenings forbidden, named what-ifs. */
  pins: Pin[];
  forbidden: string[];
  whatIfs: string[];
  /** What is assumed. */
  settings: Setting[];
  readings: { parameter: string; reading: string }[];
  off: string[];
  /** Recorded decisions come out as they did, up to this step. */
  follow: string;
  /** Only worlds in which this holds. */
  where: string;
  seed?: number;
  worlds?: number;
  /** What a view looks at. */
  world?: number;
  at: string;
  subject: string;
  claim: string;
  chapter?: number;
  /** Quantities that are charted; those that lead if none is named. */
  shown: string[];
  /** A decision whose card is open. */
  open: string;
}

export const BASELINE: PageState = {
  view: 'decade', pins: [], forbidden: [], whatIfs: [], settings: [], readings: [], off: [],
  follow: '', where: '', at: '', subject: '', claim: '', shown: [], open: '',
};

/** What follows `#`. Empty for the baseline. */
export function written(state: PageState): string {
  const parts: [string, string][] = [];
  const add = (key: string, value: string) => parts.push([key, value]);
  if (state.view !== BASELINE.view) add('view', state.view);
  for (const { decision, option, from, to } of state.pins) {
    add('pin', `${decision}:${option}${from || to ? `@${from ?? ''}..${to ?? ''}` : ''}`);
  }
  for (const event of state.forbidden) add('forbid', event);
  for (const name of state.whatIfs) add('what-if', name);
  for (const { parameter, value } of state.settings) add('set', `${parameter}:${value}`);
  for (const { parameter, reading } of state.readings) add('reading', `${parameter}:${reading}`);
  for (const name of state.off) add('off', name);
  if (state.follow) add('follow', state.follow);
  if (state.where) add('where', state.where);
  for (const key of ['seed', 'worlds', 'world', 'chapter'] as const) {
    if (state[key] !== undefined) add(key, String(state[key]));
  }
  for (const key of ['at', 'subject', 'claim', 'open'] as const) {
    if (state[key]) add(key, state[key]);
  }
  if (state.shown.length > 0) add('show', state.shown.join(','));
  if (parts.length === 0) return '';
  return [['v', String(VERSION)], ...parts].map(([key = '', value = '']) => `${key}=${escaped(value)}`).join('&');
}

/** The state that an address means. What is not understood is left out, and told. */
export function readAddress(hash: string): { state: PageState; unknown: string[] } {
  const state: PageState = structuredClone(BASELINE);
  const unknown: string[] = [];
  for (const part of hash.replace(/^#/, '').split('&')) {
    if (part === '') continue;
    const at = part.indexOf('=');
    const key = at < 0 ? part : part.slice(0, at);
    const value = at < 0 ? '' : unescaped(part.slice(at + 1));
    if (value === undefined || !take(state, key, value)) unknown.push(part);
  }
  return { state, unknown };
}

function take(state: PageState, key: string, value: string): boolean {
  switch (key) {
    case 'v':
      return value === String(VERSION);
    case 'view':
      if (!(VIEWS as readonly string[]).includes(value)) return false;
      state.view = value as ViewName;
      return true;
    case 'pin': {
      const [, decision, option, , from, to] = /^(.+?):([^@]+)(@(.*)\.\.(.*))?$/.exec(value) ?? [];
      if (decision === undefined || option === undefined) return false;
      state.pins.push({ decision, option, ...(from ? { from } : {}), ...(to ? { to } : {}) });
      return true;
    }
    case 'set': {
      const two = pair(value);
      if (two) state.settings.push({ parameter: two[0], value: two[1] });
      return two !== null;
    }
    case 'reading': {
      const two = pair(value);
      if (two) state.readings.push({ parameter: two[0], reading: two[1] });
      return two !== null;
    }
    case 'forbid':
      return value !== '' && state.forbidden.push(value) > 0;
    case 'what-if':
      return value !== '' && state.whatIfs.push(value) > 0;
    case 'off':
      return value !== '' && state.off.push(value) > 0;
    case 'show':
      state.shown = value.split(',').filter((name) => name !== '');
      return true;
    case 'seed':
    case 'worlds':
    case 'world':
    case 'chapter':
      if (!/^\d{1,15}$/.test(value)) return false;
      state[key] = Number(value);
      return true;
    case 'follow':
    case 'where':
    case 'at':
    case 'subject':
    case 'claim':
    case 'open':
      state[key] = value;
      return true;
    default:
      return false;
  }
}

function pair(value: string): [string, string] | null {
  const at = value.indexOf(':');
  return at <= 0 || at === value.length - 1 ? null : [value.slice(0, at), value.slice(at + 1)];
}

/** Only what would end a part is written as a code; a space is a plus. */
function escaped(value: string): string {
  const kept = /[A-Za-z0-9_\-.~:,/[\]()!*'<>|]/;
  return [...value].map((letter) => (letter === ' ' ? '+' : kept.test(letter) ? letter : encodeURIComponent(letter))).join('');
}

function unescaped(value: string): string | undefined {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
