package org.amitygate.authority.wco;

import java.net.ProtocolException;
import java.util.Map;
import org.amitygate.authority.Answer;
import org.amitygate.authority.Answer.Verdict;
import org.amitygate.authority.AuthorityProtocol;
import org.amitygate.authority.Request;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/**
 * Customs that speak the WCO Data Model, version 3. Public only because declarative services create
 * it; nothing imports it.
 */
@Component(property = "gate.authority=wco", configurationPolicy = ConfigurationPolicy.IGNORE)
public final class WcoProtocol implements AuthorityProtocol {

  private final Map<String, Verdict> verdicts;

  @Activate
  public WcoProtocol() {
    this(FunctionCodes.DEFAULT);
  }

  /**
   * @param verdicts what each function code means; every other code is {@link Verdict#UNKNOWN}
   */
  WcoProtocol(Map<String, Verdict> verdicts) {
    this.verdicts = Map.copyOf(verdicts);
  }

  @Override
  public String contentType() {
    return "application/xml; charset=UTF-8";
  }

  @Override
  public byte[] encode(Request request) {
    return WcoQuery.encode(request);
  }

  @Override
  public Answer decode(byte[] bytes) throws ProtocolException {
    return WcoResponse.decode(bytes, verdicts);
  }
}
