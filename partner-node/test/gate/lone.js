import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Gate } from '../../src/gate.js';

/** Seconds in which a real gate with its devices must have come so far. */
const WITHIN = 40;

/** The other side of a gate that `./gate lone` started, and the hand that makes vehicles come there. */
export class Lone {
  #vehicles;
  #answers;
  #told = [];
  #wake = () => {};

  static async open(path) {
    const file = JSON.parse(await readFile(path, 'utf8'));
    const at = (name) => join(dirname(path), name);
    const json = async (name) => JSON.parse(await readFile(at(name), 'utf8'));
    const lone = new Lone();
    lone.lanes = file.lanes;
    lone.gate = await Gate.open({
      id: file.us.id, partner: file.them.id, route: file.route, profile: file.profile,
      entryLanes: file.lanes.exit, listen: file.us.listen, send: file.them.url, journal: at('journal.jsonl'),
      own: await json(file.us.signingKey), theirs: await Promise.all(file.them.keys.map(json)),
      tls: {
        key: await readFile(at(file.us.keyPem)),
        cert: await readFile(at(file.us.certificatePem)),
        ca: await readFile(at(file.us.authorityPem)),
      },
    });
    lone.#remember();
    const { hostname, port } = new URL(file.vehicles);
    lone.#vehicles = connect(Number(port), hostname);
    await once(lone.#vehicles, 'connect');
    lone.#answers = createInterface({ input: lone.#vehicles })[Symbol.asyncIterator]();
    await lone.gate.start();
    return lone;
  }

  /** Every event is kept, so that nobody has to listen before it happens. */
  #remember() {
    const emit = this.gate.emit;
    this.gate.emit = (event, crossing, data) => {
      this.#told.push({ event, crossing, data });
      this.#wake();
      return emit.call(this.gate, event, crossing, data);
    };
  }

  /** Makes a vehicle come or a person do something. @returns {Promise<string>} what is behind OK */
  async world(command) {
    this.#vehicles.write(command + '\n');
    const { value } = await this.#answers.next();
    if (!value?.startsWith('OK')) throw new Error(`${command}: ${value}`);
    return value.slice(2).trim();
  }

  /** The first event of this name that was not asked for yet, of a crossing if one is named. */
  async heard(event, id) {
    const until = Date.now() + WITHIN * 1_000;
    for (;;) {
      const found = this.#told.findIndex((told) => told.event === event && (!id || told.crossing?.id === id));
      if (found >= 0) return this.#told.splice(found, 1)[0];
      const left = until - Date.now();
      if (left <= 0) throw new Error(`no '${event}' of ${id ?? 'any crossing'}; heard: ${this.#names()}`);
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => { clearTimeout(timer); resolve(); };
      });
    }
  }

  #names() {
    return this.#told.map(({ event, data }) => `${event} ${data?.message ?? JSON.stringify(data)}`).join(', ');
  }

  async close() {
    this.#vehicles.destroy();
    await this.gate.close();
  }
}
