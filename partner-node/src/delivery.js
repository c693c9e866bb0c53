import { setTimeout as pause } from 'node:timers/promises';
import { conform } from './contract.js';
import { RECEIPT, sha256, verify } from './jws.js';

/**
 * Delivers what waits in the streams: each stream first in, first out, streams side by side, the same bytes again and
 * again until a receipt for these very bytes is there. There is no giving up. What is sent again has a queue of its own.
 */
export class Delivery {
  #gate;
  #post;
  #delivered;
  #failed;
  #running = new Map();
  #stop = new AbortController();

  /**
   * @param post `async (bytes) => Buffer`: the partner's answer, or an error
   * @param delivered `async (stream, {id, text}, {at, text})`: the message and its receipt, to be written down
   * @param failed `(error, began)`: it will be tried again
   */
  constructor(gate, post, delivered, failed) {
    this.#gate = gate;
    this.#post = post;
    this.#delivered = delivered;
    this.#failed = failed;
  }

  /** Something may be waiting. */
  wake() {
    for (const name of this.#gate.streams.names()) {
      for (const queue of ['waiting', 'again']) this.#start(name, queue);
    }
  }

  #start(name, queue) {
    const key = `${queue} ${name}`;
    if (!this.#running.has(key) && this.#gate.streams.of(name)[queue].length > 0 && !this.#stop.signal.aborted) {
      this.#running.set(key, this.#run(name, queue).finally(() => {
        this.#running.delete(key);
        this.wake();
      }));
    }
  }

  async #run(name, queue) {
    const { first, longest } = this.#gate.limits.retryAfter;
    let after = first;
    for (let next; (next = this.#gate.streams.of(name)[queue][0]) && !this.#stop.signal.aborted; ) {
      const began = Date.now();
      try {
        const bytes = Buffer.from(next.text);
        const receipt = await this.#receipt(await this.#post(bytes), next.id, bytes);
        await this.#delivered(name, next, receipt);
        after = first;
      } catch (error) {
        this.#failed(error, began);
        await pause(after, undefined, { signal: this.#stop.signal }).catch(() => {});
        after = Math.min(after * 2, longest);
      }
    }
  }

  /** @throws {Error} it is no receipt of the partner for these bytes */
  async #receipt(answer, messageId, bytes) {
    const receipt = await verify(answer, RECEIPT, this.#gate.theirs);
    conform('receipt.json', receipt);
    const { id, partner } = this.#gate;
    if (receipt.from !== partner || receipt.to !== id || receipt.messageId !== messageId
        || receipt.sha256 !== sha256(bytes)) {
      throw new Error('the receipt is of another pair or message');
    }
    return { at: receipt.at, text: answer.toString() };
  }

  /** Nothing is sent any more; what waits is sent after the next start. */
  async close() {
    this.#stop.abort();
    await Promise.all(this.#running.values());
  }
}
