package org.amitygate.world.plan;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One truck as the seed made it. Masses in kg, speeds in m/s, times in milliseconds from the start
 * of the world.
 *
 * @param id T001…
 * @param plate what is written on the truck and in its declarations
 * @param lane L1…
 * @param exportReferences declarations announced to the export gate: none, one or two
 * @param importReferences declarations announced to the import gate: none or one
 * @param announcedTwice every declaration is posted a second time, unchanged
 * @param arrivesAt when it joins its queue, at pace 1
 * @param declaredAt when its declarations are announced, at pace 1
 * @param readAs what the cameras read: the plate without separators, or something else
 * @param confidence of the cameras, percent
 * @param otherPlate a second plate of the story: of the ghost or of the follower; null when it has
 *     none
 * @param variant 0 or 1, where a kind has two forms
 * @param customs the answers for each reference; a reference without an entry is never answered
 * @param seed for what else is left to chance about this truck
 */
public record PlannedTruck(
    String id,
    String plate,
    String lane,
    Kind kind,
    List<String> exportReferences,
    List<String> importReferences,
    boolean announcedTwice,
    int declaredGrossKg,
    int grossKg,
    String goods,
    String trader,
    long arrivesAt,
    long declaredAt,
    String readAs,
    int confidence,
    @Nullable String otherPlate,
    int variant,
    Map<String, List<CustomsStep>> customs,
    double speed,
    long seed) {
  /** What a camera gives that reads the plate well. */
  public String plateAsRead() {
    return Plates.asRead(plate);
  }
}
