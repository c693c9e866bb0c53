package org.amitygate.demo.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GateProcessTest {

  @TempDir Path keys;

  @Test
  void onlyThePartnersKeysVerifyWhatItCountersigned() throws Exception {
    for (String name :
        List.of(
            "youyi-guan.public.jwk",
            "youyi-guan-2.public.jwk",
            "huu-nghi.jwk",
            "huu-nghi.public.jwk",
            "huu-nghi-2.public.jwk",
            "seals.public.jwk",
            "youyi-guan-ca.p12")) {
      Files.createFile(keys.resolve(name));
    }
    assertThat(GateProcess.partnerKeys(keys, "youyi-guan"))
        .containsExactly(
            keys.resolve("youyi-guan-2.public.jwk"), keys.resolve("youyi-guan.public.jwk"));
  }
}
