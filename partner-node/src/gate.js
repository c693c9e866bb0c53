import { EventEmitter } from 'node:events';
import { Channel } from './channel.js';
import { Delivery } from './delivery.js';
import { ENTRY } from './entry.js';
import { EXIT } from './exit.js';
import { uuidV7 } from './ids.js';
import { Journal } from './journal.js';
import { importKey, MESSAGE, payloadOf, sign } from './jws.js';
import { Link, SKEW } from './link.js';
import { check, streamOf, take } from './reception.js';
import { Refusal } from './refusal.js';
import { Streams } from './streams.js';
import { step } from './table.js';

/** Time limits in milliseconds; they bind this side only. */
const LIMITS = {
  offerValid: 600_000, commitWithin: 30_000, statusAfter: 300_000, overdueAfter: 900_000, acceptValid: 3_600_000,
  gap: 60_000, linkLost: 30_000, retry: 1_000, retryAfter: { first: 1_000, longest: 300_000 },
};
const UNCERTAINTY_MS = 1_000;
/** So many messages are sent again at once. */
const AGAIN = 256;

/**
 * One gate of a pair, in both roles. What the other side said or did is told by events: `offered`, `accepted`,
 * `open` (COMMIT_OK is on disk: the barrier may be opened, once, for this epoch), `committed`, `in-strip`, `received`,
 * `cleared`, `refused`, `withdrawn`, `aborted`, `mismatch`, `return-wanted`, `joint-open`, `joint-agreed`, `alarm` …, each with `(crossing, data)`;
 * `undelivered` and `broken` with the error. What this side wants or has seen is said with `say`.
 */
export class Gate extends EventEmitter {
  streams;
  #crossings;
  #lanes;
  #ownLanes;
  #quotas;
  #link = new Link();
  #timers = new Map();
  #turn = Promise.resolve();
  #journal;
  #channel;
  #delivery;
  #profile;

