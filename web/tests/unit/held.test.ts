import { describe, expect, it } from 'vitest';
import type { Model } from '../../src/api/types';
import { heldAt, spells } from '../../src/state/held';

const point = (step: string, value: string | null) => ({ step, value, label: value ?? '', grade: 'B', source: 'a list' });
const model = {
  steps: ['1953-03', '1953-04', '1953-05', '1953-06'],
  holdings: [{ name: 'holder[Premier]', variable: 'holder', element: ['Premier'], points: [point('1952-10', 'Anna'), point('1953-04', null), point('1953-06', 'Boris'), point('1954-01', 'Clara')] }],
} as unknown as Model;

describe('who held an office', () => {
  it('is told from each step until the next, within the run', () => {
    expect(spells(model, 'holder[Premier]').map(({ from, to, id, since }) => [from, to, id, since])).toEqual([[0, 0, 'Anna', '1952-10'], [1, 2, '', '1953-04'], [3, 3, 'Boris', '1953-06']]);
    expect([0, 2, 3].map((step) => heldAt(model, 'holder[Premier]', step)?.id)).toEqual(['Anna', '', 'Boris']);
  });

  it('is nobody’s guess where nothing is recorded', () => {
    expect([spells(model, 'holder[Poet]'), heldAt(model, 'holder[Poet]', 1)]).toEqual([[], undefined]);
  });
});
