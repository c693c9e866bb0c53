package org.amitygate.testkit;

import java.time.Duration;
import java.util.Map;
import org.amitygate.device.Command;
import org.amitygate.device.Outcome;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The contract, held against the reference driver with a defect. Run by {@link SabotageTest} only,
 * which names the defect in the configuration parameter {@value #DEFECT}.
 */
@ExtendWith(BrokenContract.Named.class)
final class BrokenContract extends DriverContract {

  static final String DEFECT = "defect";

  private final Defect defect;

  BrokenContract(Defect defect) {
    this.defect = defect;
  }

  @Override
  protected Declaration declare() {
    return Declaration.of(defect::driver, "tcp", port -> new ReferenceDevice())
        .setting("silence", "400ms")
        .readings()
        .suspends()
        .patience(Duration.ofSeconds(2))
        .liveness(Duration.ofMillis(700))
        .command(Command.WEIGH, Map.of(), outcome -> outcome instanceof Outcome.Done);
  }

  static final class Named implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext run) {
      return parameter.getParameter().getType() == Defect.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext run) {
      return run.getConfigurationParameter(DEFECT, Defect::valueOf).orElseThrow();
    }
  }
}
