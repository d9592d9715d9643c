// What the server sends and is sent. Names are those of the wire; nothing here is computed by the page.

/** Everything the page needs before a run. */
export interface Model {
  version: number;
  name: string;
  title: string;
  fingerprint: string;
  seed: number;
  /** Labels of every step, first to last: `1953-03`, or plain numbers in a model without a calendar. */
  steps: string[];
  /** How long a step is: `1 month`. */
  step: string;
  /** What the first sentence is about; none if the model has nothing to watch. */
  headline: Headline | null;
  sets: SetOf[];
  variables: Variable[];
  decisions: Decision[];
  events: Happening[];
  parameters: Parameter[];
  switches: (Named & { on: boolean })[];
  systems: Change[];
  what_ifs: Change[];
  claims: Claim[];
  records: Series[];
  holdings: Holding[];
  sources: Source[];
  chapters: Chapter[];
  counts: { sourced: number; estimate: number; assumption: number };
  warnings: string[];
}

export interface Headline {
  /** As `--show` takes it: `holder[First_Secretary] at 1964-12`. */
  show: string;
  /** As bands name it: `holder[First_Secretary]`. */
  name: string;
  /** `First Secretary`. */
  label: string;
  date: string;
}

export interface Named {
  id: string;
  label: string;
}

export interface SetOf {
  name: string;
  label: string;
  elements: { id: string; label: string; attributes?: Record<string, string | number> }[];
}

export interface Variable extends Named {
  /** `param`, `stock`, `let`, `state`, `draw`, `switch` … */
  kind: string;
  /** What its values are. */
  type: 'number' | 'element' | 'truth' | 'date';
  unit: string;
  /** Names of the sets that index it. */
  indices: string[];
  /** Of an element: the set. */
  set?: string;
  chapter?: number;
}

export interface Recorded {
  step: string;
  element: string[];
  /** Absent for an event. */
  option?: string;
  source: string;
}

export interface Happening extends Named {
  indices: string[];
  chapter?: number;
  recorded: Recorded[];
}

export interface Decision extends Happening {
  options: Named[];
  /** Who decides, in words. */
  decided_by: string;
  /** When it comes up, as written. */
  when?: string;
}

export interface Parameter extends Named {
  unit: string;
  indices: string[];
  /** Ids of the elements that can be set, if it is indexed: `["apparatus"]`. */
  elements?: string[][];
  /** The prior of each of them; a single one where it is computed. */
  priors?: { prior: string; low: number | null; median: number | null; high: number | null }[];
  /** As written. */
  prior: string;
  /** 1, 50 and 99 in 100 of the prior; none if it cannot be told. */
  low: number | null;
  median: number | null;
  high: number | null;
  status: string;
  sources: string[];
  readings: { name: string; words: string; default: boolean }[];
  chapter?: number;
}

export interface Change {
  name: string;
  words: string;
  /** In the words of the language. */
  change: string;
}

export interface Claim {
  id: string;
  words: string;
  kind: string;
  role: string;
  code: string;
  given?: string;
  steps?: { words: string }[];
  chapter?: number;
  place?: string;
  touches: string[];
  /** Of a causal claim: the what-if that takes the cause away. */
  without?: string;
  expects?: string;
  /** The last step that it looks at. */
  horizon: string;
}

export interface Series {
  /** As bands name it: `grain_harvest`. */
  name: string;
  variable: string;
  element: string[];
  points: { step: string; value: number; low?: number; high?: number; grade?: string; source: string }[];
}

/** Who held an office in fact: from each step on until the next. */
export interface Holding {
  /** As bands name it: `holder[Premier]`. */
  name: string;
  variable: string;
  element: string[];
  /** No value where nobody held it. */
  points: { step: string; value: string | null; label: string; grade: string; source: string }[];
}

export interface Source {
  key: string;
  words: string;
}

export interface Chapter {
  number: number;
  title: string;
  file: string;
}

/** A request in the words of the query layer. */
export interface Inquiry {
  ask: string;
  scenario?: string;
  where?: string;
  seed?: number;
  worlds?: number;
  change?: string;
  show?: string[];
  claims?: string[];
  variables?: string[];
  cause_worlds?: number;
  parting_worlds?: number;
  /** What an experiment is about, and what it moves. */
  of?: string;
  parameter?: string;
  deals?: string[];
}

export interface Asked {
  client: string;
  view: string;
  inquiry: Inquiry;
}

/** A share with its interval, and the counts that it is of. */
export interface Share {
  held: number;
  worlds: number;
  share: number | null;
  low: number | null;
  high: number | null;
}

/** A document of the query layer: its head, and rows. */
export interface Report<Row> {
  model: string;
  title: string;
  seed?: number;
  worlds?: number;
  failed?: number;
  left?: number;
  where?: string;
  changed?: string[];
  note: string;
  rows: Row[];
}

/** `partial` and `done`. */
export interface Answer<R> {
  worlds: number;
  complete: boolean;
  fingerprint: string;
  report: R;
  sentences: string[];
}

export interface LedgerRow {
  claim: string;
  kind: string;
  role: string;
  verdict: string;
  void?: string;
  place?: string;
  touches?: string[];
  held?: number | null;
  worlds: number;
  low: number | null;
  high: number | null;
  without?: number | null;
  effect?: number | null;
  unit?: string;
  expect?: string;
  up?: number | null;
  down?: number | null;
  missing?: number;
  given?: { condition: string; held: number; worlds: number };
  steps?: { words: string; reached: number; of: number }[];
  breaks_at?: string;
  words: string;
}

