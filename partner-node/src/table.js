/**
 * Runs a state table. A row has `in` (states, or 'any'), `on` (a message, wish or deadline), perhaps `epoch` ('this',
 * 'open': not closed, 'newer') and `when(crossing, input, side)`, and says what happens:
 *
 * - `adopt`: the epoch of the message is taken; `next`: the next one begins;
 * - `to`: the next state;
 * - `then(crossing, input, side)`: more, as an object: `note` (members of the crossing), `send` (`[type, body,
 *   validMs]`, several in a list), `tell` (`[event, data]`, or several), `wait` (`[deadline, ms]`);
 * - `close`: the epoch ends after that, nothing of it counts any more.
 *
 * @param {object} input `{on, epoch, body}`; `epoch` of messages only
 * @returns {?{crossing: object, send: Array, tell: Array, wait: ?Array}} null: no row for it
 */
export function step(rows, crossing, input, side) {
  const row = rows.find((candidate) => applies(candidate, crossing, input, side));
  if (row === undefined) return null;
  const now = { ...crossing, epoch: row.adopt ? input.epoch : crossing.epoch + (row.next ? 1 : 0) };
  const { note = {}, send = [], tell = [], wait } = row.then?.(now, input, side) ?? {};
  const state = row.to ?? now.state;
  const epoch = now.epoch + (row.close ? 1 : 0);
  const ended = state !== now.state || row.close;
  const deadline = wait ? { name: wait[0], ms: wait[1] } : ended ? null : now.deadline;
  return {
    crossing: { ...now, state, epoch, deadline, ...note },
    send: list(send).map(([type, body = {}, validMs]) => ({ type, body, validMs, epoch: now.epoch })),
    tell: list(tell),
    wait,
  };
}

function list(one) {
  return one.length > 0 && !Array.isArray(one[0]) ? [one] : one;
}

function applies(row, crossing, input, side) {
  return (
    row.on === input.on &&
    (row.in === 'any' || row.in.includes(crossing.state)) &&
    (row.epoch === undefined ||
      (row.epoch === 'this' && input.epoch === crossing.epoch) ||
      (row.epoch === 'open' && input.epoch >= crossing.epoch) ||
      (row.epoch === 'newer' && input.epoch > crossing.epoch)) &&
    (row.when?.(crossing, input, side) ?? true)
  );
}
