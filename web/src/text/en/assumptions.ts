// What the parts on assumptions and conditions say.

export const assumptions = {
  lede: 'Each world draws every uncertain number once, from what is held of it. Here you hold one fixed, choose between rival readings, or switch a part off; in all worlds, on both sides of what you pin.',
  find: 'Find by word',
  chapter: 'Chapter', allChapters: 'all chapters',
  status: 'Status', allStatus: 'all',
  shown: (shown: number, all: number) => `${shown} of ${all} numbers`,
  more: 'More',
  drawn: 'drawn in each world',
  set: (value: string) => `held at ${value}`,
  free: 'draw it again',
  range: (low: string, high: string) => `98 of 100 worlds have it between ${low} and ${high}`,
  reading: 'reading',
  readingDefault: 'as shipped',
  switches: 'Switches: without its tick one is off',
  systems: 'Whole parts: without its tick one is off',
  on: 'on',
  follow: 'Let recorded decisions come out as they did, until',
  followHelp: 'Worlds run freely from there. Claims that read what was forced are void.',
  nobody: 'no step: worlds run freely from the start',
  value: (label: string) => `Value of ${label}`,
  none: 'No number answers to this.',
  parameters: 'Numbers',
};

export const condition = {
  lede: 'Only the worlds in which this holds are counted. Write it as a claim is written. If it looks at a time after the change, the change may undo it; the answer then says so.',
  label: 'Condition',
  example: 'For instance',
  apply: 'Keep only these worlds',
  count: 'How many are left?',
  left: (left: string, of: string) => `${left} of ${of} worlds are left.`,
  clear: 'Keep all worlds',
};
