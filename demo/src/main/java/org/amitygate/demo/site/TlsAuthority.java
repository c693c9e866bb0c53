package org.amitygate.demo.site;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certification authority of one side of the pair: lives in memory, for one run. */
final class TlsAuthority {
  private static final int VALID_DAYS = 7;

  private final SecureRandom random;
  private final KeyPair keys;
  private final X509Certificate certificate;

  TlsAuthority(String name, SecureRandom random) throws GeneralSecurityException, IOException {
    this.random = random;
    this.keys = keyPair(random);
    X500Name subject = new X500Name("CN=Amity Gate demo CA " + name);
    JcaX509v3CertificateBuilder builder = builder(subject, subject, keys);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
    builder.addExtension(
        Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    this.certificate = sign(builder);
  }

  /** A key store with a new key of a host on this machine, certified, and its chain. */
  byte[] keyStore(String host, char[] password) throws GeneralSecurityException, IOException {
    KeyPair pair = keyPair(random);
    X500Name issuer = new X500Name(certificate.getSubjectX500Principal().getName());
    JcaX509v3CertificateBuilder builder = builder(issuer, new X500Name("CN=" + host), pair);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    builder.addExtension(
        Extension.extendedKeyUsage,
        false,
        new ExtendedKeyUsage(
            new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(
            new GeneralName[] {
              new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
              new GeneralName(GeneralName.dNSName, "localhost"),
              new GeneralName(GeneralName.dNSName, host)
            }));
    KeyStore store = empty();
    store.setKeyEntry(
        host, pair.getPrivate(), password, new Certificate[] {sign(builder), certificate});
    return bytes(store, password);
  }

  /** A trust store with nothing but this authority. */
  byte[] trustStore(char[] password) throws GeneralSecurityException, IOException {
    KeyStore store = empty();
    store.setCertificateEntry("partner-ca", certificate);
    return bytes(store, password);
  }

  private JcaX509v3CertificateBuilder builder(X500Name issuer, X500Name subject, KeyPair pair) {
    Instant now = Instant.now();
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(120, random).add(BigInteger.ONE),
        Date.from(now.minus(1, ChronoUnit.HOURS)),
        Date.from(now.plus(VALID_DAYS, ChronoUnit.DAYS)),
        subject,
        pair.getPublic());
  }

  /** A trust store with what is in another one and this authority. */
  byte[] trustStore(KeyStore before, char[] password) throws GeneralSecurityException, IOException {
    KeyStore store = empty();
    for (String alias : Collections.list(before.aliases())) {
      store.setCertificateEntry(alias, before.getCertificate(alias));
    }
    store.setCertificateEntry("partner-ca-2", certificate);
    return bytes(store, password);
  }

  private X509Certificate sign(JcaX509v3CertificateBuilder builder)
      throws GeneralSecurityException {
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static KeyPair keyPair(SecureRandom random) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    return generator.generateKeyPair();
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static byte[] bytes(KeyStore store, char[] password)
      throws GeneralSecurityException, IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    store.store(out, password);
    return out.toByteArray();
  }
}
