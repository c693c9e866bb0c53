import { ADVISING_EXIT, offerWaits } from './advising.js';
import { EITHER_SIDE, jointPending } from './afterwards.js';

/** The side that the vehicle leaves (S), by the clauses of the published protocol. */

const UNSEEN = ['OPENING', 'OPENED', 'IN_STRIP', 'NOT_DEPARTED', 'HOLD_BARRIER', 'MISMATCH'];

function offer(crossing, input, side) {
  const { lane, name, data } = crossing;
  return {
    note: { wanted: false, offeredAt: Date.now() },
    send: ['OFFER', { lane, name, data }, side.limits.offerValid],
    wait: ['offer', side.limits.offerValid],
  };
}

const mayOffer = (crossing, input, side) => offerWaits(crossing, side) === undefined;

const mayOpen = (crossing, input, side) => side.laneOpen(crossing.lane) && !jointPending(crossing);

/** OFFER and COMMIT when they may be made, else again later. */
const ready = (crossing, input, side) => mayOpen(crossing, input, side) && side.linkGood();
const commit = (crossing, input, side) => ({
  note: { wanted: false },
  send: ['COMMIT', {}, side.limits.commitWithin],
  wait: ['commit', side.limits.commitWithin],
});
const later = (crossing, input, side) => ({ note: { wanted: true }, wait: ['retry', side.limits.retry] });
const commitLater = (crossing, input, side) => ({
  ...later(crossing, input, side),
  send: side.asksForClock() ? ['STATUS_REQ'] : [],
});

export const EXIT = [
  // 2. Offer
  { in: ['LOCAL'], on: 'offer', when: mayOffer, to: 'OFFERED', then: offer },
  { in: ['REFUSED'], on: 'offer', when: mayOffer, next: true, to: 'OFFERED', then: offer },
  { in: ['LOCAL', 'REFUSED'], on: 'offer', then: later },
  { in: ['LOCAL'], on: 'deadline retry', when: mayOffer, to: 'OFFERED', then: offer },
  { in: ['REFUSED'], on: 'deadline retry', when: mayOffer, next: true, to: 'OFFERED', then: offer },
  { in: ['LOCAL', 'REFUSED'], on: 'deadline retry', then: later },
  // 3. Answer
  { in: ['OFFERED'], on: 'ACCEPT', epoch: 'this', to: 'ACCEPTED', then: (c, i) => ({ tell: ['accepted', i.body] }) },
  { in: ['OFFERED', 'ACCEPTED', 'COMMITTING'], on: 'REFUSE', epoch: 'this', to: 'REFUSED',
    then: (c, i) => ({ tell: ['refused', i.body] }) },
  // 4. Taking an offer back
  { in: ['OFFERED'], on: 'deadline offer', to: 'LOCAL', close: true,
    then: () => ({ send: ['WITHDRAW', { reason: 'OFFER_TIMEOUT' }], tell: ['withdrawn', { reason: 'OFFER_TIMEOUT' }] }) },
  { in: ['OFFERED', 'ACCEPTED', 'COMMITTING'], on: 'withdraw', to: 'LOCAL', close: true,
    then: (c, i) => ({ send: ['WITHDRAW', i.body] }) },
  { in: ['LOCAL', 'REFUSED'], on: 'withdraw', when: (c) => c.wanted,
    then: () => ({ note: { wanted: false, deadline: null } }) },
  // 5. Commit
  { in: ['ACCEPTED'], on: 'commit', when: ready, to: 'COMMITTING', then: commit },
  { in: ['ACCEPTED'], on: 'commit', then: commitLater },
  { in: ['ACCEPTED'], on: 'deadline retry', when: ready, to: 'COMMITTING', then: commit },
  { in: ['ACCEPTED'], on: 'deadline retry', then: commitLater },
  { in: ['COMMITTING'], on: 'COMMIT_DENIED', epoch: 'this', to: 'LOCAL', close: true,
    then: (c, i) => ({ tell: ['aborted', { cause: i.body.code }] }) },
  { in: ['COMMITTING'], on: 'deadline commit', to: 'LOCAL', close: true,
    then: () => ({
      send: ['ABORT', { reason: 'COMMIT_TIMEOUT', cause: 'COMMIT_TIMEOUT' }],
      tell: ['aborted', { cause: 'COMMIT_TIMEOUT' }],
    }) },
  // 6. Opening: what `open` starts must carry the epoch; it is told after this is on disk
  { in: ['COMMITTING'], on: 'COMMIT_OK', epoch: 'this', when: mayOpen, to: 'OPENING',
    then: (c) => ({ note: { committedEpoch: c.epoch }, tell: ['open', {}] }) },
  { in: ['COMMITTING'], on: 'COMMIT_OK', epoch: 'this', to: 'LOCAL', close: true,
    then: () => ({ send: ['ABORT', { reason: 'NOT_OPENED', cause: 'DENIED' }], tell: ['aborted', { cause: 'DENIED' }] }) },
  // 7. At the barrier
  { in: ['OPENING'], on: 'opened', to: 'OPENED' },
  { in: ['OPENING'], on: 'notOpened', to: 'LOCAL', close: true,
    then: (c, i) => ({ send: ['ABORT', { reason: 'NOT_OPENED', ...i.body }] }) },
  { in: ['OPENING', 'OPENED'], on: 'departed', to: 'IN_STRIP',
    then: (c, i, side) => ({ send: ['DEPARTED'], wait: ['overdue', side.limits.overdueAfter] }) },
  { in: ['OPENING', 'OPENED'], on: 'notDeparted', to: 'NOT_DEPARTED', then: () => ({ send: ['NOT_DEPARTED'] }) },
  // 8. Annulment
  { in: ['NOT_DEPARTED'], on: 'ANNUL_OK', epoch: 'this', to: 'LOCAL', close: true, then: () => ({ tell: ['annulled', {}] }) },
  // 9. In the strip
  { in: ['IN_STRIP'], on: 'deadline overdue', then: () => ({ tell: ['alarm', { code: 'OVERDUE' }], send: ['STATUS_REQ'] }) },
  // 10. Arrival
  { in: UNSEEN, on: 'RECEIVED', epoch: 'this', to: 'RECEIVED', then: (c, i) => ({ tell: ['received', i.body] }) },
  // 11. Another vehicle
  { in: ['IN_STRIP'], on: 'MISMATCH', epoch: 'this', to: 'MISMATCH',
    then: (c, i) => ({ tell: [['alarm', { code: 'STRIP_MISMATCH' }], ['mismatch', i.body]] }) },
  { in: ['OPENING', 'OPENED', 'NOT_DEPARTED', 'HOLD_BARRIER'], on: 'MISMATCH', epoch: 'this',
    then: (c, i) => ({ tell: [['alarm', { code: 'STRIP_MISMATCH' }], ['mismatch', i.body]] }) },
  // 12. After arrival
  { in: ['RECEIVED'], on: 'HELD', epoch: 'this', then: (c, i) => ({ tell: ['held', i.body] }) },
  { in: ['RECEIVED'], on: 'SAMPLE_PENDING', epoch: 'this', then: (c, i) => ({ tell: ['sample-pending', i.body] }) },
  { in: ['RECEIVED'], on: 'CLEARED', epoch: 'this', to: 'CLEARED', then: () => ({ tell: ['cleared', {}] }) },
  // 15, 18. Before the offer, seals
  ...ADVISING_EXIT,
  ...EITHER_SIDE,
];
