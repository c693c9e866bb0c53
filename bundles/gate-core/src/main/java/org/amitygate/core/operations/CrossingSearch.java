package org.amitygate.core.operations;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.amitygate.core.crossing.CrossingName;
import org.amitygate.core.journal.CrossingQuery;
import org.amitygate.core.journal.CrossingQuery.Place;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.journal.View;
import org.amitygate.crossing.Plates;

/**
 * Finds what people call a crossing: an id, a short name, a declaration, or a plate however it is
 * written.
 */
final class CrossingSearch {

  /** Of those that have a plate or a declaration as a part of theirs, at a time. */
  private static final int PAGE = 100;

  private CrossingSearch() {}

  /**
   * The one crossing that is meant; of several only the one that is still open, or else the newest.
   * Looks through all that ever were: not for the journal's writer.
   *
   * @throws Refusal there is none, or it is not clear which; never guessed
   */
  static CrossingRow one(View view, String which) throws Refusal {
    Optional<CrossingRow> quickly = quickly(view, which);
    return quickly.isPresent() ? quickly.get() : ended(view, which.strip(), which);
  }

  /** The id of the one that is meant; what was typed, if there is none or it is not clear which. */
  static String idOr(View view, String which) {
    try {
      return one(view, which).id().toString();
    } catch (Refusal e) {
      return which;
    }
  }

  /**
   * The one crossing with this id, or the open one that is called so.
   *
   * @throws Refusal there is none, or it is not clear which
   */
  static CrossingRow known(View view, String which) throws Refusal {
    return quickly(view, which).orElseThrow(() -> none(which));
  }

  private static Optional<CrossingRow> quickly(View view, String which) throws Refusal {
    String text = which.strip();
    Optional<UUID> id = id(text);
    if (id.isPresent()) {
      return Optional.of(view.crossing(id.get()).orElseThrow(() -> none(which)));
    }
    List<CrossingRow> open = called(view, text);
    if (open.size() > 1) {
      String names = String.join(", ", open.stream().map(CrossingRow::name).toList());
      throw new Refusal(
          "'%s' is %d open crossings: give the name of one of %s"
              .formatted(which, open.size(), names));
    }
    return open.stream().findFirst();
  }

  private static List<CrossingRow> called(View view, String text) {
    List<CrossingRow> exact = text.isEmpty() ? List.of() : view.openCrossingsCalled(text);
    String key = Plates.key(text);
    return exact.isEmpty() && !key.isEmpty() ? view.openCrossingsCalled(key) : exact;
  }

  private static CrossingRow ended(View view, String text, String which) throws Refusal {
    String key = Plates.key(text);
    if (key.isEmpty()) {
      throw none(which);
    }
    CrossingQuery query = CrossingQuery.text(text, PAGE);
    while (true) {
      List<CrossingRow> page = view.find(query);
      for (CrossingRow row : page) {
        if (row.name().equals(text) || row.declaration().equals(text) || row.plate().equals(key)) {
          return row;
        }
      }
      if (page.size() < PAGE) {
        throw none(which);
      }
      query = query.behind(Place.of(page.get(PAGE - 1)));
    }
  }

  /** Whether nobody is looked up with this: it is an id or a short name, or nothing at all. */
  static boolean namesNobody(String which) {
    String text = which.strip();
    return id(text).isPresent() || CrossingName.is(text) || Plates.key(text).isEmpty();
  }

  private static Refusal none(String which) {
    return new Refusal(
        "no crossing '%s': give an id, a short name, or the plate of one open crossing"
            .formatted(which));
  }

  private static Optional<UUID> id(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
