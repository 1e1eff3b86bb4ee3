/**
 * The ids of the alerts that were handled, in a file, one a line: the client gives each alert at least once, and this
 * makes "at least once" into "once" for whoever reads the lines. Bounded: when the file has grown to twice the bound it
 * is written anew with the newest half, beside the old one and then in its place, so that no crash loses it.
 */
import { appendFile, readFile, rename, writeFile } from 'node:fs/promises';

const MAX_IDS = 10_000;

export class HandledIds {
  readonly #file: string;
  readonly #ids: Set<string>;
  readonly #maxIds: number;

  private constructor(file: string, ids: readonly string[], maxIds: number) {
    this.#file = file;
    this.#ids = new Set(ids);
    this.#maxIds = maxIds;
  }

  static async open(file: string, maxIds: number = MAX_IDS): Promise<HandledIds> {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    // What stands behind the last line end was not written to its end.
    const lines = text.split('\n').slice(0, -1);
    const handled = new HandledIds(file, lines, maxIds);
    if (!text.endsWith('\n') && text !== '') await handled.#rewrite();
    return handled;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** Resolves when it is written. */
  async add(id: string): Promise<void> {
    this.#ids.add(id);
    if (this.#ids.size < 2 * this.#maxIds) await appendFile(this.#file, `${id}\n`);
    else await this.#rewrite();
  }

  async #rewrite(): Promise<void> {
    const newest = [...this.#ids].slice(-this.#maxIds);
    this.#ids.clear();
    for (const id of newest) this.#ids.add(id);
    await writeFile(`${this.#file}.new`, newest.map((id) => `${id}\n`).join(''));
    await rename(`${this.#file}.new`, this.#file);
  }
}
