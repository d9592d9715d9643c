// Rows of the ledger in the order in which they are read.

import type { Model, LedgerRow, PairRow } from '../../api/types';

export const VERDICTS = ['fails', 'unclear', 'holds', 'void'] as const;

export interface Found extends LedgerRow {
  share: number | null;
  /** With the change. */
  changed?: PairRow;
  /** Where every decision is drawn by lot. */
  lot?: number | null;
}

/** What nulls say of a claim. */
export interface NullRow {
  claim: string;
  held?: { model: number; still: number; lots: number };
  worlds?: { model: number; still: number; lots: number };
  effect?: { model: number | null; still: number | null; lots: number | null };
}

export function found(rows: LedgerRow[], pairs: PairRow[], nulls: NullRow[]): Found[] {
  const changed = new Map(pairs.flatMap((row) => (row.claim === undefined ? [] : [[row.claim, row]])));
  const lots = new Map(nulls.map((row) => [row.claim, row]));
  return rows.map((row) => {
    const lot = lots.get(row.claim);
    return {
      ...row,
      share: typeof row.held === 'number' && row.worlds > 0 ? row.held / row.worlds : null,
      changed: changed.get(row.claim),
      lot: lot?.held && lot.worlds && lot.worlds.lots > 0 ? lot.held.lots / lot.worlds.lots : undefined,
    };
  });
}

/** By verdict, failing first; within one by share. */
export function byVerdict(rows: Found[]): { verdict: string; rows: Found[] }[] {
  const verdict = (row: Found) => (row.void ? 'void' : (VERDICTS.find((word) => row.verdict.startsWith(word.slice(0, 4))) ?? row.verdict));
  const groups = new Map<string, Found[]>(VERDICTS.map((word) => [word, []]));
  for (const row of rows) groups.set(verdict(row), [...(groups.get(verdict(row)) ?? []), row]);
  const order = (row: Found) => row.share ?? 2;
  return [...groups].map(([word, some]) => ({ verdict: word, rows: some.sort((one, other) => order(one) - order(other)) })).filter((group) => group.rows.length > 0);
}

export function rolesOf(model: Model): string[] {
  return [...new Set(model.claims.map((claim) => claim.role))];
}
