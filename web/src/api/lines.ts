// Server-sent events read from a response, which, unlike EventSource, can be asked with a body and given up.

export interface Sent {
  event: string;
  data: string;
}

/** Cuts a stream of text into events; keeps what is not yet whole. */
export class EventReader {
  #held = '';

  /** The events that this text completes. */
  take(text: string): Sent[] {
    this.#held = (this.#held + text).replaceAll('\r\n', '\n');
    const parts = this.#held.split('\n\n');
    this.#held = parts.pop() ?? '';
    return parts.map(read).filter((sent) => sent.data !== '');
  }
}

function read(part: string): Sent {
  const sent = { event: 'message', data: '' };
  const data: string[] = [];
  for (const line of part.split('\n')) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const value = line.slice(colon + 1).replace(/^ /, '');
    if (line.startsWith('event:')) sent.event = value;
    if (line.startsWith('data:')) data.push(value);
  }
  sent.data = data.join('\n');
  return sent;
}
