package org.amitygate.partner.handover;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.amitygate.partner.handover.HandoverModel.Node;

/** Visits every state that a model can come to and checks the protocol's invariants in each. */
final class ExhaustiveSearch {

  private final HandoverModel model;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<Node, Integer> numbers = new HashMap<>();

  /** Edges as (from, to) pairs, in the order of {@code from}. */
  private int[] from = new int[1 << 20];

  private int[] to = new int[1 << 20];
  private int edges;
  private boolean safetyOnly;

  ExhaustiveSearch(Table exit, Table entry) {
    model = new HandoverModel(exit, entry);
  }

  /** Safety, agreement, reachability. @throws Violation of an invariant */
  ExhaustiveSearch run() {
    visit(model.start());
    for (int i = 0; i < nodes.size(); i++) {
      expand(i);
    }
    doneStaysReachable();
    return this;
  }

  /**
   * Checks only what must never happen, and stops at the first. @throws Violation of an invariant
   * of safety
   */
  ExhaustiveSearch safety() {
    safetyOnly = true;
    visit(model.start());
    for (int i = 0; i < nodes.size(); i++) {
      expand(i);
    }
    return this;
  }

  int states() {
    return nodes.size();
  }

  HandoverModel model() {
    return model;
  }

  private void expand(int number) {
    Node node = nodes.get(number);
    boolean[] unsettled = new boolean[1];
    model.successors(
        node, next -> unsettled[0] |= edge(number, node, next), next -> edge(number, node, next));
    if (!unsettled[0] && !safetyOnly) {
      model.checkSettled(node);
    }
  }

  private boolean edge(int number, Node node, Node next) {
    if (next.equals(node)) {
      return false;
    }
    model.check(node, next);
    if (edges == from.length) {
      from = Arrays.copyOf(from, edges * 2);
      to = Arrays.copyOf(to, edges * 2);
    }
    from[edges] = number;
    to[edges++] = visit(next);
    return true;
  }

  private int visit(Node node) {
    Integer known = numbers.putIfAbsent(node, nodes.size());
    if (known != null) {
      return known;
    }
    nodes.add(node);
    return nodes.size() - 1;
  }

  /**
   * Invariant 4: below the epoch bound DONE stays reachable. Spreads backwards from what is done.
   */
  private void doneStaysReachable() {
    boolean[] canFinish = new boolean[nodes.size()];
    for (int i = 0; i < nodes.size(); i++) {
      canFinish[i] = model.done(nodes.get(i));
    }
    boolean more = true;
    while (more) {
      more = false;
      for (int i = edges - 1; i >= 0; i--) {
        if (canFinish[to[i]] && !canFinish[from[i]]) {
          canFinish[from[i]] = true;
          more = true;
        }
      }
    }
    for (int i = 0; i < nodes.size(); i++) {
      if (!canFinish[i] && model.s(nodes.get(i)).epoch() < HandoverModel.EPOCHS) {
        throw new Violation("4: DONE cannot be reached any more", model.describe(nodes.get(i)));
      }
    }
  }
}
