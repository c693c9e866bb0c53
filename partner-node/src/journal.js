import { open } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Everything that must outlive the process: one line of JSON per transaction, on disk before anybody hears of it.
 * A line that was cut off by a crash never happened.
 */
export class Journal {
  #file;
  #broken;

  /** @returns {Promise<{journal: Journal, transactions: object[][]}>} what was written before */
  static async open(path) {
    const file = await open(path, 'a+', 0o600);
    const text = await file.readFile('utf8');
    const end = text.lastIndexOf('\n') + 1;
    await file.truncate(Buffer.byteLength(text.slice(0, end)));
    const folder = await open(dirname(path));
    await folder.sync(); // the name of the file, too
    await folder.close();
    const lines = text.slice(0, end).split('\n').filter((line) => line !== '');
    const journal = new Journal();
    journal.#file = file;
    return { journal, transactions: lines.map((line) => JSON.parse(line)) };
  }

  /** Resolves when the records are on disk; after a failure nothing is written any more. */
  async append(records) {
    if (this.#broken) throw this.#broken;
    try {
      await this.#file.appendFile(JSON.stringify(records) + '\n');
      await this.#file.datasync();
    } catch (e) {
      this.#broken = e;
      throw e;
    }
  }

  async close() {
    await this.#file.close();
  }
}
