package org.amitygate.core.journal;

/** The key that this gate signs its seals with. Thread-safe. */
public interface SealKey {

  /** SHA-256 of the public key (SubjectPublicKeyInfo, DER), 64 hexadecimal digits: its name. */
  String fingerprint();

  /**
   * @return ECDSA on P-256 over the SHA-256 of these bytes, as DER
   */
  byte[] sign(byte[] bytes);
}
