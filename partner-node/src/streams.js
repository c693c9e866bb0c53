/**
 * How far each stream of messages has come, both ways, and what is kept of it. Changed by the records of the journal
 * alone, so that a restart brings it back.
 */
export class Streams {
  #streams = new Map();
  /** Messages received, by id: `{sha256, signed, receipt}`. */
  received = new Map();

  of(name) {
    if (!this.#streams.has(name)) {
      this.#streams.set(name, { sent: 0, received: 0, held: new Map(), places: new Map(), said: [], waiting: [] });
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
        const waiting = new Set(stream.waiting.map((message) => message.id));
        stream.waiting.push(...stream.said.filter(
          ({ id, seq }) => seq >= record.from && seq <= record.to && !waiting.has(id)));
        break;
      }
      case 'delivered':
        this.of(record.stream).waiting.shift();
        break;
      default:
    }
  }
}
