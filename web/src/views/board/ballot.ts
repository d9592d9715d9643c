// A ballot for readers: how each member leans, what divides them, what all feel alike, and what comes of turned votes.

import type { Ballot, Member, Reason, Term, Vote } from '../../api/types';
import { bare, elementsOf } from '../../state/names';

/** A member as a seat: whom he is for, and by how much more he wants that than the other option. */
export interface Seat {
  member: Member;
  /** For the option that the ballot is about; against is for another. */
  vote: string | undefined;
  /** His reasons for the first option less those for the one that competes with it. */
  lean: number;
  luck: number;
  terms: Map<string, number>;
}

export interface Seats {
  /** The option that was chosen first of the ballot's two main ones: bars to the right are reasons for it. */
  option: string;
  rival: string;
  seats: Seat[];
  divides: string[];
  alike: string[];
}

/** So far apart, of the widest term, and reasons differ between members. */
const ALIKE = 0.02;

/** The two options that most members weigh against each other. */
function contest(ballot: Ballot, chosen: string): [string, string] {
  const support = new Map<string, number>();
  for (const member of ballot.members) if (member.vote) support.set(member.vote, (support.get(member.vote) ?? 0) + member.weight);
  const options = ballot.members[0]?.options.map(({ option }) => option) ?? [];
  const ranked = [...options].sort((one, other) => (support.get(other) ?? 0) - (support.get(one) ?? 0));
  const first = options.find((option) => option === chosen) ?? options[0] ?? '';
  // The option that changes something stands to the right: it is declared first.
  const rival = ranked.find((option) => option !== first) ?? '';
  return options.indexOf(first) <= options.indexOf(rival) ? [first, rival] : [rival, first];
}

export function seatsOf(ballot: Ballot, chosen: string): Seats {
  const [option, rival] = contest(ballot, chosen);
  /** Of one who decides alone nothing is counted: he is for what was chosen. */
  const isAlone = ballot.members.length === 1 && !ballot.count;
  const seats = ballot.members.map((member): Seat => {
    const [one, other] = [member.options.find((of) => of.option === option), member.options.find((of) => of.option === rival)];
    const terms = new Map<string, number>();
    for (const { label, value } of one?.terms ?? []) terms.set(label, (terms.get(label) ?? 0) + value);
    for (const { label, value } of other?.terms ?? []) terms.set(label, (terms.get(label) ?? 0) - value);
    return { member, vote: member.vote ?? (isAlone ? chosen : undefined), lean: (one?.utility ?? 0) - (other?.utility ?? 0), luck: (one?.luck ?? 0) - (other?.luck ?? 0), terms };
  });
  seats.sort((one, other) => other.lean - one.lean);
  const labels = [...new Set(seats.flatMap((seat) => [...seat.terms.keys()]))];
  const most = Math.max(1e-9, ...seats.flatMap((seat) => [...seat.terms.values()].map(Math.abs)));
  const range = (label: string) => {
    const values = seats.filter((seat) => seat.terms.has(label)).map((seat) => seat.terms.get(label) ?? 0);
    // What one of several feels alone divides him from the others.
    if (values.length === 1 && seats.length > 1) return Infinity;
    return Math.max(...values) - Math.min(...values);
  };
  const size = (label: string) => Math.max(...seats.map((seat) => Math.abs(seat.terms.get(label) ?? 0)));
  const told = labels.filter((label) => size(label) > ALIKE * most).sort((one, other) => size(other) - size(one));
  return { option, rival, seats, divides: told.filter((label) => range(label) > ALIKE * most), alike: told.filter((label) => range(label) <= ALIKE * most) };
}

function isSum(reason: Reason): boolean {
  return (reason.terms?.length ?? 0) > 1 && typeof reason.value === 'number';
}

