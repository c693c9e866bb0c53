package org.amitygate.links;

import io.netty.handler.codec.http.HttpClientCodec;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.amitygate.config.LinkConfig;
import org.amitygate.core.device.LinkFactory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Links of the kind {@code http-stream}: the gate sends one GET to a URL and the device answers
 * with a stream that does not end. The head of the response comes as a message (address and body
 * empty), then the body as bytes. A device that asks for it gets HTTP Digest. Options: {@code
 * user}, {@code password}, {@code connectTimeout} (5s), {@code readIdle}.
 */
@Component(property = "gate.link=http-stream")
public final class HttpStreamLinks implements LinkFactory {

  private static final int LINE_BOUND = 4096;
  private static final int HEAD_BOUND = 16 << 10;
  private static final int CHUNK_BOUND = 64 << 10;

  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

  private final EventLoops loops;
  private final Duration answerWithin;
  private final LongSupplier nanoTime;

  /** By device, so that it rests on, too, when its link is made anew. */
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  /**
   * @param config that the rest is of: another one may have another password
   */
  private record Known(LinkConfig config, LoginRest rest) {}

  @Activate
  public HttpStreamLinks(@Reference EventLoops loops) {
    this(loops, ANSWER_WITHIN, System::nanoTime);
  }

  HttpStreamLinks(EventLoops loops, Duration answerWithin, LongSupplier nanoTime) {
    this.loops = loops;
    this.answerWithin = answerWithin;
    this.nanoTime = nanoTime;
  }

  /**
   * @throws IllegalArgumentException address or options have another form
   */
  @Override
  public OpenLink create(String device, LinkConfig config, Listener listener) {
    URI url = parse(device, config.address());
    Endpoint endpoint = Endpoint.of(url.getHost(), url.getPort() < 0 ? 80 : url.getPort());
    Options options = Options.of(config);
    LoginRest rest = rest(device, config);
    StreamLogin login = new StreamLogin(options.user(), options.password(), target(url), rest);
    Line line =
        new Line(
            loops,
            endpoint,
            options,
            (pipeline, of) ->
                pipeline.addLast(
                    new HttpClientCodec(LINE_BOUND, HEAD_BOUND, CHUNK_BOUND),
                    new StreamReader(of, endpoint, login, answerWithin)),
            listener);
    return new ReceiveOnly(line);
  }

  private LoginRest rest(String device, LinkConfig config) {
    return known
        .compute(
            device,
            (id, before) ->
                before != null && before.config().equals(config)
                    ? before
                    : new Known(config, new LoginRest(nanoTime)))
        .rest();
  }

  private static URI parse(String device, String address) {
    try {
      URI url = URI.create(address.strip());
      if ("http".equalsIgnoreCase(url.getScheme())
          && url.getHost() != null
          && url.getRawUserInfo() == null) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // The sentence below says what is expected.
    }
    throw new IllegalArgumentException(
        device
            + ": '"
            + address
            + "' is no URL of a stream; write it like http://192.168.1.20/path");
  }

  private static String target(URI url) {
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
  }

  /** A line on which only the device talks. */
  private record ReceiveOnly(Line line) implements OpenLink {
    @Override
    public void connect() {
      line.connect();
    }

    @Override
    public void send(byte[] bytes) {
      throw new UnsupportedOperationException("an HTTP stream only receives");
    }

    @Override
    public void readable(boolean on) {
      line.readable(on);
    }

    @Override
    public void reset(String cause) {
      line.reset(cause);
    }

    @Override
    public void close() {
      line.close();
    }
  }
}
