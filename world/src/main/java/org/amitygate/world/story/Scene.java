package org.amitygate.world.story;

import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.amitygate.world.Events;
import org.amitygate.world.physics.Site;
import org.amitygate.world.plan.PlannedTruck;
import org.jspecify.annotations.Nullable;

/** What the stories of all trucks have in common. Its state is under the lock of the site. */
public final class Scene {
  private final Site site;
  private final Events events;
  private final LongSupplier micros;
  private final Guards guards;
  private final PartnerLinks partners;
  private final Predicate<PlannedTruck> announced;
  private final double pace;
  private @Nullable String partnerFaultOf;

  /**
   * @param micros the time, UTC microseconds
   * @param guards the people at the export gate
   * @param announced whether both gates acknowledged a truck's declarations; thread-safe
   */
  public Scene(
      Site site,
      Events events,
      LongSupplier micros,
      Guards guards,
      PartnerLinks partners,
      Predicate<PlannedTruck> announced,
      double pace) {
    this.site = site;
    this.events = events;
    this.micros = micros;
    this.guards = guards;
    this.partners = partners;
    this.announced = announced;
    this.pace = pace;
  }

  Site site() {
    return site;
  }

  Events events() {
    return events;
  }

  long micros() {
    return micros.getAsLong();
  }

  Guards guards() {
    return guards;
  }

  PartnerLinks partners() {
    return partners;
  }

  boolean announced(PlannedTruck truck) {
    return announced.test(truck);
  }

  double pace() {
    return pace;
  }

  /** Only one truck at a time may have its story on the lines between the gates. */
  boolean takePartners(String truck) {
    if (partnerFaultOf == null) {
      partnerFaultOf = truck;
    }
    return truck.equals(partnerFaultOf);
  }

  void releasePartners(String truck) {
    if (truck.equals(partnerFaultOf)) {
      partnerFaultOf = null;
    }
  }

  void cutPartners(String truck, long millis) {
    events.write("cut", "lines", "both", "truck", truck);
    partners.cut();
    site.after(millis, () -> healPartners(truck, "both"));
  }

  void delayPartners(String truck, long delay, long during) {
    events.write("delayed", "lines", "import to export", "millis", delay, "truck", truck);
    partners.delay(delay);
    site.after(during, () -> healPartners(truck, "import to export"));
  }

  private void healPartners(String truck, String lines) {
    partners.heal();
    events.write("healed", "lines", lines, "truck", truck);
    site.after(3_000, () -> releasePartners(truck));
  }
}