/** What a decision tells of one member is a sum with elements; here are its names for all of them. */
export function namesOfSums(vote: Vote, decision: Reason | undefined): string[] {
  const members = vote.ballots.flatMap((ballot) => ballot.members.map((member) => member.member));
  const names = (decision?.because ?? []).filter(isSum).flatMap(({ name }) => {
    const elements = elementsOf(name);
    const place = elements.findIndex((element) => members.includes(element));
    return place < 0 ? [] : members.map((member) => `${bare(name)}[${elements.with(place, member).join(', ')}]`);
  });
  return [...new Set(names)];
}

/** The ballot with terms taken apart: one that is itself a sum of named reasons, of this member, gives way to these. */
export function takenApart(ballot: Ballot, told: readonly Reason[]): Ballot {
  const sums = told.filter(isSum);
  if (sums.length === 0) return ballot;
  const apart = (member: string, term: Term): Term[] => {
    const close = (value: unknown) => typeof value === 'number' && Math.abs(value - term.value) <= 1e-9 * Math.max(1, Math.abs(term.value));
    const sum = term.value === 0 ? undefined : sums.find((reason) => elementsOf(reason.name).includes(member) && close(reason.value));
    return sum?.terms ?? [term];
  };
  const members = ballot.members.map((member) => ({
    ...member,
    options: member.options.map((option) => ({ ...option, terms: option.terms.flatMap((term) => apart(member.member, term)) })),
  }));
  return { ...ballot, members };
}

/** A reason over several votes: how much it weighs with those who decide, on the average. */
export interface Weighed {
  label: string;
  mean: number;
}

export interface Weights {
  option: string;
  rival: string;
  /** The heaviest first. */
  reasons: Weighed[];
  /** What luck weighs either way. */
  luck: number;
  /** Votes that are counted: those between the two options that most of them are between. */
  votes: Vote[];
}

/** What weighed with those who decided, each member of a vote alike, and each vote; none without votes. */
export function weightsOf(votes: readonly Vote[]): Weights | null {
  const all = votes.flatMap((vote) => {
    const ballot = vote.ballots.find((one) => one.members.length > 0);
    const told = ballot && seatsOf({ ...ballot, members: ballot.members.filter((member) => member.present) }, vote.chosen);
    return told && told.seats.length > 0 ? [{ vote, told, key: `${told.option}|${told.rival}` }] : [];
  });
  const common = all.map(({ key }) => key).sort((one, other) => all.filter(({ key }) => key === other).length - all.filter(({ key }) => key === one).length)[0];
  const some = all.filter(({ key }) => key === common);
  const first = some[0];
  if (!first) return null;
  const mean = (of: (seat: Seat) => number) => some.reduce((sum, { told }) => sum + told.seats.reduce((part, seat) => part + of(seat), 0) / told.seats.length, 0) / some.length;
  const labels = [...new Set(some.flatMap(({ told }) => told.seats.flatMap((seat) => [...seat.terms.keys()])))];
  const reasons = labels.map((label) => ({ label, mean: mean((seat) => seat.terms.get(label) ?? 0) }));
  reasons.sort((one, other) => Math.abs(other.mean) - Math.abs(one.mean));
  return { option: first.told.option, rival: first.told.rival, reasons, luck: mean((seat) => Math.abs(seat.luck)), votes: some.map(({ vote }) => vote) };
}

/** What is cast for each option if some members vote the other way. */
export function support(seats: Seats, turned: ReadonlySet<string>): Map<string, number> {
  const cast = new Map<string, number>();
  for (const { member, vote } of seats.seats) {
    const voted = turned.has(member.member) ? (vote === seats.option ? seats.rival : seats.option) : vote;
    if (voted && member.present) cast.set(voted, (cast.get(voted) ?? 0) + member.weight);
  }
  return cast;
}

/** Initials by which seats are told apart: two letters of the last word, more where two would be alike. */
export function initials(names: readonly string[]): string[] {
  const last = names.map((name) => name.split(/\s+/).at(-1) ?? name);
  return last.map((name, place) => {
    for (let length = 2; length < name.length; length++) {
      const short = name.slice(0, length);
      if (!last.some((other, elsewhere) => elsewhere !== place && other.slice(0, length) === short)) return short;
    }
    return name.slice(0, 3);
  });
}
