package org.amitygate.core.bench;

import org.amitygate.core.crossing.Declarations;
import org.amitygate.core.json.Json;

/** The declaration of the bench's vehicle. */
public final class Announced {

  private Announced() {}

  /** A trader announces 31 t for export. */
  public static void by(Bench bench, String trader) {
    bench.tx(
        tx ->
            Declarations.announce(
                tx,
                Json.object()
                    .put("reference", "DEC-1")
                    .put("plate", Bench.PLATE)
                    .put("direction", "export")
                    .put("declaredGrossKg", 31_000)
                    .put("trader", trader)));
  }
}
