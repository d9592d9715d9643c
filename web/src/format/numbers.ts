// Numbers as readers see them: thin spaces between thousands, a true minus, no more digits than are known.

const THIN = '\u202f';

/** `12 345`, `0.71`, `−3`. */
export function number(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (size >= 1e9) return signed(value) + exponent(size, digits);
  const places = size === 0 ? 0 : Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  if (places > 8) return signed(value) + exponent(size, digits);
  return signed(value) + grouped(withoutZeros(size.toFixed(places)));
}

/** A number with so many places, whatever they are: for columns. */
export function fixed(value: number | null | undefined, places: number): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  return (value < 0 && Number(value.toFixed(places)) !== 0 ? '−' : '') + grouped(Math.abs(value).toFixed(places));
}

/** The same with its sign: `+4.3`, `−0.4`, `±0.0`. */
export function difference(value: number | null | undefined, places = 1): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  const rounded = Number(value.toFixed(places));
  return (rounded < 0 ? '−' : rounded > 0 ? '+' : '±') + grouped(Math.abs(value).toFixed(places));
}

/** A change of a quantity, with its sign: `+0.23`, `−4 200`. */
export function change(value: number | null | undefined, digits = 2): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  return (value > 0 ? '+' : value === 0 ? '±' : '') + number(value, digits);
}

/** `34`, for a share of worlds, of a hundred. */
export function ofHundred(share: number | null | undefined): string {
  if (share === null || share === undefined || Number.isNaN(share)) return '–';
  const hundred = share * 100;
  if (hundred > 0 && hundred < 0.5) return 'fewer than 1';
  if (hundred < 100 && hundred > 99.5) return 'more than 99';
  return String(Math.floor(hundred + 0.5));
}

/** The same in a column: `34`, `<1`, `>99`. */
export function shortHundred(share: number | null | undefined): string {
  return ofHundred(share).replace('fewer than ', '<').replace('more than ', '>');
}

/** `bn rouble/year`: units as readers see them; a pure number has none. */
export function unitWords(unit: string): string {
  return unit === '1' ? '' : unit.replaceAll('_', ' ');
}

/** `34.2`, for a share of worlds, of a hundred. */
export function hundredth(share: number | null | undefined): string {
  return share === null || share === undefined ? '–' : fixed(share * 100, 1);
}

/** `12 345`. */
export function count(value: number): string {
  return grouped(String(Math.round(value)));
}

/** As many places as tell apart what lies so far apart. */
export function placesFor(range: number): number {
  if (!(range > 0)) return 0;
  return Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(range))));
}

function signed(value: number): string {
  return value < 0 ? '−' : '';
}

function grouped(digits: string): string {
  const [whole = '', part] = digits.split('.');
  const spaced = whole.length > 3 ? whole.replace(/\B(?=(\d{3})+(?!\d))/g, THIN) : whole;
  return part === undefined ? spaced : `${spaced}.${part}`;
}

function withoutZeros(digits: string): string {
  return digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits;
}

function exponent(size: number, digits: number): string {
  const [mantissa = '', power = ''] = size.toExponential(digits - 1).split('e');
  const raised = [...power.replace('+', '')].map((digit) => (digit === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)])).join('');
  return `${withoutZeros(mantissa)}·10${raised}`;
}