export interface ClaimRow extends LedgerRow {
  written: string;
  parts: { condition: string; alone: number; together: number; worlds: number }[];
  falls_out_at: number | null;
  /** Of the worlds that came out as claimed, when what the claim looks out for turned, the last of it. */
  when?: { date: string; worlds: number }[];
  as_claimed: { world: number; date?: string } | null;
  otherwise: { world: number; date?: string } | null;
}

export interface PairRow {
  claim?: string;
  kind?: string;
  role?: string;
  name?: string;
  date?: string;
  without?: number | null;
  with?: number | null;
  effect?: number | null;
  low?: number | null;
  high?: number | null;
  unit?: string;
  up?: number | null;
  down?: number | null;
  worlds: number;
  moves?: boolean;
  void?: string;
}

/** One thing of one world and what it rests on. */
export interface Reason {
  name: string;
  kind: string;
  date: string;
  value?: number | string | boolean;
  unit?: string;
  evidence?: string;
  luck?: number;
  needed_below?: number;
  terms?: Term[];
  chosen?: string;
  ballots?: Member[][];
  counts?: (Count | null)[];
  failure?: string;
  looks_back_to?: string;
  changed_in?: string;
  changes?: ChangeOf[];
  chance?: { when?: Clause; rate?: Clause; verdict: string };
  done?: { name: string; value: unknown }[];
  because: Reason[];
  untold: number;
  deeper?: number;
  again?: boolean;
}

export interface Term {
  label: string;
  value: number;
}

export interface Clause {
  written: string;
  place: string;
  came_to: unknown;
  reads: { name: string; value: unknown }[];
}

export interface ChangeOf {
  date: string;
  rule: string;
  written?: string;
  place?: string;
  before: unknown;
  after: unknown;
  reads: { name: string; value: unknown }[];
  around: Clause[];
}

export interface Count {
  rule: string;
  members: number;
  present: number;
  cast: number;
  support: { option: string; votes: number }[];
  abstained: string[];
  needed?: number;
  outcome: string;
}

export interface Member {
  member: string;
  weight: number;
  present: boolean;
  pinned: boolean;
  vote?: string;
  options: { option: string; available: boolean; utility: number; luck: number; terms: Term[] }[];
}

/** A vote in one world, as `POST /votes` tells it. */
export interface Vote {
  chosen_label?: string;
  options?: Named[];
  date: string;
  decision: string;
  question: string;
  chosen: string;
  /** 0 for the first decider, 1 for the body that is appealed to. */
  ballots: Ballot[];
}

export interface Ballot {
  members: Member[];
  count: Count | null;
  /** The member with whom what won, or came nearest, had enough. */
  pivotal: string[];
  pivot?: { option: string; member?: string | null; margin?: number | null } | null;
}

export interface WorldRow {
  date: string;
  rule: string;
  text: string;
  weight?: number;
  rank?: number;
  offices?: string[];
  voted?: boolean;
  claims?: string[];
}

/** Values of single worlds by step. */
export interface WorldsAnswer {
  worlds: number[];
  series: { name: string; unit: string; side: 'without' | 'with'; values: (number | string | null)[][] }[];
}

export interface FoundAnswer {
  held: number;
  of: number;
  low: number | null;
  high: number | null;
  first: number[];
}

export interface Problem {
  title: string;
  detail: string;
  status: number;
  mistakes?: { message: string; help: string; at?: string }[];
}

/** A parameter that an answer follows. */
export interface DriverRow {
  parameter: string;
  words: string;
  prior: string;
  strongest: string;
  /** Above the floor of chance. */
  seen: boolean;
  first_order: number | null;
  first_order_low: number | null;
  first_order_high: number | null;
  lowest: number | null;
  highest: number | null;
}

/** A switch or a rival reading, turned in the same worlds. */
export interface TurnedRow {
  turned: string;
  words: string;
  effect: number | null;
  low: number | null;
  high: number | null;
  moves: boolean;
}

export interface DriversReport extends Report<DriverRow> {
  answer: string;
  unit: string;
  turned: TurnedRow[];
}

export interface TippingReport {
  answer: string;
}

/** Something that a fit is made to, and what the worlds say of it. */
export interface TargetRow {
  target: string;
  kind: string;
  label: string;
  observed: string;
  predicted: string;
  off: number | null;
}

/** How often something happens on one side of the split. */
export interface OccurrenceSide {
  mean: number | null;
  recorded?: number;
  count_likely?: number;
  first_likely?: number;
}

/** How often something happens, and when first: the 10, 50 and 90 % points. */
export interface OccurrenceRow {
  rule: string;
  option?: string;
  elements?: string[];
  first: (string | null)[];
  up_to_split: OccurrenceSide;
  after_split: OccurrenceSide;
  recorded?: string[];
}

/** A part of the parameters in which something is common. */
export interface BoxRow {
  words: string;
  restrictions: { parameter: string; low?: number; high?: number; unit: string }[];
}

export interface BoxesReport extends Report<BoxRow> {
  answer: string;
}

/** A claim, and what becomes of it when attributes are exchanged. */
export interface DealtRow {
  claim: string;
  without: number | null;
  with: number | null;
  unit: string;
  /** In which share of the worlds it comes out otherwise. */
  otherwise: number | null;
  moves: boolean;
}

export interface DealtReport extends Report<DealtRow> {
  answer: string;
}
