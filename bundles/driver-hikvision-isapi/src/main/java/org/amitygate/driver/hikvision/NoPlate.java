package org.amitygate.driver.hikvision;

import java.util.Locale;
import java.util.Set;

/** The texts that cameras write where a plate should be and none was read. Pure. */
final class NoPlate {

  /** In lower case, letters and digits only; from cameras' manuals, firmwares and integrations. */
  private static final Set<String> TEXTS =
      Set.of(
          "",
          "unknown",
          "unknownplate",
          "noplate",
          "nolicenseplate",
          "nolicence",
          "nolicense",
          "nonumber",
          "nonumberplate",
          "noread",
          "notread",
          "notrecognized",
          "notrecognised",
          "unrecognized",
          "unrecognised",
          "unlicensed",
          "unlicensedvehicle",
          "none",
          "null",
          "nil",
          "na",
          "undefined",
          "empty",
          "khôngbiểnsố",
          "khôngcóbiểnsố",
          "không",
          "无",
          "无牌",
          "无牌车",
          "无车牌",
          "无车牌号",
          "无号牌",
          "未知",
          "未知车牌",
          "未识别",
          "未识别车牌",
          "未识别号牌",
          "车牌未识别",
          "未检测到车牌",
          "無車牌",
          "無牌",
          "未識別",
          "車牌未識別");

  private NoPlate() {}

  /** Whether the text is a plate and not one of those. */
  static boolean isPlate(String text) {
    return !TEXTS.contains(text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{M}\\p{N}]", ""));
  }
}
