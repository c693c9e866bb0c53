package org.amitygate.world.story;

/** The lines between the two gates. */
public interface PartnerLinks {
  /** Lines that cannot be harmed. */
  PartnerLinks NONE =
      new PartnerLinks() {
        @Override
        public void cut() {}

        @Override
        public void heal() {}

        @Override
        public void delay(long millis) {}

        @Override
        public void cutOne(int line) {}

        @Override
        public void slow(long millis) {}

        @Override
        public void halfOpen() {}

        @Override
        public void loseAnswers() {}
      };

  /** Cuts both lines. */
  void cut();

  /** Both lines work again, at once for everything that is sent from now on. */
  void heal();

  /** What the import gate sends from now on arrives so much later. */
  void delay(long millis);

  /** Cuts one line: the other way still works. */
  void cutOne(int line);

  /** What either gate sends from now on arrives so much later. */
  void slow(long millis);

  /** Both lines stay open and nothing comes through. */
  void halfOpen();

  /** What either gate says arrives, and no answer comes back: it will be said twice. */
  void loseAnswers();
}
