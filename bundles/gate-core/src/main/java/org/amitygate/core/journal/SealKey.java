package org.amitygate.core.journal;

/** The key that this gate signs its seals with. Thread-safe. */
public interface SealKey {

  /**
   * SHA-256 of the public key (SubjectPublicKeyInfo, DER), 64 hexadecimal digits: its name. Makes
   * the key if there is none yet, and keeps its public half beside the records.
   *
   * @throws IllegalStateException there is no key that could be read or made
   */
  String fingerprint();

  /**
   * @return ECDSA on P-256 over the SHA-256 of these bytes, as DER
   * @throws IllegalStateException there is no key that could be read or made
   */
  byte[] sign(byte[] bytes);
}
