import { describe, expect, it } from 'vitest';
import { dateWords, shortDate, ticks } from '../../src/format/dates';
import { change, difference, fixed, hundredth, number, ofHundred } from '../../src/format/numbers';
import { heights, stepAt } from '../../src/charts/geometry';
import { csvText } from '../../src/charts/files';
import { EventReader } from '../../src/api/lines';

const NARROW = '\u202f';

describe('numbers', () => {
  it.each([[0, '0'], [1234567, `1${NARROW}234${NARROW}567`], [0.7134, '0.713'], [-3, '−3'], [99.96, '100'], [1e-12, '1·10⁻¹²'], [2.5e11, '2.5·10¹¹'], [null, '–'], [NaN, '–'], [Infinity, '∞']])('%s is told as %s', (value, words) => {
    expect(number(value)).toBe(words);
  });

  it('have their sign where they are differences', () => {
    expect([difference(4.26), difference(-0.44), difference(0.01), change(0), change(-4200)]).toEqual(['+4.3', '−0.4', '±0.0', '±0', `−4${NARROW}200`]);
    expect(fixed(-0.001, 1)).toBe('0.0');
  });

  it('of worlds never round to none or all', () => {
    expect([ofHundred(0.342), ofHundred(0.001), ofHundred(0.999), ofHundred(0), ofHundred(1), ofHundred(null)]).toEqual(['34', 'fewer than 1', 'more than 99', '0', '100', '–']);
    expect(hundredth(0.3421)).toBe('34.2');
  });
});

describe('dates', () => {
  it('are told in words, and steps without a calendar as they are', () => {
    expect([dateWords('1964-12'), shortDate('1964-12'), dateWords('1957-06-22'), dateWords('12.5')]).toEqual(['December 1964', 'Dec 1964', '22 June 1957', '12.5']);
  });

  it('stand on the axis by years', () => {
    expect(ticks(['1953-11', '1953-12', '1954-01'])).toEqual([{ at: 0, to: 2, label: '1953' }, { at: 2, to: 3, label: '1954' }]);
    expect(ticks(Array.from({ length: 100 }, (_, day) => String(day))).length).toBeLessThan(10);
    expect(ticks([])).toEqual([]);
  });
});

describe('charts', () => {
  it('have nought where the quantity reaches near it, and a height for whatever comes', () => {
    expect(heights([80, 150], 100).low).toBe(0);
    expect(heights([100, 101], 100).low).toBeGreaterThan(90);
    for (const values of [[], [NaN], [0, 0], [5, 5], [-5, -5], [-1, 1]]) {
      const { of, low, high } = heights(values, 100);
      expect(high).toBeGreaterThan(low);
      expect([of(low), of(high)].every(Number.isFinite)).toBe(true);
    }
  });

  it('find the step under a pointer', () => {
    expect([stepAt(-5, 10, 90), stepAt(44, 10, 90), stepAt(500, 10, 90)]).toEqual([0, 4, 9]);
  });

  it('are kept as tables that other programs read', () => {
    expect(csvText(['a', 'b'], [['x, y', 1], ['"q"', null], [NaN, 2]])).toBe('a,b\n"x, y",1\n"""q""",\n,2\n');
  });
});

describe('events', () => {
  it('are cut at empty lines, however they come', () => {
    const text = 'event: partial\r\ndata: {"a":\r\ndata: 1}\r\n\r\n: still here\n\nevent: done\ndata: 2\n\n';
    for (const piece of [1, 5, 200]) {
      const reader = new EventReader();
      const found = [];
      for (let from = 0; from < text.length; from += piece) found.push(...reader.take(text.slice(from, from + piece)));
      expect(found).toEqual([{ event: 'partial', data: '{"a":\n1}' }, { event: 'done', data: '2' }]);
    }
  });
});
