// Shows that something long is going on: a line that renews itself on a terminal, a plain line now and then elsewhere.
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;
const PLAIN_LINE_MS = 10_000;

/** Starts at once. `note(text)` takes the program's output and shows its newest progress line; `stop()` clears up. */
export function startProgress(label, stream = process.stderr) {
  const startedAtMs = Date.now();
  let detail = '';
  let frame = 0;
  const line = () => `${label}, ${Math.round((Date.now() - startedAtMs) / 1000)} s${detail && `: ${detail}`}`;
  const draw = () => {
    if (!stream.isTTY) {
      stream.write(`grapevine: ${line()}\n`);
      return;
    }
    frame = (frame + 1) % FRAMES.length;
    stream.write(`\r\u001b[2K${FRAMES[frame]} ${line().slice(0, (stream.columns || 80) - 4)}`);
  };
  const timer = setInterval(draw, stream.isTTY ? FRAME_MS : PLAIN_LINE_MS);
  return {
    note(text) {
      if (/[Ww]ill retry|retries left/.test(text)) detail = 'the registry does not answer, trying again';
      const found = text.match(/Progress: ([^\n\r]*)/g)?.at(-1);
      if (found) detail = found.slice('Progress: '.length).replace(/, done$/, '');
    },
    stop() {
      clearInterval(timer);
      if (stream.isTTY) stream.write('\r\u001b[2K');
    },
  };
}
