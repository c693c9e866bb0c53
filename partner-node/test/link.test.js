import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Link } from '../src/link.js';

/** A link with a clock that the test turns. */
function link() {
  const clock = { now: 1_000_000 };
  return { clock, link: new Link(() => clock.now) };
}

const shown = (at, uncertaintyMs = 0) => ({ time: new Date(at).toISOString(), uncertaintyMs });

test('a link is lost when nothing was delivered for so long', () => {
  const { clock, link: tried } = link();
  assert.ok(!tried.lost(0));
  tried.failed(clock.now - 10_000);
  tried.failed(clock.now);
  clock.now += 20_000;
  assert.ok(tried.lost(30_000));
  assert.ok(!tried.lost(30_001));
  tried.delivered(clock.now, clock.now);
  assert.ok(!tried.lost(0));
  tried.failed(clock.now - 40_000); // began before the other one was delivered
  assert.ok(!tried.lost(1));
});

test('a message proves a clock that is ahead, a receipt that it is right again', () => {
  const { clock, link: tried } = link();
  tried.heard(shown(clock.now - 3_600_000));
  assert.ok(!tried.clocksApart(), 'it was on its way for long');
  tried.heard(shown(clock.now + 31_000, 1_000));
  assert.ok(!tried.clocksApart());
  tried.heard(shown(clock.now + 31_001, 1_000));
  assert.ok(tried.clocksApart());
  tried.heard(shown(clock.now));
  assert.ok(tried.clocksApart(), 'this one may have been on its way for as long');
  tried.delivered(clock.now, clock.now + 1);
  assert.ok(!tried.clocksApart());
});

test('a receipt proves a clock that is behind, an old receipt proves nothing', () => {
  const { clock, link: tried } = link();
  tried.delivered(clock.now - 3_600_000, clock.now - 3_500_000);
  assert.ok(!tried.clocksApart());
  tried.delivered(clock.now - 1_000, clock.now - 31_000);
  assert.ok(!tried.clocksApart());
  tried.delivered(clock.now - 1_000, clock.now - 31_001);
  assert.ok(tried.clocksApart());
});

test('a wrong clock is asked for once a minute, while the link is up', () => {
  const { clock, link: tried } = link();
  assert.ok(!tried.asks());
  tried.heard(shown(clock.now + 60_000));
  tried.failed(clock.now);
  assert.ok(!tried.asks());
  tried.delivered(clock.now, clock.now + 60_000);
  assert.ok(tried.asks());
  clock.now += 59_999;
  assert.ok(!tried.asks());
  clock.now += 1;
  assert.ok(tried.asks());
});
