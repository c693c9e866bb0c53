package org.amitygate.auth;

import java.util.Map;
import org.apache.karaf.jaas.modules.Encryption;
import org.apache.karaf.jaas.modules.EncryptionService;
import org.osgi.service.component.annotations.Component;

/** Gives Karaf's realm the gate's way to keep passwords. */
@Component(
    service = {EncryptionService.class, PasswordEncryption.class},
    property = "name=" + PasswordEncryption.NAME)
public final class PasswordEncryption implements EncryptionService {

  static final String NAME = "pbkdf2";

  private final Passwords passwords = new Passwords();

  @Override
  public Encryption createEncryption(Map<String, String> options) {
    return passwords;
  }

  Passwords passwords() {
    return passwords;
  }
}
