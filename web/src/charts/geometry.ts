// Places in a chart. All charts of a page share one width and one axis of steps.

import { scaleLinear } from 'd3-scale';
import { area, line } from 'd3-shape';

/** Where a step lies. */
export function across(step: number, steps: number, width: number): number {
  return steps < 2 ? width / 2 : (step / (steps - 1)) * width;
}

/** The step that lies nearest. */
export function stepAt(x: number, steps: number, width: number): number {
  return Math.min(steps - 1, Math.max(0, Math.round((x / width) * (steps - 1))));
}

export interface Height {
  of(value: number): number;
  ticks: number[];
  low: number;
  high: number;
}

/** The heights of values; nought is on the axis where the quantity reaches near it. */
export function heights(values: Iterable<number>, height: number, ticks = 4): Height {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) [low, high] = [0, 1];
  if (low > 0 && low < 0.6 * high) low = 0;
  if (high < 0 && high > 0.6 * low) high = 0;
  if (low === high) [low, high] = low === 0 ? [0, 1] : [Math.min(0, 2 * low), Math.max(0, 2 * high)];
  const scale = scaleLinear([low, high], [height, 0]).nice(ticks);
  const [from = low, to = high] = scale.domain();
  return { of: (value) => scale(value), ticks: scale.ticks(ticks), low: from, high: to };
}

type Point = [x: number, y: number];

/** A line through points; it breaks where there is no number. */
export function lineThrough(points: Point[]): string {
  return line<Point>().defined(([, y]) => Number.isFinite(y))(points) ?? '';
}

/** What lies between two lines. */
export function between(points: [x: number, low: number, high: number][]): string {
  const drawn = area<[number, number, number]>().x(([x]) => x).y0(([, low]) => low).y1(([, , high]) => high);
  return drawn.defined(([, low, high]) => Number.isFinite(low) && Number.isFinite(high))(points) ?? '';
}
