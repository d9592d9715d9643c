// The way to the server: single requests, and questions whose answers come piece by piece.

import { FrameReader, type Frame } from './frames';
import { EventReader } from './lines';
import type { Answer, Asked, Problem } from './types';

const ROOT = 'api/v1';
const BANDS = 'application/vnd.presidium.bands';

/** What kept an answer from coming. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title);
  }
}

/** The server is not there. */
export class Lost extends Error {}

/** The server has given the question up. */
export class Cancelled extends Error {}

/** `GET`. */
export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await (await reached(path, { signal })).json()) as T;
}

/** `GET` of a text. */
export async function getText(path: string, signal?: AbortSignal): Promise<string> {
  return (await reached(path, { signal })).text();
}

/** `POST` with a body of JSON. */
export async function post<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  return (await (await reached(path, { ...sending(body), signal })).json()) as T;
}

/** What is heard of a question while it is answered. */
export interface Hears<A> {
  answer(answer: A, complete: boolean): void;
  progress?(done: number, toDo: number): void;
}

/** Asks for bands. Ends when the answer is complete; is given up by the signal. */
export async function askBands(asked: Asked, hears: Hears<Frame>, signal: AbortSignal): Promise<void> {
  const init = sending(asked);
  const response = await reached('ask/bands', { ...init, headers: { ...init.headers, accept: BANDS }, signal });
  const frames = new FrameReader();
  let isWhole = false;
  await read(response, (bytes) => {
    for (const frame of frames.take(bytes)) {
      if (frame.problem) throw new Refused(frame.problem);
      hears.answer(frame, frame.complete);
      isWhole = frame.complete;
    }
  });
  if (!isWhole) throw new Cancelled();
}

/** Asks for a report of JSON. */
export async function ask<R>(what: string, asked: Asked, hears: Hears<Answer<R>>, signal: AbortSignal): Promise<void> {
  const init = sending(asked);
  const response = await reached(`ask/${what}`, { ...init, headers: { ...init.headers, accept: 'text/event-stream' }, signal });
  const [events, text] = [new EventReader(), new TextDecoder()];
  await read(response, (bytes) => {
    for (const { event, data } of events.take(text.decode(bytes, { stream: true }))) {
      if (event === 'partial' || event === 'done') {
        const answer = JSON.parse(data) as Answer<R>;
        hears.answer(answer, event === 'done');
      } else if (event === 'progress') {
        const { done, to_do } = JSON.parse(data) as { done: number; to_do: number };
        hears.progress?.(done, to_do);
      } else if (event === 'problem') {
        throw new Refused(JSON.parse(data) as Problem);
      } else if (event === 'cancelled') {
        throw new Cancelled();
      }
    }
  });
}

function sending(body: unknown) {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** A response that is an answer; busy servers are asked again. */
async function reached(path: string, init: RequestInit, tries = 4): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(`${ROOT}/${path}`, init);
  } catch (error) {
    throw init.signal?.aborted ? error : new Lost();
  }
  if (response.status === 429 && tries > 0) {
    await waited(1000 * Number(response.headers.get('retry-after') ?? 1), init.signal);
    return reached(path, init, tries - 1);
  }
  if (!response.ok) throw await refusal(response);
  return response;
}

async function refusal(response: Response): Promise<Error> {
  const isProblem = response.headers.get('content-type')?.includes('problem+json');
  // A proxy in front of a server that has gone speaks for itself.
  if (!isProblem && response.status >= 502) return new Lost();
  const nothing = { title: response.statusText || `status ${response.status}`, detail: '', status: response.status };
  return new Refused(isProblem ? ((await response.json()) as Problem) : nothing);
}

async function read(response: Response, take: (bytes: Uint8Array) => void): Promise<void> {
  const reader = response.body?.getReader();
  if (!reader) throw new Lost();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        throw error instanceof DOMException && error.name === 'AbortError' ? error : new Lost();
      });
      if (done) return;
      take(value);
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

function waited(milliseconds: number, signal?: AbortSignal | null): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    });
  });
}
