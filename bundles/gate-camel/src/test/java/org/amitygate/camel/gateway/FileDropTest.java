package org.amitygate.camel.gateway;

import java.nio.file.Path;

/** On this machine or a share. */
class FileDropTest extends Folders {

  @Override
  String uri(Path of) {
    return "file:" + of + "?delay=50";
  }
}
