import { describe, expect, it } from 'vitest';
import type { Hears } from '../../src/api/ask';
import type { Inquiry } from '../../src/api/types';
import { Question } from '../../src/state/question.svelte';

interface Answer { worlds: number; of: string; complete: boolean }

const told = (worlds: number, of: string): Answer => ({ worlds, of, complete: false });

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
    sent[0]!.hears.answer(told(64, 'pinned'), true);
    ask('free');
    sent[1]!.hears.answer(told(64, 'free'), false);
    ask('pinned');
    expect([sent.length, question.answer?.of, question.isCurrent, question.standing]).toEqual([2, 'pinned', true, 'done']);
    expect(sent[1]!.signal.aborted).toBe(true);
  });

  it('keeps the part that it knows until more worlds have been run', () => {
    const { question, sent, ask } = asked();
    ask('pinned');
    sent[0]!.hears.answer(told(256, 'pinned'), false);
    ask('free');
    sent[1]!.hears.answer(told(64, 'free'), false);
    ask('pinned');
    expect([sent.length, question.answer?.worlds, question.isCurrent]).toEqual([3, 256, true]);
    sent[2]!.hears.answer(told(64, 'pinned'), false);
    expect(question.answer?.worlds).toBe(256);
    sent[2]!.hears.answer(told(1024, 'pinned'), false);
    expect(question.answer?.worlds).toBe(1024);
  });

  it('waits for the one before it to answer once, and only the newest of those that wait is asked', () => {
    const { sent, ask } = asked();
    for (const of of ['first', 'second', 'third']) ask(of);
    expect(sent.map(({ of }) => of)).toEqual(['first']);
    sent[0]!.hears.answer(told(64, 'first'), false);
    expect(sent.map(({ of }) => of)).toEqual(['first', 'third']);
  });

  it('that was asked ahead has its first worlds at once, and goes on to the others', async () => {
    const { question, sent, ask } = asked();
    ask('free');
    sent[0]!.hears.answer(told(256, 'free'), false);
    question.ahead([{ of: 'first' }, { of: 'second' }] as unknown as Inquiry[], 1);
    expect(sent.map(({ of }) => of)).toEqual(['free', 'first']);
    sent[1]!.hears.answer(told(64, 'first'), true);
    sent[1]!.end();
    await new Promise((resolve) => setTimeout(resolve));
    expect(sent.map(({ of }) => of)).toEqual(['free', 'first', 'second']);
    ask('first');
    expect([question.answer?.of, question.answer?.worlds, question.isCurrent, question.standing]).toEqual(['first', 64, true, 'running']);
    // What may be asked next gives way to what is asked.
    expect(sent.map(({ signal }) => signal.aborted)).toEqual([true, true, true, false]);
  });
});
