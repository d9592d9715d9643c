import { describe, expect, it } from 'vitest';
import type { Hears } from '../../src/api/ask';
import type { Inquiry } from '../../src/api/types';
import { Question } from '../../src/state/question.svelte';

interface Answer { worlds: number; of: string }

/** A question whose answers are given by hand. */
function asked() {
  const sent: { of: string; hears: Hears<Answer>; signal: AbortSignal; end: () => void }[] = [];
  const question = new Question<Answer>('view', (_, inquiry, hears, signal) => new Promise((end) => {
    sent.push({ of: (inquiry as unknown as { of: string }).of, hears, signal, end });
  }));
  const inquiry = (of: string) => ({ of }) as unknown as Inquiry;
  return { question, sent, ask: (of: string) => question.ask(inquiry(of), 1) };
}

describe('a question', () => {
  it('that was answered before is answered at once, and its worlds are not run again', () => {
    const { question, sent, ask } = asked();
    ask('pinned');
    sent[0]!.hears.answer({ worlds: 64, of: 'pinned' }, true);
    ask('free');
    sent[1]!.hears.answer({ worlds: 64, of: 'free' }, false);
    ask('pinned');
    expect([sent.length, question.answer?.of, question.isCurrent, question.standing]).toEqual([2, 'pinned', true, 'done']);
    expect(sent[1]!.signal.aborted).toBe(true);
  });

  it('keeps the part that it knows until more worlds have been run', () => {
    const { question, sent, ask } = asked();
    ask('pinned');
    sent[0]!.hears.answer({ worlds: 256, of: 'pinned' }, false);
    ask('free');
    sent[1]!.hears.answer({ worlds: 64, of: 'free' }, false);
    ask('pinned');
    expect([sent.length, question.answer?.worlds, question.isCurrent]).toEqual([3, 256, true]);
    sent[2]!.hears.answer({ worlds: 64, of: 'pinned' }, false);
    expect(question.answer?.worlds).toBe(256);
    sent[2]!.hears.answer({ worlds: 1024, of: 'pinned' }, false);
    expect(question.answer?.worlds).toBe(1024);
  });

  it('waits for the one before it to answer once, and only the newest of those that wait is asked', () => {
    const { sent, ask } = asked();
    for (const of of ['first', 'second', 'third']) ask(of);
    expect(sent.map(({ of }) => of)).toEqual(['first']);
    sent[0]!.hears.answer({ worlds: 64, of: 'first' }, false);
    expect(sent.map(({ of }) => of)).toEqual(['first', 'third']);
  });
});
