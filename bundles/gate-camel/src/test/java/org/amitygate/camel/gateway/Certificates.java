package org.amitygate.camel.gateway;

import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Map;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority of a test, and what it issues. */
final class Certificates {

  static final String PASSWORD = "correct horse";

  private final Path folder;
  private final String name;
  private final KeyPair keys = newKeys();
  private final X509Certificate root;

  Certificates(Path folder, String name) throws Exception {
    this.folder = folder;
    this.name = name;
    X509v3CertificateBuilder builder = builder("CN=" + name, "CN=" + name, keys, 1);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
    this.root = sign(builder);
  }

  /**
   * The settings of a gate with a key from this authority that trusts what another authority
   * vouches for.
   */
  Map<String, String> tls(String subject, Certificates trusted) throws Exception {
    return tls(keyStore(subject), trusted.trustStore());
  }

  static Map<String, String> tls(Path keyStore, Path trustStore) {
    return Map.of(
        "keyStore", keyStore.toString(), "trustStore", trustStore.toString(), "password", PASSWORD);
  }

  Path keyStore(String subject) throws Exception {
    return keyStore(subject, "localhost", "127.0.0.1");
  }

  Path keyStore(String subject, String host, String address) throws Exception {
    KeyPair pair = newKeys();
    X509v3CertificateBuilder builder =
        builder("CN=" + name, "CN=" + subject, pair, System.nanoTime());
    GeneralName[] names = {
      new GeneralName(GeneralName.dNSName, host), new GeneralName(GeneralName.iPAddress, address)
    };
    builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
    KeyStore store = empty();
    store.setKeyEntry(
        "key", pair.getPrivate(), PASSWORD.toCharArray(), new Certificate[] {sign(builder), root});
    return save(store, name + "-" + subject + ".p12");
  }

  Path trustStore() throws Exception {
    KeyStore store = empty();
    store.setCertificateEntry("root", root);
    return save(store, name + "-trust.p12");
  }

  static KeyStore empty() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private Path save(KeyStore store, String file) throws Exception {
    Path path = folder.resolve(file);
    try (OutputStream out = Files.newOutputStream(path)) {
      store.store(out, PASSWORD.toCharArray());
    }
    return path;
  }

  private X509Certificate sign(X509v3CertificateBuilder builder) throws Exception {
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
  }

  private static X509v3CertificateBuilder builder(
      String issuer, String subject, KeyPair pair, long serial) {
    Instant now = Instant.now();
    return new JcaX509v3CertificateBuilder(
        new X500Name(issuer),
        BigInteger.valueOf(serial),
        Date.from(now.minus(1, ChronoUnit.HOURS)),
        Date.from(now.plus(1, ChronoUnit.DAYS)),
        new X500Name(subject),
        pair.getPublic());
  }

  private static KeyPair newKeys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }
}
