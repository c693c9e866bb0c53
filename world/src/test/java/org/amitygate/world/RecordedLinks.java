package org.amitygate.world;

import java.util.List;
import org.amitygate.world.story.PartnerLinks;

/** Writes down what is done to the lines between the gates. */
record RecordedLinks(List<String> lines) implements PartnerLinks {

  @Override
  public void cut() {
    lines.add("cut");
  }

  @Override
  public void heal() {
    lines.add("heal");
  }

  @Override
  public void delay(long millis) {
    lines.add("delay " + millis);
  }

  @Override
  public void cutOne(int line) {
    lines.add("cut one");
  }

  @Override
  public void slow(long millis) {
    lines.add("slow");
  }

  @Override
  public void halfOpen() {
    lines.add("half open");
  }

  @Override
  public void loseAnswers() {
    lines.add("lose answers");
  }
}
