package org.amitygate.links;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Headers as drivers see them: names in lower case, values of one name joined by a comma. */
final class HeaderMaps {

  private HeaderMaps() {}

  static Map<String, String> of(HttpHeaders headers) {
    Map<String, String> map = new LinkedHashMap<>();
    headers.forEach(
        header ->
            map.merge(
                header.getKey().toLowerCase(Locale.ROOT),
                header.getValue(),
                (a, b) -> a + ", " + b));
    return Map.copyOf(map);
  }
}
