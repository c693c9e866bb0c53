package org.amitygate.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.amitygate.core.journal.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.VersionRange;

class PluginFileTest {

  @TempDir Path folder;

  private PluginJar good() {
    return PluginJar.bundle("org.example.mt-sics", "1.2.0")
        .capability("driver", "mt-sics")
        .header("Import-Package", "org.amitygate.device;version=\"[1.0,2)\",org.slf4j");
  }

  private String refusal(PluginJar jar) throws Exception {
    Path file = jar.write(folder, "some.jar");
    try {
      PluginFile.read(file);
      return "taken";
    } catch (Refusal e) {
      return e.getMessage();
    }
  }

  @Test
  void readsWhatThePlugInIs() throws Exception {
    Path jar =
        good()
            .header("Gate-Settings-Schema", "settings.schema.json")
            .entry("settings.schema.json", "{}")
            .write(folder, "x.jar");

    PluginFile file = PluginFile.read(jar);

    assertThat(file.kind()).isEqualTo(PluginKind.DRIVER);
    assertThat(file.name()).isEqualTo("mt-sics");
    assertThat(file.version()).hasToString("1.2.0");
    assertThat(file.symbolicName()).isEqualTo("org.example.mt-sics");
    assertThat(file.sha256()).isEqualTo(PluginFolder.digest(jar)).hasSize(64);
    assertThat(file.settingsSchema()).contains("{}");
    assertThat(file.needs())
        .containsExactly(
            new PluginFile.NeededPackage("org.amitygate.device", new VersionRange("[1.0,2)")),
            new PluginFile.NeededPackage("org.slf4j", new VersionRange("0.0.0")));
    assertThat(file).hasToString("mt-sics 1.2.0");
  }

  @Test
  void refusesWhatIsNoPlugIn() throws Exception {
    Path text = Files.writeString(folder.resolve("text.jar"), "no jar");

    assertThatThrownBy(() -> PluginFile.read(text))
        .isInstanceOf(Refusal.class)
        .hasMessageStartingWith("'text.jar' is not a plug-in: it cannot be read as a jar");
    assertThatThrownBy(() -> PluginFile.read(folder.resolve("none.jar")))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("there is no file")
        .hasMessageContaining("none.jar");
    assertThat(refusal(good().header("Bundle-SymbolicName", null)))
        .isEqualTo(
            "'some.jar' is not a plug-in: its manifest has no Bundle-SymbolicName; build it as an OSGi bundle");
    assertThat(refusal(good().header("Provide-Capability", "osgi.service;objectClass=\"a,b\"")))
        .isEqualTo(
            "'some.jar' is not a plug-in: its manifest does not provide the capability org.amitygate.plugin; add Provide-Capability: org.amitygate.plugin;kind=driver;name=NAME");
    assertThat(
            refusal(
                good()
                    .header(
                        "Provide-Capability",
                        "org.amitygate.plugin;kind=driver;name=a,org.amitygate.plugin;kind=flow;name=b")))
        .isEqualTo("'some.jar' declares 2 plug-ins; put each into a jar of its own");
    assertThat(refusal(good().capability("gadget", "mt-sics")))
        .isEqualTo(
            "'some.jar' says it is of the kind 'gadget'; the kind must be driver, authority or flow");
    assertThat(refusal(good().capability("driver", "MT SICS")))
        .isEqualTo(
            "'some.jar' has the plug-in name 'MT SICS'; use lower-case letters, digits and -, such as mt-sics");
  }

  @Test
  void refusesWhatCouldNotBeUpdatedAlone() throws Exception {
    assertThat(refusal(good().header("Export-Package", "a.b;version=\"1.0\"")))
        .isEqualTo("mt-sics exports a.b; a plug-in exports no package, make it private");
    assertThat(refusal(good().header("Import-Package", "a;resolution:=optional")))
        .isEqualTo(
            "mt-sics imports a optionally; a plug-in needs a package or does without, remove resolution:=optional");
    assertThat(refusal(good().header("DynamicImport-Package", "*")))
        .isEqualTo("mt-sics has dynamic imports; name the packages it needs in Import-Package");
    assertThat(refusal(good().header("Fragment-Host", "org.x")))
        .isEqualTo("mt-sics is a fragment; a plug-in is a bundle of its own, remove Fragment-Host");
    assertThat(refusal(good().header("Require-Bundle", "org.x")))
        .isEqualTo("mt-sics requires another bundle; import packages instead of Require-Bundle");
    assertThat(refusal(good().header("Bundle-NativeCode", "x.so")))
        .isEqualTo("mt-sics has native code; a plug-in has none, remove Bundle-NativeCode");
    assertThat(refusal(good().header("Bundle-SymbolicName", "org.x;singleton:=true")))
        .isEqualTo(
            "mt-sics is a singleton, so two versions cannot run side by side; remove singleton:=true");
  }

  @Test
  void refusesVersionsAndSchemasThatAreNone() throws Exception {
    assertThat(refusal(good().header("Bundle-Version", null)))
        .isEqualTo("mt-sics has no version; write Bundle-Version like 1.2.0");
    assertThat(refusal(good().header("Bundle-Version", "one")))
        .isEqualTo("mt-sics has the version 'one'; write Bundle-Version like 1.2.0");
    assertThat(refusal(good().header("Gate-Settings-Schema", "s.json")))
        .isEqualTo("mt-sics names the settings schema 's.json', which is not in the jar; add it");
    assertThat(refusal(good().header("Import-Package", "a;version=\"[1,\"")))
        .isEqualTo(
            "mt-sics imports a in a version range that cannot be read; write it like [1.0,2)");
  }

  @Test
  void readsHeadersWithQuotes() {
    assertThat(HeaderClause.parse("a;b;version:Version=\"1,2;3\";uses:=\"c,d\", e"))
        .containsExactly(
            new HeaderClause(
                java.util.List.of("a", "b"),
                java.util.Map.of("version", "1,2;3"),
                java.util.Map.of("uses", "c,d")),
            new HeaderClause(java.util.List.of("e"), java.util.Map.of(), java.util.Map.of()));
    assertThat(HeaderClause.parse(null)).isEmpty();
  }
}