  /**
   * @param profile `{id, partner, route, profile, entryLanes, send, listen, journal, own, theirs, tls, limits}`:
   *   `own` our private and `theirs` the partner's public keys as JWK, `send` and `listen` URLs, `journal` a file
   */
  static async open(profile) {
    const gate = new Gate();
    gate.#profile = profile;
    gate.id = profile.id;
    gate.partner = profile.partner;
    gate.limits = { ...LIMITS, ...profile.limits };
    gate.own = await importKey(profile.own);
    const theirs = await Promise.all(profile.theirs.map(importKey));
    gate.theirs = new Map(theirs.map(({ kid, key }) => [kid, key]));
    gate.#journal = await Journal.open(profile.journal);
    await gate.#restore();
    gate.#channel = new Channel(profile.tls ?? {});
    gate.#delivery = new Delivery(
      gate,
      (bytes) => gate.#channel.post(profile.send, bytes),
      (stream, message, receipt) => gate.#delivered(stream, message, receipt),
      (error, began) => {
        gate.#link.failed(began);
        gate.emit('undelivered', error);
      },
    );
    return gate;
  }

  /** What is on disk, and nothing else. */
  async #restore() {
    this.streams = new Streams();
    this.#crossings = new Map();
    this.#lanes = new Map();
    this.#ownLanes = new Map();
    this.#quotas = new Map();
    (await this.#journal.read()).forEach((record) => this.#apply(record));
  }

  async #delivered(stream, { id, text }, receipt) {
    this.#link.delivered(Date.parse(payloadOf(text).sentAt.time), Date.parse(receipt.at));
    await this.#change((tx) => tx.record({ kind: 'delivered', stream, id, receipt: receipt.text }));
  }

  /** Opens the endpoint and goes on with what was under way. @returns {Promise<number>} the port */
  async start() {
    const port = await this.#channel.listen(this.#profile.listen, (bytes) => this.receive(bytes));
    for (const crossing of this.#crossings.values()) this.#watch(crossing);
    for (const name of this.streams.names()) this.#watchGap(name);
    this.#delivery.wake();
    return port;
  }

  async close() {
    this.#timers.forEach(clearTimeout);
    await this.#channel.close();
    await this.#delivery.close();
    await this.#turn.catch(() => {});
    await this.#journal.close();
  }

  crossing(id) {
    return this.#crossings.get(id);
  }

  /**
   * What the partner said of a lane; undefined: nothing against it. OPEN is believed between its times only, and the
   * clocks may differ; before and after them it is CLOSED.
   */
  lane(lane) {
    const { state, from, until } = this.#lanes.get(lane) ?? {};
    const now = Date.now();
    const over = (from && now < Date.parse(from) - SKEW) || (until && now >= Date.parse(until) - SKEW);
    return state === 'OPEN' && over ? 'CLOSED' : state;
  }

  /**
   * A message as it came. @returns {Promise<string>} the receipt, after everything is on disk
   * @throws {Refusal} no receipt, and why
   */
  async receive(bytes) {
    const message = await check(bytes, { ...this.#profile, theirs: this.theirs });
    this.#link.heard(message.sentAt);
    const receipt = await this.#change((tx) => take(tx, this, message, bytes, (t, m) => this.#means(t, m)));
    this.#watchGap(streamOf(message));
    return receipt;
  }

  /** Begins a crossing that leaves by this gate. @returns {Promise<string>} its id */
  async begin(lane, name, data) {
    const id = uuidV7();
    await this.#change((tx) => tx.record({ kind: 'crossing', crossing: begun(id, 'EXIT', lane, name, data) }));
    return id;
  }

  /**
   * What this side wants or has seen: at the exit `advise`, `offer`, `withdraw`, `commit`, `opened`, `notOpened`, `departed`,
   * `notDeparted`, `sealChanged`; at the entry `adviseHold`, `adviseRelease`, `accept`, `refuse`, `arrived`, `mismatch`, `held`, `samplePending`, `clear`; on either
   * `return`, `returnAccept`, `jointOpen`, `jointResult`, `status`.
   *
   * @returns {Promise<boolean>} false: it means nothing now
   */
  say(crossingId, wish, body = {}) {
    return this.#change((tx) => this.#run(tx, this.#crossings.get(crossingId), { on: wish, body }));
  }

  /** What this side's lane is from now on, told to the partner. `reason` is a code. */
  sayLane(lane, state, reason = '') {
    const body = { lane, state, reason, from: new Date().toISOString() };
    return this.#change((tx) => {
      tx.record({ kind: 'own lane', body });
      return this.#send(tx, null, { type: 'GATE_STATE', body, epoch: 0 });
    });
  }

  /** Tells the partner how many more vehicles are taken on a lane until a time. */
  sayQuota(lane, count, until) {
    return this.#change((tx) => this.#send(tx, null, { type: 'QUOTA', body: { lane, count, until }, epoch: 0 }));
  }

  /** Tells the partner of an incident that its people shall acknowledge within this time. */
  sayIncident(kind, lane, withinMs) {
    const body = { kind, lane, at: after(0), ackBy: after(withinMs) };
    return this.#change((tx) => this.#send(tx, null, { type: 'INCIDENT', body, epoch: 0 }));
  }

  /** People here know of an incident, as the event told it. */
  acknowledge({ message: incident, crossingId, epoch }) {
    return this.#change((tx) => this.#send(tx, crossingId, { type: 'INCIDENT_ACK', body: { incident }, epoch }));
  }

  alarm(tx, code, message) {
    tx.tell.push(['alarm', this.#crossings.get(message.crossingId), { code, message: message.id }]);
  }

  /** One change after the other; what it tells is told when it is on disk. One that fails leaves nothing. */
  #change(work) {
    const turn = this.#turn.catch(() => {}).then(async () => {
      const records = [];
      const tx = { tell: [], watch: [], record: (record) => { this.#apply(record); records.push(record); } };
      try {
        const done = await work(tx);
        if (records.length > 0) await this.#journal.append(records);
        for (const crossing of tx.watch) this.#watch(crossing);
        this.#told(tx);
        return done;
      } catch (error) {
        if (records.length > 0) await this.#restore();
        if (error instanceof Refusal) this.#told(tx); // an alarm, of what is not taken
        throw error;
      }
    });
    this.#turn = turn;
    return turn;
  }

  #told(tx) {
    this.#delivery.wake();
    for (const [event, crossing, data] of tx.tell) this.emit(event, crossing, data);
  }

  #apply(record) {
    this.streams.apply(record);
    if (record.kind === 'crossing') this.#crossings.set(record.crossing.id, record.crossing);
    if (record.kind === 'lane') this.#lanes.set(record.body.lane, record.body);
    if (record.kind === 'own lane') this.#ownLanes.set(record.body.lane, record.body.state);
    if (record.kind === 'quota') this.#quotas.set(record.body.lane, record);
  }

  async #send(tx, crossingId, { type, body, epoch, validMs }) {
    const { id: from, partner: to } = this;
    const { route, profile } = this.#profile;
    const stream = this.streams.of(streamOf({ crossingId, route }));
    const payload = {
      v: 1, id: uuidV7(), from, to, route, crossingId, epoch, seq: stream.sent + 1, ack: stream.received, type,
      sentAt: { time: new Date().toISOString(), uncertaintyMs: UNCERTAINTY_MS },
      validUntil: validMs === undefined ? null : after(validMs), profile, body,
    };
    const text = await sign(payload, MESSAGE, this.own);
    tx.record({ kind: 'sent', id: payload.id, stream: streamOf(payload), seq: payload.seq, text });
  }

  /** A message whose turn has come. */
  async #means(tx, message) {
    const { type, crossingId, epoch, body } = message;
    if (type === 'STATUS' || type === 'STATUS_REQ') this.#again(tx, message);
    if (crossingId === null) return this.#ofRoute(tx, message);
    if (!this.#crossings.has(crossingId)) {
      if (type === 'STATUS_REQ') {
        await this.#send(tx, crossingId, { type: 'STATUS', epoch, body: this.#status({ id: crossingId }) });
        return 'APPLIED';
      }
      if (type === 'INCIDENT' || type === 'INCIDENT_ACK') return this.#ofRoute(tx, message);
      if (type !== 'OFFER' && type !== 'ADVISE') return 'RECORDED';
      const refusal = this.#refusal(body);
      if (refusal) {
        const no = type === 'OFFER' ? ['REFUSE', { code: refusal }] : ['ADVISE_HOLD', { reason: refusal }];
        await this.#send(tx, crossingId, { type: no[0], epoch, body: no[1] });
        return 'APPLIED';
      }
      tx.record({ kind: 'crossing', crossing: begun(crossingId, 'ENTRY', body.lane, body.name, body.data) });
    }
    const applied = await this.#run(tx, this.#crossings.get(crossingId), { on: type, epoch, body, id: message.id });
    return applied ? 'APPLIED' : 'RECORDED';
  }

  /** Why an offer begins no crossing here, and goes on with none. */
  #refusal({ lane, data }) {
    if (!this.#profile.entryLanes.includes(lane)) return 'LANE_UNKNOWN';
    const back = data.returnOf == null ? undefined : this.#crossings.get(data.returnOf);
    const agreed = back?.role === 'EXIT' && back.back === 'accepted';
    return data.returnOf == null || agreed ? undefined : 'RETURN_NOT_ACCEPTED';
  }

  async #ofRoute(tx, { id, type, crossingId, epoch, body }) {
    if (type === 'GATE_STATE') {
      tx.record({ kind: 'lane', body });
      tx.tell.push(['lane', undefined, body]);
    } else if (type === 'STATUS_REQ') {
      await this.#send(tx, null, { type: 'STATUS', epoch: 0, body: this.#status({}) });
    } else if (type === 'QUOTA') {
      tx.record({ kind: 'quota', body, at: Date.now() });
      tx.tell.push(['quota', undefined, body]);
    } else if (type === 'LANE_DIRECTION' && body.answer === 'PROPOSED') {
      // no lane here can be turned
      await this.#send(tx, null, { type, epoch: 0, body: { ...body, answer: 'REFUSED' } });
    } else if (type === 'INCIDENT') {
      tx.tell.push(['incident', undefined, { ...body, message: id, crossingId, epoch }]);
    } else if (type === 'INCIDENT_ACK') {
      tx.tell.push(['incident-ack', undefined, body]);
    }
    return 'APPLIED';
  }

  /** What the partner says is missing, or plainly has not got, is sent again. */
  #again(tx, message) {
    const name = streamOf(message);
    const { sent } = this.streams.of(name);
    const { resendFrom, resendTo, received } = message.body;
    const from = received === undefined ? resendFrom : received + 1;
    const to = Math.min(received === undefined ? resendTo : sent, from + AGAIN - 1);
    if (from >= 1 && to >= from) tx.record({ kind: 'again', stream: name, from, to });
  }

  async #run(tx, crossing, input) {
    const done = crossing && step(crossing.role === 'EXIT' ? EXIT : ENTRY, crossing, input, this.#side());
    if (!done) return false;
    tx.record({ kind: 'crossing', crossing: done.crossing });
    for (const message of done.send) await this.#send(tx, crossing.id, message);
    for (const [event, data] of done.tell) tx.tell.push([event, done.crossing, data]);
    if (done.wait || !done.crossing.deadline) tx.watch.push(done.crossing);
    return true;
  }

  /** What the tables ask of this side. */
  #side() {
    return {
      limits: this.limits,
      after,
      status: (crossing) => this.#status(crossing),
      misfit: (crossing, offer) => (offer.lane === crossing.lane ? this.#refusal(offer) : 'LANE_UNKNOWN'),
      quotaLeft: (lane) => this.#quotaLeft(lane),
      laneOpen: (lane) => this.#takes(this.lane(lane)) && this.#takes(this.#ownLanes.get(lane)),
      linkGood: () => !this.#link.lost(this.limits.linkLost) && !this.#link.clocksApart(),
      asksForClock: () => this.#link.asks(),
      cannotTake: (crossing) => this.#cannotTake(crossing),
    };
  }

  /** A lane of which nothing was said counts as open. */
  #takes(state) {
    return state === undefined || state === 'OPEN';
  }

  #cannotTake(crossing) {
    if (this.#link.clocksApart()) return 'CLOCK';
    if (!this.#takes(this.lane(crossing.lane))) return 'PARTNER_CLOSED';
    const own = this.#ownLanes.get(crossing.lane);
    if (!this.#takes(own)) return own === 'STOP' ? 'STOP' : 'LANE_CLOSED';
    return this.cannotTake?.(crossing) ?? '';
  }

  /** An offer since the quota was heard takes a place, until it is withdrawn, refused or denied. */
  #quotaLeft(lane) {
    const quota = this.#quotas.get(lane);
    if (quota === undefined || Date.parse(quota.body.until) < Date.now()) return true;
    const used = [...this.#crossings.values()].filter((crossing) => crossing.role === 'EXIT' && crossing.lane === lane
      && crossing.offeredAt >= quota.at && !['LOCAL', 'REFUSED'].includes(crossing.state));
    return used.length < quota.body.count;
  }

  #status({ id = null, state = 'UNKNOWN', committedEpoch = 0 }) {
    const stream = this.streams.of(streamOf({ crossingId: id, route: this.#profile.route }));
    return { state, committedEpoch, sent: stream.sent + 1, received: stream.received };
  }

  /** Starts this side's clock for what the crossing waits for; the one before ends. */
  #watch({ id, deadline }) {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    if (deadline) {
      const input = { on: `deadline ${deadline.name}`, body: {} };
      this.#after(deadline.ms, id, (tx) => this.#run(tx, this.#crossings.get(id), input));
    }
  }

  /** Asks for what is missing in a stream, after its time and as often. */
  #watchGap(name) {
    const open = () => this.streams.of(name).held.size > 0;
    if (!open() || this.#timers.has(name)) return;
    this.#after(this.limits.gap, name, async (tx) => {
      if (!open()) return;
      const { received, held } = this.streams.of(name);
      const id = name.startsWith('crossing:') ? name.slice(9) : null;
      const body = { resendFrom: received + 1, resendTo: Math.min(...held.keys()) - 1 };
      await this.#send(tx, id, { type: 'STATUS_REQ', epoch: this.#crossings.get(id)?.epoch ?? 0, body });
      this.#watchGap(name);
    });
  }

  #after(ms, key, work) {
    const due = () => {
      this.#timers.delete(key);
      this.#change(work).catch((error) => this.emit('broken', error));
    };
    this.#timers.set(key, setTimeout(due, ms));
  }
}

function begun(id, role, lane, name, data) {
  return { id, role, lane, name, data, state: 'LOCAL', epoch: 1, committedEpoch: 0, deadline: null };
}

function after(ms) {
  return new Date(Date.now() + ms).toISOString();
}
