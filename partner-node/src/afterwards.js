import canonicalize from 'canonicalize';
import { sha256 } from './jws.js';

/** What either side may say of a crossing: returns, joint inspections, where it stands. Clauses 14 to 17. */

/** A joint inspection is open or disputed: nobody commits and nothing opens. */
export function jointPending(crossing) {
  return crossing.joint === 'open' || crossing.joint === 'disputed';
}

/** Whether a joint result has a canonical form: no text in it has half a surrogate pair. */
export function isCanonical(result) {
  return Object.entries(result).flat().every((value) => typeof value !== 'string' || value.isWellFormed());
}

/** The digest that both sides compute of a result, in lower-case hexadecimal. */
export function digest(crossingId, result) {
  if (!isCanonical(result)) throw new TypeError('a text with half a surrogate pair has no canonical form');
  return sha256(Buffer.from(canonicalize({ crossingId, result })));
}

const RECEIVED = ['RECEIVED', 'CLEARED'];

/** What a result changes: `mine` and `other` name where the results are noted. */
function result(mine, other, ours) {
  return (crossing, { body }) => {
    const found = digest(crossing.id, body.result);
    const theirs = crossing[other];
    const joint = theirs === undefined ? crossing.joint : theirs === found ? 'agreed' : 'disputed';
    return {
      note: { [mine]: found, joint },
      send: ours ? ['JOINT_RESULT', { result: body.result }] : [],
      tell: theirs === undefined ? [] : [`joint-${joint}`, { digest: found }],
    };
  };
}

const opened = { joint: 'open', jointOurs: undefined, jointTheirs: undefined, resealed: undefined };

export const EITHER_SIDE = [
  { in: RECEIVED, on: 'return', when: (c) => !c.back,
    then: (c, i) => ({ note: { back: 'asked' }, send: ['RETURN_REQ', i.body] }) },
  { in: RECEIVED, on: 'RETURN_REQ', epoch: 'this', when: (c) => !c.back,
    then: (c, i) => ({ note: { back: 'wanted' }, tell: ['return-wanted', i.body] }) },
  { in: RECEIVED, on: 'RETURN_REQ', epoch: 'this', when: (c) => c.back === 'asked',
    then: () => ({ note: { back: 'accepted' }, tell: ['return-accepted', {}] }) },
  { in: RECEIVED, on: 'returnAccept', when: (c) => c.back === 'wanted',
    then: () => ({ note: { back: 'accepted' }, send: ['RETURN_ACCEPT'] }) },
  { in: RECEIVED, on: 'RETURN_ACCEPT', epoch: 'this', when: (c) => c.back === 'asked',
    then: () => ({ note: { back: 'accepted' }, tell: ['return-accepted', {}] }) },

  { in: 'any', on: 'jointOpen', when: (c) => c.joint !== 'open',
    then: (c, i) => ({ note: opened, send: ['JOINT_OPEN', i.body] }) },
  { in: 'any', on: 'JOINT_OPEN', when: (c) => c.joint !== 'open',
    then: (c, i) => ({ note: opened, tell: ['joint-open', i.body] }) },
  { in: 'any', on: 'jointResult', when: (c) => jointPending(c) && c.jointOurs === undefined,
    then: result('jointOurs', 'jointTheirs', true) },
  { in: 'any', on: 'JOINT_RESULT', when: (c) => jointPending(c) && c.jointTheirs === undefined,
    then: result('jointTheirs', 'jointOurs', false) },

  { in: 'any', on: 'status', then: () => ({ send: ['STATUS_REQ'] }) },
  { in: 'any', on: 'STATUS_REQ', then: (c, i, side) => ({ send: ['STATUS', side.status(c)] }) },
  { in: 'any', on: 'STATUS', then: (c, i) => ({ tell: ['status', i.body] }) },
  { in: 'any', on: 'INCIDENT', 
    then: (c, i) => ({ tell: ['incident', { ...i.body, message: i.id, crossingId: c.id, epoch: i.epoch }] }) },
  { in: 'any', on: 'INCIDENT_ACK', then: (c, i) => ({ tell: ['incident-ack', i.body] }) },
];
