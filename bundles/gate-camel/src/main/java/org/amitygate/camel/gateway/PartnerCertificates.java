package org.amitygate.camel.gateway;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.amitygate.config.PartnerConfig;
import org.amitygate.core.handover.PartnerView;
import org.osgi.service.component.annotations.Component;

/** The TLS certificates of the pairs: ours from their files, the partners' as they showed them. */
@Component(service = PartnerCertificates.class)
public final class PartnerCertificates {

  private final Map<String, X509Certificate> shown = new ConcurrentHashMap<>();

  void shown(String partner, X509Certificate certificate) {
    shown.put(partner, certificate);
  }

  /**
   * @throws NotUsable a key store cannot be read, in one sentence
   */
  List<PartnerView.Certificate> of(PartnerConfig partner) {
    List<PartnerView.Certificate> all = new ArrayList<>();
    if (!partner.tls().isEmpty()) {
      all.addAll(
          Tls.certificates(
              new Address("partner", partner.id(), partner.receiveUri(), partner.tls())));
    }
    X509Certificate last = shown.get(partner.id());
    if (last != null) {
      all.add(Tls.view("partner", last));
    }
    return all;
  }
}
