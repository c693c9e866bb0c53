package org.amitygate.links;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.amitygate.config.LinkConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpStreamUrlTest {

  private final EventLoops loops = new EventLoops();

  @AfterEach
  void close() {
    loops.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "cam",
        "https://cam/x",
        "http:///x",
        "http://u:p@cam/",
        "rtsp://cam/",
        "http://a b/"
      })
  void refusesWhatIsNoUrl(String url) {
    LinkConfig config = new LinkConfig("http-stream", url, Map.of());
    assertThatThrownBy(() -> new HttpStreamLinks(loops).create("L3.cam", config, new Recorder()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("L3.cam");
  }
}
