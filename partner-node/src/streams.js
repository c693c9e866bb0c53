/**
 * How far each stream of messages has come, both ways, and what is kept of it. Changed by the records of the journal
 * alone, so that a restart brings it back. What is sent again does not wait behind the first of `waiting`: that one may
 * be refused because these are missing.
 */
export class Streams {
  #streams = new Map();
  /** Messages received, by id: `{sha256, signed, receipt}`. */
  received = new Map();

  of(name) {
    if (!this.#streams.has(name)) {
      const empty = { sent: 0, received: 0, held: new Map(), places: new Map(), said: [], waiting: [], again: [] };
      this.#streams.set(name, empty);
    }
    return this.#streams.get(name);
  }

  names() {
    return [...this.#streams.keys()];
  }

  apply(record) {
    switch (record.kind) {
      case 'received':
        this.received.set(record.id, { sha256: record.sha256, signed: record.signed, receipt: record.receipt });
        this.of(record.stream).places.set(record.seq, this.of(record.stream).places.get(record.seq) ?? record.type);
        break;
      case 'applied':
        this.of(record.stream).received = record.seq;
        this.of(record.stream).held.delete(record.seq);
        break;
      case 'held':
        this.of(record.stream).held.set(record.seq, record.payload);
        break;
      case 'sent': {
        const stream = this.of(record.stream);
        stream.sent = record.seq;
        stream.said.push({ id: record.id, seq: record.seq, text: record.text });
        stream.waiting.push({ id: record.id, text: record.text });
        break;
      }
      case 'again': {
        const stream = this.of(record.stream);
        const waiting = new Set([...stream.waiting, ...stream.again].map((message) => message.id));
        stream.again.push(...stream.said.filter(
          ({ id, seq }) => seq >= record.from && seq <= record.to && !waiting.has(id)));
        break;
      }
      case 'delivered':
        for (const queue of [this.of(record.stream).waiting, this.of(record.stream).again]) {
          if (queue[0]?.id === record.id) queue.shift();
        }
        break;
      default:
    }
  }
}
