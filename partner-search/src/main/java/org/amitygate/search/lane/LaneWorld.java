package org.amitygate.search.lane;

import java.util.ArrayList;
import java.util.List;
import org.amitygate.partner.lane.LaneSituation;
import org.amitygate.partner.lane.LaneTrigger.Answer;

/**
 * One state of both sides, of the lane and of what was ever said. Everything is on disk or lies in
 * the street, so that a restart at any moment loses nothing but time.
 *
 * @param directions said about the direction, ever: bit (answer, lane epoch) for each speaker
 * @param handovers said about vehicles, ever: bit (word, attempt) for each exit side
 */
record LaneWorld(Side a, Side b, long directions, long handovers) {

  /**
   * One side.
   *
   * @param wished its people want the next change
   * @param attempt of its own vehicles, from 0: none yet
   * @param exit what its exit side is doing
   * @param vehicle a vehicle of this side is on the lane
   * @param bound it has promised to take a vehicle of the other side
   * @param closed the last attempt of the other side that is over here
   */
  record Side(
      LaneSituation lane,
      boolean wished,
      int attempt,
      Exit exit,
      boolean vehicle,
      boolean bound,
      int closed) {

    boolean drained() {
      return exit == Exit.IDLE && !bound;
    }

    Side lane(LaneSituation next, boolean wish) {
      return new Side(next, wish, attempt, exit, vehicle, bound, closed);
    }

    Side leaving(int number, Exit what, boolean onTheLane) {
      return new Side(lane, wished, number, what, onTheLane, bound, closed);
    }

    Side taking(boolean promised, int over) {
      return new Side(lane, wished, attempt, exit, vehicle, promised, over);
    }
  }

  enum Exit {
    IDLE,
    COMMITTING,
    /** COMMIT_OK is there: its barrier opens. */
    OPENED
  }

  /** What is said about a vehicle: by its exit side, and by the side that it enters. */
  enum Word {
    COMMIT,
    ABORT,
    COMMIT_OK,
    COMMIT_DENIED,
    RECEIVED
  }

  static final LaneWorld START =
      new LaneWorld(
          new Side(LaneSituation.configured(true), false, 0, Exit.IDLE, false, false, 0),
          new Side(LaneSituation.configured(false), false, 0, Exit.IDLE, false, false, 0),
          0,
          0);

  Side side(boolean first) {
    return first ? a : b;
  }

  LaneWorld with(boolean first, Side changed) {
    return first
        ? new LaneWorld(changed, b, directions, handovers)
        : new LaneWorld(a, changed, directions, handovers);
  }

  LaneWorld said(boolean byFirst, Answer answer, int laneEpoch) {
    long bit =
        1L << (laneEpoch * Answer.values().length + answer.ordinal()) * 2 + (byFirst ? 1 : 0);
    return new LaneWorld(a, b, directions | bit, handovers);
  }

  boolean wasSaid(boolean byFirst, Answer answer, int laneEpoch) {
    return said(byFirst, answer, laneEpoch).directions == directions;
  }

  /**
   * @param ofFirst the vehicle is the first side's
   */
  LaneWorld said(boolean ofFirst, Word word, int attempt) {
    long bit = 1L << (attempt * Word.values().length + word.ordinal()) * 2 + (ofFirst ? 1 : 0);
    return new LaneWorld(a, b, directions, handovers | bit);
  }

  /** Of which attempts this was said. */
  List<Integer> attempts(boolean ofFirst, Word word, int most) {
    List<Integer> attempts = new ArrayList<>();
    for (int attempt = 1; attempt <= most; attempt++) {
      if (said(ofFirst, word, attempt).handovers == handovers) {
        attempts.add(attempt);
      }
    }
    return attempts;
  }
}
