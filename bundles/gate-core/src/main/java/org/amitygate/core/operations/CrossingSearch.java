package org.amitygate.core.operations;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.amitygate.core.crossing.Plates;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.journal.View;

/**
 * Finds what people call a crossing: an id, a short name, a declaration, or a plate however it is
 * written.
 */
final class CrossingSearch {

  private CrossingSearch() {}

  /**
   * The one crossing that is meant; of several only the one that is still open.
   *
   * @throws Refusal there is none, or it is not clear which; never guessed
   */
  static CrossingRow one(View view, String which) throws Refusal {
    Optional<UUID> id = id(which);
    List<CrossingRow> found =
        id.isPresent() ? view.crossing(id.get()).stream().toList() : all(view, which);
    List<CrossingRow> open = found.stream().filter(CrossingRow::open).toList();
    if (open.size() > 1) {
      String names = String.join(", ", open.stream().map(CrossingRow::name).toList());
      throw new Refusal(
          "'"
              + which
              + "' is "
              + open.size()
              + " open crossings: give the name of one of "
              + names);
    }
    return (open.isEmpty() ? found : open)
        .stream()
            .findFirst()
            .orElseThrow(
                () ->
                    new Refusal(
                        "no crossing '"
                            + which
                            + "': give an id, a short name, or the plate of one open crossing"));
  }

  /** Newest first. */
  static List<CrossingRow> all(View view, String text) {
    List<CrossingRow> exact = view.findCrossings(text.strip());
    String key = Plates.key(text);
    return exact.isEmpty() && !key.isEmpty() ? view.findCrossings(key) : exact;
  }

  private static Optional<UUID> id(String text) {
    try {
      return Optional.of(UUID.fromString(text.strip()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
