import { open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Everything that must outlive the process: one line of JSON per transaction, on disk before anybody hears of it.
 * A line that was cut off by a crash never happened.
 */
export class Journal {
  #path;
  #file;
  #broken;

  static async open(path) {
    const journal = new Journal();
    journal.#path = path;
    journal.#file = await open(path, 'a', 0o600);
    await journal.#file.truncate(Buffer.byteLength(await journal.#whole()));
    const folder = await open(dirname(path));
    await folder.sync(); // the name of the file, too
    await folder.close();
    return journal;
  }

  /** @returns {Promise<object[]>} all records, in their order */
  async read() {
    const lines = (await this.#whole()).split('\n').filter((line) => line !== '');
    return lines.flatMap((line) => JSON.parse(line));
  }

  async #whole() {
    const text = await readFile(this.#path, 'utf8');
    return text.slice(0, text.lastIndexOf('\n') + 1);
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
