package org.amitygate.camel.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.amitygate.core.handover.PartnerView;
import org.apache.camel.support.jsse.KeyManagersParameters;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.SSLContextServerParameters;
import org.apache.camel.support.jsse.SecureSocketProtocolsParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;

/**
 * Mutual TLS 1.3 with a partner: our key, and the one authority that the partner's certificate must
 * come from.
 */
final class Tls {

  private Tls() {}

  /**
   * @throws NotUsable a store is missing or cannot be read, in one sentence without the password
   */
  static SSLContextParameters of(Address address) {
    String password = setting(address, "password");
    KeyStore keys = load(address, "keyStore", password);
    KeyStore trusted = load(address, "trustStore", password);
    requireKey(address, keys);
    requireCertificate(address, trusted);

    KeyManagersParameters keyManagers = new KeyManagersParameters();
    keyManagers.setKeyStore(parameters(keys, password));
    keyManagers.setKeyPassword(password);
    TrustManagersParameters trustManagers = new TrustManagersParameters();
    trustManagers.setKeyStore(parameters(trusted, password));
    SSLContextServerParameters server = new SSLContextServerParameters();
    server.setClientAuthentication("REQUIRE");
    SecureSocketProtocolsParameters protocols = new SecureSocketProtocolsParameters();
    protocols.setSecureSocketProtocol(List.of("TLSv1.3"));

    SSLContextParameters tls = new SSLContextParameters();
    tls.setSecureSocketProtocol("TLSv1.3");
    tls.setSecureSocketProtocols(protocols);
    tls.setKeyManagers(keyManagers);
    tls.setTrustManagers(trustManagers);
    tls.setServerParameters(server);
    return tls;
  }

  /** Every certificate with a private key, and every one that is trusted. */
  static List<PartnerView.Certificate> certificates(Address address) {
    String password = setting(address, "password");
    List<PartnerView.Certificate> all = new ArrayList<>();
    list(all, "own", load(address, "keyStore", password));
    list(all, "authority", load(address, "trustStore", password));
    return all;
  }

  private static void list(List<PartnerView.Certificate> all, String whose, KeyStore store) {
    any(
        store,
        (entries, alias) -> {
          if (entries.getCertificate(alias) instanceof X509Certificate certificate) {
            all.add(view(whose, certificate));
          }
          return false;
        });
  }

  static PartnerView.Certificate view(String whose, X509Certificate certificate) {
    return new PartnerView.Certificate(
        whose,
        certificate.getSubjectX500Principal().getName(),
        certificate.getNotAfter().toInstant());
  }

  private static KeyStoreParameters parameters(KeyStore store, String password) {
    KeyStoreParameters parameters = new KeyStoreParameters();
    parameters.setKeyStore(store);
    parameters.setPassword(password);
    return parameters;
  }

  private static KeyStore load(Address address, String name, String password) {
    Path file = Path.of(setting(address, name));
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password.toCharArray());
      return store;
    } catch (IOException | GeneralSecurityException e) {
      throw new NotUsable(
          address.title() + ": tls." + name + " " + file + " cannot be read as PKCS12: " + e, e);
    }
  }

  private static void requireKey(Address address, KeyStore keys) {
    if (!any(keys, KeyStore::isKeyEntry)) {
      throw new NotUsable(address.title() + ": tls.keyStore holds no private key");
    }
  }

  private static void requireCertificate(Address address, KeyStore trusted) {
    if (!any(trusted, KeyStore::isCertificateEntry)) {
      throw new NotUsable(
          address.title()
              + ": tls.trustStore holds no trusted certificate, so no partner could connect");
    }
  }

  @FunctionalInterface
  private interface Entry {
    boolean is(KeyStore store, String alias) throws GeneralSecurityException;
  }

  private static boolean any(KeyStore store, Entry kind) {
    try {
      for (String alias : Collections.list(store.aliases())) {
        if (kind.is(store, alias)) {
          return true;
        }
      }
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a keystore that was loaded cannot be listed", e);
    }
  }

  private static String setting(Address address, String name) {
    Map<String, String> tls = address.tls();
    String value = tls.get(name);
    if (value == null || value.isEmpty()) {
      throw new NotUsable(address.title() + ": tls." + name + " is missing");
    }
    return value;
  }
}
