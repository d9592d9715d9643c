import { describe, expect, it } from 'vitest';
import { FrameReader, readFrame, type FrameHead } from '../../src/api/frames';
import { at, everShare, firstTimes, kinds, share, sidesOf } from '../../src/charts/series';

/** A frame as the server lays it out: length, magic, version, flags, worlds, head, padding, columns. */
function frame(head: FrameHead, columns: number[][], complete = false, version = 1): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(head));
  const start = (16 + text.length + 7) & ~7;
  const length = start + 8 * columns.flat().length;
  const view = new DataView(new ArrayBuffer(4 + length));
  view.setUint32(0, length, true);
  [...'PBND'].forEach((letter, place) => view.setUint8(4 + place, letter.charCodeAt(0)));
  view.setUint16(8, version, true);
  view.setUint16(10, complete ? 1 : 0, true);
  view.setUint32(12, 64, true);
  view.setUint32(16, text.length, true);
  const bytes = new Uint8Array(view.buffer);
  bytes.set(text, 20);
  columns.flat().forEach((value, place) => view.setFloat64(4 + start + 8 * place, value, true));
  return bytes;
}

const shares: FrameHead = {
  fingerprint: 'f',
  series: [
    { name: 'division', variable: 'division', element: [], label: '', unit: '', side: 'without', kind: 'shares', names: ['', 'divide', 'keep'], labels: ['not taken yet', 'industry here', 'whole'], steps: 3, width: 9 },
    { name: 'grain', variable: 'grain', element: [], label: 'grain', unit: 't', side: 'without', kind: 'numbers', names: ['q05', 'q50', 'q95'], steps: 2, width: 3 },
  ],
};
const step = (...values: number[]) => values.flatMap((value) => [value, value - 0.1, value + 0.1]);
const columns = [[...step(1, 0, 0), ...step(0.6, 0.3, 0.1), ...step(0.5, 0.2, 0.3)], [1, 2, 3, 4, 5, NaN]];

describe('frames', () => {
  it('are read whole and in order, however the bytes come', () => {
    const bytes = new Uint8Array([...frame(shares, columns), ...frame(shares, columns, true)]);
    for (const piece of [1, 3, 17, 1000, bytes.length]) {
      const reader = new FrameReader();
      const found = [];
      for (let from = 0; from < bytes.length; from += piece) found.push(...reader.take(bytes.slice(from, from + piece)));
      expect(found.map(({ complete, worlds }) => [complete, worlds])).toEqual([[false, 64], [true, 64]]);
    }
  });

  it('give figures by name, step and kind', () => {
    const [found] = new FrameReader().take(frame(shares, columns));
    const { without } = sidesOf(found ?? null, 'division');
    expect(at(without!, 1, 'divide')).toBeCloseTo(0.3);
    expect(at(without!, 1, 'divide', 'low')).toBeCloseTo(0.2);
    expect(at(without!, 1, 'nobody knows')).toBe(0);
    const grain = sidesOf(found ?? null, 'grain').without!;
    expect(at(grain, 0, 'q95')).toBe(3);
    expect(at(grain, 1, 'q95')).toBeNaN();
    expect(sidesOf(found ?? null, 'bread')).toEqual({});
  });

  it('say when something is first decided', () => {
    const [found] = new FrameReader().take(frame(shares, columns));
    const { without } = sidesOf(found ?? null, 'division');
    firstTimes(without!).forEach((value, place) => expect(value).toBeCloseTo([0, 0.4, 0.1][place] ?? NaN));
    expect(everShare(without!)).toBeCloseTo(0.5);
  });

  it('tell the rest of the kinds together', () => {
    const [found] = new FrameReader().take(frame(shares, columns));
    const { without } = sidesOf(found ?? null, 'division');
    const told = kinds(without!, 1, 'others');
    expect(told.map(({ label }) => label)).toEqual(['not taken yet', 'others']);
    expect(share(without!, 2, told[1]!)).toBeCloseTo(0.5);
  });

  it('may tell a problem in the place of figures', () => {
    const bytes = frame({ title: 'Too long', detail: 'ask for less', status: 422 } as unknown as FrameHead, []);
    new DataView(bytes.buffer).setUint16(10, 2, true);
    expect(readFrame(bytes.slice(4)).problem?.detail).toBe('ask for less');
  });

  it('of another version or kind are refused with a word', () => {
    expect(() => readFrame(frame(shares, columns, false, 2).slice(4))).toThrow(/version 2/);
    expect(() => readFrame(new Uint8Array(24))).toThrow(/no bands/);
  });
});
