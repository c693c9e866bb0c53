package org.amitygate.config;

import java.util.Map;
import org.amitygate.authority.Answer.Verdict;

/**
 * Customs, quarantine or another authority.
 *
 * @param protocol name of the authority protocol plug-in, such as {@code wco}
 * @param sendUri Camel endpoint URI for questions
 * @param receiveUri Camel endpoint URI on which answers come
 * @param codes what codes of this authority mean where that is not what the protocol says
 */
public record AuthorityConfig(
    String id, String protocol, String sendUri, String receiveUri, Map<String, Verdict> codes) {
  public AuthorityConfig {
    codes = Map.copyOf(codes);
  }

  /** All codes mean what the protocol says. */
  public AuthorityConfig(String id, String protocol, String sendUri, String receiveUri) {
    this(id, protocol, sendUri, receiveUri, Map.of());
  }
}
