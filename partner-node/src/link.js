/** Clocks may differ by this, in milliseconds. */
export const SKEW = 30_000;
/** A clock that is wrong is asked for again after this. */
const ASK = 60_000;

/**
 * What using the link shows, in milliseconds: since when nothing was delivered, and what the partner's clock is ahead.
 * Not kept: after a restart both are taken for good until they show otherwise.
 */
export class Link {
  #now;
  #failing;
  #delivered = -Infinity;
  #ahead = 0;
  #asked = -Infinity;

  constructor(now = Date.now) {
    this.#now = now;
  }

  /** A sending that began then failed; others may have been delivered since. */
  failed(began) {
    this.#failing ??= Math.max(began, this.#delivered);
  }

  /** A message that was made at `madeAt` by our clock has a receipt of `at` by the partner's, which may be an old one. */
  delivered(madeAt, at) {
    const now = this.#now();
    this.#failing = undefined;
    this.#delivered = now;
    this.#ahead = Math.max(at - now, Math.min(at - madeAt, this.#ahead));
  }

  /** A message came that says `sentAt`: it can have been on its way for long, and proves only a clock that is ahead. */
  heard({ time, uncertaintyMs }) {
    this.#ahead = Math.max(Date.parse(time) - uncertaintyMs - this.#now(), this.#ahead);
  }

  /** None of our messages could be delivered for so long. */
  lost(after) {
    return this.#failing !== undefined && this.#now() - this.#failing >= after;
  }

  clocksApart() {
    return Math.abs(this.#ahead) > SKEW;
  }

  /** Only another receipt shows that the clock is right again: whoever waits for it is to ask now. */
  asks() {
    const asks = this.clocksApart() && this.#failing === undefined && this.#now() - this.#asked >= ASK;
    if (asks) this.#asked = this.#now();
    return asks;
  }
}
