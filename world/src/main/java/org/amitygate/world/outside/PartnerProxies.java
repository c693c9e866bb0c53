package org.amitygate.world.outside;

import java.util.List;
import org.amitygate.world.story.PartnerLinks;

/** Both lines between the gates. Thread-safe. */
public final class PartnerProxies implements PartnerLinks {
  private final List<PartnerProxy> all;
  private final List<PartnerProxy> fromImport;

  /**
   * @param fromImport those of them that the import gate calls
   */
  public PartnerProxies(List<PartnerProxy> all, List<PartnerProxy> fromImport) {
    this.all = List.copyOf(all);
    this.fromImport = List.copyOf(fromImport);
  }

  @Override
  public void cut() {
    all.forEach(PartnerProxy::cut);
  }

  @Override
  public void heal() {
    all.forEach(PartnerProxy::heal);
  }

  @Override
  public void delay(long millis) {
    fromImport.forEach(proxy -> proxy.delay(millis));
  }

  @Override
  public void cutOne(int line) {
    if (!all.isEmpty()) {
      all.get(Math.floorMod(line, all.size())).cut();
    }
  }

  @Override
  public void slow(long millis) {
    all.forEach(proxy -> proxy.delay(millis));
  }

  @Override
  public void halfOpen() {
    all.forEach(PartnerProxy::halfOpen);
  }

  @Override
  public void loseAnswers() {
    all.forEach(PartnerProxy::loseAnswers);
  }
}
