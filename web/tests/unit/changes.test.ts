import { describe, expect, it } from 'vitest';
import type { Claim, Decision, Model } from '../../src/api/types';
import { BASELINE, type PageState } from '../../src/state/address';
import { assumptionsChanged, decisionsChanged, pinSentence, sides, together } from '../../src/state/changes';
import { laneName, leading, leadingQuantities, mentions } from '../../src/state/leading';

const claim = (id: string, code: string): Claim => ({ id, words: id, kind: 'E', role: 'held-out', code, touches: [], horizon: '' });
const decision = (id: string, recorded: Decision['recorded'] = [], indices: string[] = []): Decision => ({ id, label: `${id}?`, indices, options: [{ id: 'yes', label: 'so be it' }, { id: 'no', label: 'never' }], decided_by: 'one person', recorded });
const point = (step: string) => ({ step, element: [], option: 'yes', source: '' });

const model: Model = {
  version: 1, name: 'm', title: 'M', fingerprint: 'f', seed: 1, steps: ['1950-01', '1950-02'], step: '1 month', headline: null,
  sets: [{ name: 'Office', label: '', elements: [{ id: 'Chair', label: 'Chairman' }, { id: 'Purse', label: 'Treasurer' }] }],
  variables: [
    { id: 'grain', label: 'grain', kind: 'stock', type: 'number', unit: 't', indices: [], chapter: 1 },
    { id: 'bread', label: 'bread', kind: 'let', type: 'number', unit: 't', indices: [], chapter: 2 },
  ],
  decisions: [decision('tax', [point('1950-02')]), decision('war', [point('1950-01')]), decision('quiet'), decision('removal', [], ['Office'])],
  events: [], parameters: [], switches: [{ id: 'appeal', label: 'an appeal', on: true }], systems: [{ name: 'S1', words: 'farms', change: '' }],
  what_ifs: [{ name: 'no_war', words: 'There is no war', change: 'pin war to no' }],
  claims: [claim('A', 'holds chosen(tax, yes)'), claim('B', 'without no_war effect x'), claim('C', 'at(removal[Purse], 1950-01) and war_cry and grain > 1')],
  records: [], holdings: [], sources: [], chapters: [], counts: { sourced: 0, estimate: 0, assumption: 0 }, warnings: [],
};
const state = (change: Partial<PageState>): PageState => ({ ...BASELINE, ...change });

describe('what is changed', () => {
  it('is compared with what falls, under the same assumptions', () => {
    const both = state({ pins: [{ decision: 'war', option: 'no' }], settings: [{ parameter: 'temper', value: '3 1/year' }], off: ['appeal', 'S1'] });
    expect(sides(both, model)).toEqual({ scenario: 'set temper = 3 1/year; switch appeal off; S1', change: 'pin war to no', compares: 'decisions' });
    expect(together(both, model)).toBe('set temper = 3 1/year; switch appeal off; S1; pin war to no');
  });

  it('is assumptions against the model as shipped, where nothing is done', () => {
    expect(sides(state({ readings: [{ parameter: 'camps', reading: 'memoirs' }] }), model)).toEqual({ scenario: '', change: 'reading camps memoirs', compares: 'assumptions' });
    expect(sides(state({ follow: '1950-01' }), model)).toEqual({ scenario: 'follow record until 1950-01', change: '', compares: 'nothing' });
    expect(sides(BASELINE, model).compares).toBe('nothing');
  });

  it('is told in the words of the model, and undone one by one', () => {
    expect(pinSentence({ decision: 'war', option: 'no' }, model)).toBe('There is no war');
    expect(pinSentence({ decision: 'tax', option: 'no', from: '1950-02' }, model)).toBe('tax? never (1950-02 to …)');
    const two = state({ pins: [{ decision: 'war', option: 'no' }, { decision: 'tax', option: 'yes' }] });
    expect(decisionsChanged(two, model)[0]?.without.pins).toEqual([{ decision: 'tax', option: 'yes' }]);
    expect(assumptionsChanged(state({ off: ['S1'] }), model)[0]?.words).toBe('off: farms');
  });
});

describe('what leads', () => {
  it('is what claims speak of, by whole words and by what-ifs', () => {
    expect(['tax', 'war', 'quiet', 'removal'].map((id) => mentions(model, id))).toEqual([1, 1, 0, 1]);
  });

  it('stands in the order of its dates', () => {
    expect(leading(model, model.decisions, 2).map(({ id }) => id)).toEqual(['war', 'tax']);
  });

  it('names the element that claims speak of', () => {
    expect(laneName(model, model.decisions[3]!)).toBe('removal[Purse]');
    expect(laneName({ ...model, claims: [] }, model.decisions[3]!)).toBe('removal[Chair]');
  });

  it('is stocks where nothing is recorded', () => {
    expect(leadingQuantities(model, 2)).toEqual(['grain']);
    const points = [{ step: '1950-01', value: 1, source: '' }];
    const recorded = { ...model, records: [{ name: 'bread', variable: 'bread', element: [], points }, { name: 'grain', variable: 'grain', element: [], points }] };
    expect(leadingQuantities(recorded, 2)).toEqual(['grain', 'bread']);
  });
});
