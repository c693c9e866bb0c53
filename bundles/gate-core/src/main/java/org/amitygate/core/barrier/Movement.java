package org.amitygate.core.barrier;

/** What a change of a zone's loops means. */
enum Movement {
  AT_STOP_LINE,
  /** Left the way it came. */
  BACKED_OUT,
  /** The passage loop was seen to rise. */
  PASSAGE_BEGAN,
  /** The passage loop was seen to fall, with the exit loop clear. */
  PASSAGE_ENDED,
  /** It is no longer there, and nobody saw how it left. */
  GONE
}
