/** What is said before an offer, and the seal that is changed after an inspection. Clauses 15, 18 and 19. */

/** Why no OFFER can be made now; undefined: it can. */
export function offerWaits(crossing, side) {
  if (crossing.advice === 'held') return 'held by the partner';
  if (crossing.advice === 'sent') return 'not acknowledged';
  return side.quotaLeft(crossing.lane) ? undefined : 'beyond the quota';
}

const UNCOMMITTED = ['LOCAL', 'OFFERED', 'ACCEPTED', 'REFUSED'];
const sealMayChange = (crossing) => crossing.joint === 'agreed' && !crossing.resealed;
const resealed = (crossing, { body }) => ({ resealed: true, data: { ...crossing.data, seal: body.newSeal } });

export const ADVISING_EXIT = [
  { in: ['LOCAL'], on: 'advise', when: (c) => !c.advice,
    then: (c) => ({ note: { advice: 'sent' }, send: ['ADVISE', { lane: c.lane, name: c.name, data: c.data }] }) },
  { in: 'any', on: 'ADVISE_ACK', when: (c) => c.advice !== undefined,
    then: () => ({ note: { advice: 'acknowledged' }, tell: ['advise-ack', {}] }) },
  { in: ['OFFERED', 'ACCEPTED'], on: 'ADVISE_HOLD', when: (c) => c.advice !== undefined, to: 'LOCAL', close: true,
    then: (c, i) => ({
      note: { advice: 'held' },
      send: ['WITHDRAW', { reason: 'ADVISE_HOLD' }],
      tell: [['advise-hold', i.body], ['withdrawn', { reason: 'ADVISE_HOLD' }]],
    }) },
  { in: 'any', on: 'ADVISE_HOLD', when: (c) => c.advice !== undefined,
    then: (c, i) => ({ note: { advice: 'held' }, tell: ['advise-hold', i.body] }) },
  { in: UNCOMMITTED, on: 'sealChanged', when: sealMayChange,
    then: (c, i) => ({ note: resealed(c, i), send: ['SEAL_CHANGED', i.body] }) },
];

export const ADVISING_ENTRY = [
  { in: 'any', on: 'ADVISE', when: (c) => !c.advice,
    then: (c, i) => ({ note: { advice: 'acknowledged' }, send: ['ADVISE_ACK'], tell: ['advised', i.body] }) },
  { in: ['LOCAL'], on: 'adviseHold', when: (c) => c.advice === 'acknowledged',
    then: (c, i) => ({ note: { advice: 'held' }, send: ['ADVISE_HOLD', i.body] }) },
  { in: 'any', on: 'adviseRelease', when: (c) => c.advice === 'held',
    then: () => ({ note: { advice: 'acknowledged' }, send: ['ADVISE_ACK'] }) },
  { in: UNCOMMITTED, on: 'SEAL_CHANGED', when: sealMayChange,
    then: (c, i) => ({ note: resealed(c, i), tell: ['seal-changed', i.body] }) },
];
