// What of a model leads: what its claims speak of. Nothing here knows a subject.

import type { Decision, Happening, Model, Series } from '../api/types';
import { bare } from './names';

/** For each name how many claims speak of it, or of a what-if that holds it to an option. A model is read once: a page asks at every move of a slider. */
const counted = new WeakMap<Model, Map<string, number>>();

/** How many claims speak of a name, or of a what-if that holds it to an option. */
export function mentions(model: Model, id: string): number {
  const counts = counted.get(model) ?? countsOf(model);
  counted.set(model, counts);
  return counts.get(id) ?? 0;
}

function countsOf(model: Model): Map<string, number> {
  const changed = new Map(model.what_ifs.map((other) => [other.name, namesIn(other.change)]));
  const counts = new Map<string, number>();
  for (const claim of model.claims) {
    const spoken = namesIn(codeOf(claim));
    const changedBy = [...spoken].flatMap((name) => [...(changed.get(name) ?? [])]);
    for (const name of new Set([...spoken, ...changedBy])) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

function namesIn(text: string): Set<string> {
  return new Set(text.match(/\w+/g) ?? []);
}

/** Those that claims speak of most, in order of the date at which the record has them. */
export function leading<T extends Happening>(model: Model, all: readonly T[], most: number): T[] {
  const recordedOnly = all.some((one) => one.recorded.length > 0);
  const weighed = all.map((one, place) => ({ one, place, weight: mentions(model, one.id) + (one.recorded.length > 0 || !recordedOnly ? 1 : 0) }));
  weighed.sort((a, b) => b.weight - a.weight || a.place - b.place);
  return weighed.slice(0, most).map(({ one }) => one).sort(byDate);
}

/** The first recorded date; what has none comes last. */
export function byDate(one: Happening, other: Happening): number {
  const date = (of: Happening) => of.recorded.map((point) => point.step).sort()[0] ?? '￿';
  return date(one).localeCompare(date(other), 'en', { numeric: true });
}

/** The name under which bands know a rule: of those with elements, the one that claims speak of most. */
export function laneName(model: Model, rule: Happening | Decision): string {
  if (rule.indices.length === 0) return rule.id;
  const names = named.get(model) ?? new Map<string, string>();
  named.set(model, names);
  const name = names.get(rule.id) ?? indexedName(model, rule);
  names.set(rule.id, name);
  return name;
}

/** For each rule of a model the name that was found for it. */
const named = new WeakMap<Model, Map<string, string>>();

function indexedName(model: Model, rule: Happening | Decision): string {
  const counted = new Map<string, number>();
  const spoken = new RegExp(`\\b${rule.id}\\[([^\\]]+)\\]`, 'g');
  const known = new Set(model.sets.flatMap((set) => set.elements.map((element) => element.id)));
  for (const text of [...model.claims.map(codeOf), ...model.what_ifs.map((other) => other.change)]) {
    for (const [, inside = ''] of text.matchAll(spoken)) {
      if (inside.split(',').every((id) => known.has(id.trim()))) counted.set(inside, (counted.get(inside) ?? 0) + 1);
    }
  }
  const [most] = [...counted].sort((one, other) => other[1] - one[1]);
  if (most) return `${rule.id}[${most[0]}]`;
  const recorded = rule.recorded.find((point) => point.element.length > 0)?.element;
  const first = rule.indices.map((name) => model.sets.find((set) => set.name === name)?.elements[0]?.id ?? '');
  return `${rule.id}[${(recorded ?? first).join(', ')}]`;
}

/** Quantities that are charted if nobody says: those with a record, of different chapters, that claims speak of most; without records, stocks. */
export function leadingQuantities(model: Model, most: number): string[] {
  const variable = (name: string) => model.variables.find((other) => other.id === name);
  const numeric = model.records.filter((series) => variable(series.variable)?.type === 'number' && series.element.length === 0);
  const weight = (series: Series) => mentions(model, series.variable) * Math.min(12, series.points.length);
  const ranked = [...numeric].sort((one, other) => weight(other) - weight(one) || other.points.length - one.points.length);
  const chapters = new Set<number | undefined>();
  const recorded = ranked.filter((series) => {
    const chapter = variable(series.variable)?.chapter;
    const isNew = chapter === undefined || !chapters.has(chapter);
    chapters.add(chapter);
    return isNew;
  }).map((series) => series.name);
  const plain = model.variables.filter((other) => other.type === 'number' && other.indices.length === 0);
  const stocks = plain.filter((other) => other.kind === 'stock').map((other) => other.id);
  const lets = plain.filter((other) => other.kind === 'let' && other.label !== '').map((other) => other.id);
  return [recorded, stocks, lets].find((some) => some.length > 0)?.slice(0, most) ?? [];
}

/** Every quantity that can be charted, those with a record first. */
export function quantities(model: Model): string[] {
  const recorded = model.records.map((series) => series.name);
  const plain = model.variables.filter((other) => other.type === 'number' && other.indices.length === 0 && other.label !== '' && other.kind !== 'param' && other.kind !== 'draw');
  return [...new Set([...recorded, ...plain.map((other) => other.id)])];
}

/** The what-if that does nothing but hold this decision to an option. */
export function quickPin(model: Model, name: string) {
  return model.what_ifs.find((other) => new RegExp(`^pin\\s+${escapeRegExp(bare(name))}(\\[[^\\]]*\\])?\\s+to\\s+\\S+$`).test(other.change.trim()) && (!other.change.includes('[') || other.change.includes(name)));
}

function codeOf(claim: Model['claims'][number]): string {
  return [claim.code, claim.given ?? '', claim.without ?? ''].join('\n');
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
