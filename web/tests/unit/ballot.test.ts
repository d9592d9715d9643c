import { describe, expect, it } from 'vitest';
import type { Ballot, Member, Reason } from '../../src/api/types';
import { initials, namesOfSums, seatsOf, support, takenApart, weightsOf } from '../../src/views/board/ballot';

function member(name: string, out: number, vote: string, same = 0.2): Member {
  const options = [
    { option: 'remove', available: true, utility: out + same + 0.1, luck: 0.1, terms: [{ label: 'wants him gone', value: out }, { label: 'times are bad', value: same }] },
    { option: 'keep', available: true, utility: 0.05, luck: 0.05, terms: [] },
  ];
  return { member: name, weight: 1, present: true, pinned: false, vote, options };
}
const ballot: Ballot = { members: [member('a', -1, 'keep'), member('b', 2, 'remove'), member('c', 0.5, 'remove')], count: null, pivotal: [] };

describe('a ballot', () => {
  it('seats members by how far they lean', () => {
    const { seats, option, rival, divides, alike } = seatsOf(ballot, 'remove');
    expect(seats.map((seat) => seat.member.member)).toEqual(['b', 'c', 'a']);
    expect([option, rival, divides, alike]).toEqual(['remove', 'keep', ['wants him gone'], ['times are bad']]);
    expect(seats[0]?.lean).toBeCloseTo(2.25);
  });

  it('has the option that changes something on the right, whatever was chosen', () => {
    expect([seatsOf(ballot, 'keep').option, seatsOf(ballot, 'keep').rival]).toEqual(['remove', 'keep']);
  });

  it('is counted anew when votes are turned', () => {
    const seats = seatsOf(ballot, 'remove');
    expect([...support(seats, new Set())].sort()).toEqual([['keep', 1], ['remove', 2]]);
    expect([...support(seats, new Set(['b']))].sort()).toEqual([['keep', 2], ['remove', 1]]);
  });

  it('takes sums of a member apart, and only his own', () => {
    const sum = (name: string, value: number): Reason => ({ name, kind: 'let', date: '', value, because: [], untold: 0, terms: [{ label: 'envy', value: value - 1 }, { label: 'fear', value: 1 }] });
    const told = [sum('wants[b, Premier]', 2), sum('wants[x, Premier]', -1)];
    const decision: Reason = { name: 'removal', kind: 'decision', date: '', because: told, untold: 0 };
    const vote = { date: '', decision: 'removal', question: '', chosen: 'remove', ballots: [ballot] };
    expect(namesOfSums(vote, decision)).toEqual(['wants[a, Premier]', 'wants[b, Premier]', 'wants[c, Premier]']);
    const [a, b] = takenApart(ballot, told).members;
    expect(b?.options[0]?.terms.map(({ label }) => label)).toEqual(['envy', 'fear', 'times are bad']);
    expect(a?.options[0]?.terms.map(({ label }) => label)).toEqual(['wants him gone', 'times are bad']);
  });

  it('is weighed with others: each member of a vote alike, each vote alike', () => {
    const vote = (members: Member[]) => ({ date: '', decision: 'removal', question: '', chosen: 'remove', ballots: [{ members: [], count: null, pivotal: [] }, { members, count: null, pivotal: [] }] });
    const weights = weightsOf([vote(ballot.members), vote([member('a', 1.5, 'remove')])]);
    expect([weights?.option, weights?.rival, weights?.votes.length]).toEqual(['remove', 'keep', 2]);
    expect(weights?.reasons.map(({ label }) => label)).toEqual(['wants him gone', 'times are bad']);
    expect(weights?.reasons[0]?.mean).toBeCloseTo((0.5 + 1.5) / 2);
    expect(weights?.luck).toBeCloseTo(0.05);
    expect(weightsOf([])).toBeNull();
    const absent = { ...member('d', -9, 'keep'), present: false };
    expect(weightsOf([vote([...ballot.members, absent])])?.reasons[0]?.mean).toBeCloseTo(0.5);
  });

  it('tells seats apart by letters', () => {
    expect(initials(['Georgy Malenkov', 'Anastas Mikoyan', 'Vyacheslav Molotov', 'Kirill Mazurov'])).toEqual(['Mal', 'Mi', 'Mo', 'Maz']);
    expect(initials(['Bo', 'Bo'])).toEqual(['Bo', 'Bo']);
  });
});
