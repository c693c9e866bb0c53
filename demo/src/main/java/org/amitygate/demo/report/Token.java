package org.amitygate.demo.report;

/** What a barrier controller was told to open with: one opening of one barrier. */
record Token(String gate, String lane, long number) {
  @Override
  public String toString() {
    return gate + "/" + lane + " token " + number;
  }
}
