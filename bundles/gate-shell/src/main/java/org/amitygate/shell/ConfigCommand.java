package org.amitygate.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.amitygate.config.ConfigException;
import org.amitygate.config.ConfigFile;
import org.amitygate.config.ConfigLoader;
import org.amitygate.config.GateConfig;
import org.amitygate.core.journal.Refusal;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code gate:config}. */
@Service
@Command(
    scope = "gate",
    name = "config",
    description = "the configuration file: check | show | schema")
public final class ConfigCommand extends GateCommand {

  @Argument(index = 0, name = "words", multiValued = true, description = "check, show or schema")
  List<String> words = new ArrayList<>();

  @Override
  void run(Desk desk) throws Refusal {
    Words typed = new Words(words, Set.of(), Set.of()).atMost(1);
    String what = typed.at(0).isEmpty() ? "check" : typed.at(0);
    desk.actor();
    ConfigFile file = desk.service(ConfigFile.class);
    switch (what) {
      case "check" -> check(desk, file);
      case "show" -> desk.print(shown(file));
      case "schema" -> desk.print(ConfigLoader.schemaText());
      default -> throw typed.unknown("gate:config", "check", "show", "schema");
    }
  }

  private static void check(Desk desk, ConfigFile file) throws Refusal {
    try {
      GateConfig config = file.check();
      desk.print(
          "OK %s is good: gate %s, %d lanes"
              .formatted(file.path(), config.gate().id(), config.lanes().size()));
    } catch (ConfigException e) {
      throw new Refusal(e.getMessage());
    }
  }

  private static String shown(ConfigFile file) throws Refusal {
    if (file.effective().isEmpty()) {
      throw new Refusal(
          "no configuration is in force: " + file.refusal().orElse("the file was not read yet"));
    }
    return file.effective();
  }
}
