package org.amitygate.driver.hikvision;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Gives a stream piece by piece, as a link does: what was not consumed comes again. */
final class Feeder {
  final List<Part> parts = new ArrayList<>();
  private final HikvisionFrames frames;
  String left = "";

  Feeder(String boundary) throws IOException {
    frames = new HikvisionFrames(boundary);
  }

  void feed(String piece) throws IOException {
    ByteBuffer buffer =
        ByteBuffer.wrap((left + piece).getBytes(StandardCharsets.ISO_8859_1)).asReadOnlyBuffer();
    for (Part part = frames.next(buffer); part != null; part = frames.next(buffer)) {
      parts.add(part);
    }
    left = StandardCharsets.ISO_8859_1.decode(buffer).toString();
  }

  List<String> bodies() {
    return parts.stream()
        .map(part -> new String(part.body(), StandardCharsets.ISO_8859_1))
        .toList();
  }
}
