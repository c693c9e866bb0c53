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
      };

  /** Cuts both lines. */
  void cut();

  /** Both lines work again, at once for everything that is sent from now on. */
  void heal();

  /** What the import gate sends from now on arrives so much later. */
  void delay(long millis);
}
