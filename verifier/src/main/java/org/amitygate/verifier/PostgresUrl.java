package org.amitygate.verifier;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/**
 * Where a journal is in PostgreSQL, as gate.yaml names it.
 *
 * @param place host, port and database
 * @param options those of the driver
 */
record PostgresUrl(String place, Properties options) {

  /**
   * @throws Wrong it is none; does not show the password
   */
  static PostgresUrl of(String dsn) throws Wrong {
    URI uri;
    try {
      uri = URI.create(dsn);
    } catch (IllegalArgumentException e) {
      // Its message would show the password.
      throw new Wrong("this is no URL: postgresql://HOST:5432/DATABASE?user=NAME&password=…");
    }
    Properties options = new Properties();
    String query = uri.getRawQuery();
    for (String option : query == null ? new String[0] : query.split("&")) {
      int equals = option.indexOf('=');
      if (equals > 0) {
        String name = option.substring(0, equals);
        // A plus is a plus here, as everywhere but in HTML forms.
        String value = option.substring(equals + 1).replace("+", "%2B");
        options.setProperty(
            name.equals("schema") ? "currentSchema" : name,
            URLDecoder.decode(value, StandardCharsets.UTF_8));
      }
    }
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return new PostgresUrl(uri.getHost() + port + uri.getPath(), options);
  }
}
