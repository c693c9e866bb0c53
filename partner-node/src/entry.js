import { ADVISING_ENTRY } from './advising.js';
import { EITHER_SIDE, jointPending } from './afterwards.js';

/** The side that the vehicle enters (R), by the clauses of the published protocol. */

/** Why no COMMIT_OK can be given; empty: it can. */
function cannotTake(crossing, side) {
  return jointPending(crossing) ? 'JOINT_INSPECTION' : side.cannotTake(crossing);
}

const SEEN = ['IN_STRIP', 'RECEIVED', 'CLEARED'];
const contradiction = () => ({ tell: ['alarm', { code: 'CONTRADICTION' }] });
const misfits = (crossing, { body }, side) => side.misfit(crossing, body) !== undefined;
const refused = (crossing, { body }, side) => ({ send: ['REFUSE', { code: side.misfit(crossing, body) }] });
const offered = (crossing, { body }) => ({ note: { data: body.data }, tell: ['offered', body] });

export const ENTRY = [
  // 2. Offer; an OFFER of a newer epoch says that the older one was closed
  { in: ['LOCAL'], on: 'OFFER', epoch: 'open', when: misfits, adopt: true, to: 'REFUSED', then: refused },
  { in: ['REFUSED', 'OFFERED', 'ACCEPTED'], on: 'OFFER', epoch: 'newer', when: misfits, adopt: true, to: 'REFUSED',
    then: (c, i, side) => ({ ...refused(c, i, side), tell: ['withdrawn', { reason: 'NEW_OFFER' }] }) },
  { in: ['LOCAL'], on: 'OFFER', epoch: 'open', adopt: true, to: 'OFFERED', then: offered },
  { in: ['REFUSED', 'OFFERED', 'ACCEPTED'], on: 'OFFER', epoch: 'newer', adopt: true, to: 'OFFERED', then: offered },
  // 3. Answer
  { in: ['OFFERED'], on: 'accept', to: 'ACCEPTED',
    then: (c, i, side) => ({ send: ['ACCEPT', { notAfter: side.after(side.limits.acceptValid) }] }) },
  { in: ['OFFERED', 'ACCEPTED'], on: 'refuse', to: 'REFUSED', then: (c, i) => ({ send: ['REFUSE', i.body] }) },
  // 4. Taking an offer back
  { in: ['OFFERED', 'ACCEPTED', 'COMMITTED', 'MISMATCH'], on: 'WITHDRAW', epoch: 'this', to: 'LOCAL', close: true,
    then: (c, i) => ({ tell: ['withdrawn', i.body] }) },
  { in: ['REFUSED'], on: 'WITHDRAW', epoch: 'this', to: 'LOCAL', close: true },
  // 5. Commit
  { in: ['ACCEPTED'], on: 'COMMIT', epoch: 'this', when: (c, i, side) => !cannotTake(c, side), to: 'COMMITTED',
    then: (c, i, side) => ({
      note: { committedEpoch: c.epoch },
      send: ['COMMIT_OK'],
      tell: ['committed', {}],
      wait: ['status', side.limits.statusAfter],
    }) },
  { in: ['ACCEPTED'], on: 'COMMIT', epoch: 'this', to: 'LOCAL', close: true,
    then: (c, i, side) => {
      const code = cannotTake(c, side);
      return { send: ['COMMIT_DENIED', { code }], tell: ['aborted', { cause: code }] };
    } },
  { in: ['COMMITTED', 'MISMATCH', ...SEEN], on: 'COMMIT', epoch: 'this', when: (c, i) => c.committedEpoch === i.epoch,
    then: () => ({ send: ['COMMIT_OK'] }) },
  // 6. Opening
  { in: ['ACCEPTED', 'COMMITTED', 'MISMATCH', 'REFUSED'], on: 'ABORT', epoch: 'this', to: 'LOCAL', close: true,
    then: (c, i) => ({ tell: ['aborted', i.body] }) },
  // 8. Annulment
  { in: ['COMMITTED', 'MISMATCH'], on: 'NOT_DEPARTED', epoch: 'this', to: 'LOCAL', close: true,
    then: () => ({ send: ['ANNUL_OK'], tell: ['aborted', { cause: 'NOT_DEPARTED' }] }) },
  { in: SEEN, on: 'NOT_DEPARTED', epoch: 'this', then: contradiction },
  { in: SEEN, on: 'ABORT', epoch: 'this', then: contradiction },
  // 9. In the strip
  { in: ['COMMITTED'], on: 'DEPARTED', epoch: 'this', to: 'IN_STRIP',
    then: (c, i, side) => ({ tell: ['in-strip', {}], wait: ['overdue', side.limits.overdueAfter] }) },
  { in: ['COMMITTED'], on: 'deadline status',
    then: (c, i, side) => ({ send: ['STATUS_REQ'], wait: ['overdue', side.limits.overdueAfter] }) },
  { in: ['COMMITTED', 'IN_STRIP'], on: 'deadline overdue',
    then: () => ({ tell: ['alarm', { code: 'OVERDUE' }], send: ['STATUS_REQ'] }) },
  // 10. Arrival: by this side's own sensors, or by what two people signed (`manual`, `enteredAt`)
  { in: ['COMMITTED', 'IN_STRIP', 'MISMATCH'], on: 'arrived', to: 'RECEIVED', then: (c, i) => ({ send: ['RECEIVED', i.body] }) },
  // 11. Another vehicle
  { in: ['COMMITTED', 'IN_STRIP'], on: 'mismatch', to: 'MISMATCH', then: (c, i) => ({ send: ['MISMATCH', i.body] }) },
  { in: ['MISMATCH'], on: 'DEPARTED', epoch: 'this', then: () => ({ send: ['MISMATCH'] }) },
  // 12. After arrival
  { in: ['RECEIVED'], on: 'held', then: (c, i) => ({ send: ['HELD', i.body] }) },
  { in: ['RECEIVED'], on: 'samplePending', then: (c, i) => ({ send: ['SAMPLE_PENDING', i.body] }) },
  { in: ['RECEIVED'], on: 'clear', to: 'CLEARED', then: () => ({ send: ['CLEARED'] }) },
  // 15, 18. Before the offer, seals
  ...ADVISING_ENTRY,
  ...EITHER_SIDE,
];
