package org.amitygate.config;

/**
 * Customs, quarantine or another authority.
 *
 * @param protocol name of the authority protocol plug-in, such as {@code wco}
 * @param sendUri Camel endpoint URI for questions
 * @param receiveUri Camel endpoint URI on which answers come
 */
public record AuthorityConfig(String id, String protocol, String sendUri, String receiveUri) {}
