package org.amitygate.world.device;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Small JPEG pictures, different for different seeds. */
final class Pictures {
  private Pictures() {}

  /** A picture of some rectangles; the same for the same numbers. */
  static byte[] jpeg(int width, int height, int seed) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    int mix = seed;
    for (int i = 0; i < 6; i++) {
      mix = mix * 1_664_525 + 1_013_904_223;
      pen.setColor(new Color(mix >>> 8 & 0xFFFFFF));
      pen.fillRect(
          (mix >>> 4 & 63) * width / 64, (mix >>> 16 & 63) * height / 64, width / 2, height / 3);
    }
    pen.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, "jpg", bytes)) {
        throw new IllegalStateException("this Java writes no JPEG");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
