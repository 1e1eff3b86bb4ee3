/**
 * Server-sent events from the bytes of a stream, by the rules of the HTML standard ("9.2.6 Interpreting an event
 * stream"): lines end by CR, LF or both; a blank line gives the event; an `id` stays until the next one; what the stream
 * breaks off in the middle of is no event. Bytes may be cut anywhere.
 *
 * A line or an event beyond the bound throws: nothing that Grapevine sends comes near it.
 */
export interface StreamEvent {
  /** `message` where the stream names none. */
  readonly type: string;
  /** `null`: a blank line without data, which only moves `id`. */
  readonly data: string | null;
  /** The newest `id` of the stream; empty: there was none. */
  readonly id: string;
}

const MAX_CHARACTERS = 4 * 1024 * 1024;
const NUL = '\u0000';

export class EventStreamParser {
  // It also takes a byte order mark away, at the very beginning only.
  readonly #decoder = new TextDecoder();
  #line = '';
  #endedByCr = false;
  #type = '';
  #data: string[] = [];
  #dataCharacters = 0;
  #id = '';
  #isIdNew = false;
  #retryMs: number | null = null;

  /** The newest `retry`, in ms. */
  get retryMs(): number | null {
    return this.#retryMs;
  }

  /** The events that end within these bytes. */
  push(bytes: Uint8Array): StreamEvent[] {
    const text = this.#decoder.decode(bytes, { stream: true });
    const events: StreamEvent[] = [];
    let start = 0;
    for (let at = 0; at < text.length; at++) {
      const character = text[at];
      if (character !== '\n' && character !== '\r') continue;
      // The second half of a line end whose first half has ended the line.
      const isSecondHalf = character === '\n' && at === start && this.#line === '' && this.#endedByCr;
      if (!isSecondHalf) this.#end(this.#line + text.slice(start, at), events);
      this.#line = '';
      this.#endedByCr = character === '\r';
      start = at + 1;
    }
    if (start < text.length) this.#endedByCr = false;
    this.#line += text.slice(start);
    if (this.#line.length + this.#dataCharacters > MAX_CHARACTERS) {
      throw new RangeError(`an event of more than ${MAX_CHARACTERS} characters`);
    }
    return events;
  }

  #end(line: string, events: StreamEvent[]): void {
    if (line !== '') {
      this.#take(line);
      return;
    }
    if (this.#data.length > 0 || this.#isIdNew) {
      const data = this.#data.length > 0 ? this.#data.join('\n') : null;
      events.push({ type: this.#type === '' ? 'message' : this.#type, data, id: this.#id });
    }
    this.#type = '';
    this.#data = [];
    this.#dataCharacters = 0;
    this.#isIdNew = false;
  }

  #take(line: string): void {
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'data') {
      this.#data.push(value);
      this.#dataCharacters += value.length;
    } else if (field === 'event') {
      this.#type = value;
    } else if (field === 'id' && !value.includes(NUL)) {
      this.#id = value;
      this.#isIdNew = true;
    } else if (field === 'retry' && /^\d{1,9}$/.test(value)) {
      this.#retryMs = Number(value);
    }
  }
}
