// Bands as binary frames: a length, a magic word, a head in JSON, then columns of numbers (docs/serve.md).

import type { Problem, Share } from './types';

/** What a series is of, and how its numbers lie. */
export interface SeriesHead {
  /** As it was asked for: `holder[First_Secretary]`. */
  name: string;
  variable: string;
  element: string[];
  /** In words. */
  label: string;
  unit: string;
  side: Side;
  kind: 'numbers' | 'shares';
  /** Of numbers the columns; of shares the kinds, each of which has three columns: value, low and high. */
  names: string[];
  /** Of shares: the kinds in words. */
  labels?: string[];
  steps: number;
  width: number;
}

export type Side = 'without' | 'with' | 'difference';

/** What came out of the thing that the first sentence is about. */
export interface Outcome {
  name: string;
  /** The kind: an id. */
  kind: string;
  label: string;
  date: string;
  without: Share;
  with?: Share;
  difference?: { value: number | null; low: number | null; high: number | null; gained: number; lost: number };
}

export interface FrameHead {
  series: SeriesHead[];
  fingerprint: string;
  /** Of the last step, series by series: without the change, with it, and the difference. */
  sentences?: string[];
  outcomes?: { name: string; date: string; without: string; with?: string; difference?: string }[];
  outcome?: Outcome | null;
  /** How many worlds a condition leaves, and the same in words. */
  left?: number;
  left_words?: string;
  /** They are too few for a figure; so many worlds should be enough. */
  too_few?: { message: string; worlds?: number };
  /** What else a reader must know. */
  notes?: string[];
}

export interface Frame {
  complete: boolean;
  /** In the place of figures: what keeps them from coming. */
  problem?: Problem;
  worlds: number;
  head: FrameHead;
  /** Rows of steps, one array for each series. */
  columns: Float64Array[];
}

const MAGIC = 'PBND';
const VERSION = 1;
/** Bits of the flags. */
const COMPLETE = 1;
const PROBLEM = 2;

/** Cuts a stream of bytes into frames; keeps what is not yet whole. */
export class FrameReader {
  #held = new Uint8Array(0);

  /** The frames that these bytes complete. */
  take(bytes: Uint8Array): Frame[] {
    this.#held = joined(this.#held, bytes);
    const frames: Frame[] = [];
    for (;;) {
      if (this.#held.length < 4) return frames;
      const length = new DataView(this.#held.buffer, this.#held.byteOffset).getUint32(0, true);
      if (this.#held.length < 4 + length) return frames;
      frames.push(readFrame(this.#held.slice(4, 4 + length)));
      this.#held = this.#held.slice(4 + length);
    }
  }
}

/** One frame, without its length. */
export function readFrame(bytes: Uint8Array): Frame {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = String.fromCharCode(...bytes.subarray(0, 4));
  if (magic !== MAGIC) throw new Error(`these are no bands: they begin with “${magic}”`);
  const version = view.getUint16(4, true);
  if (version !== VERSION) throw new Error(`bands of version ${version}; this page reads version ${VERSION}: load it again`);
  const flags = view.getUint16(6, true);
  const headLength = view.getUint32(12, true);
  const told: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(16, 16 + headLength)));
  if (flags & PROBLEM) return { complete: false, problem: told as Problem, worlds: 0, head: { series: [], fingerprint: '' }, columns: [] };
  const { said, ...rest } = told as FrameHead & { said?: Partial<FrameHead> };
  const head: FrameHead = { ...rest, ...said };
  let at = (16 + headLength + 7) & ~7;
  const columns = head.series.map((series) => {
    const count = series.steps * series.width;
    const numbers = new Float64Array(count);
    for (let k = 0; k < count; k++) numbers[k] = view.getFloat64(at + 8 * k, true);
    at += 8 * count;
    return numbers;
  });
  return { complete: (flags & COMPLETE) !== 0, worlds: view.getUint32(8, true), head, columns };
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(one.length + other.length);
  all.set(one);
  all.set(other, one.length);
  return all;
}
