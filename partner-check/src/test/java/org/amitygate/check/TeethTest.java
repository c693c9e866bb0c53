package org.amitygate.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.amitygate.check.Result.Outcome;
import org.amitygate.check.rules.Check;
import org.amitygate.check.rules.Rule;
import org.amitygate.check.site.Profile;
import org.amitygate.check.site.Profile.Limits;
import org.amitygate.check.site.Vehicles;
import org.amitygate.check.wire.Caller;
import org.amitygate.check.wire.Door;
import org.amitygate.check.wire.Mail;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A peer that keeps the rules passes, and one with a single fault fails the rule that names it.
 * Each has its own peer and waits most of the time: side by side.
 */
@Tag("slow")
class TeethTest {
  private static final int LAST_PORT = 32_000;
  private static final AtomicInteger NEXT_PORT =
      new AtomicInteger(20_000 + new Random().nextInt(10_000));
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofSeconds(3);
  private static final Duration QUIET = Duration.ofSeconds(1);

  private static Limits limits(Duration patience) {
    // Longer than the kit ever takes to answer, however busy the machine is.
    Duration offer = Duration.ofSeconds(6);
    Duration commit = Duration.ofSeconds(5);
    Duration soon = Duration.ofMillis(300);
    return new Limits(offer, commit, soon, soon, soon, patience, QUIET, soon, soon);
  }

  private static List<Result> check(
      Set<Fault> faults, Duration patience, boolean vehicles, String... only) throws Exception {
    ECKey kitKey = new ECKeyGenerator(Curve.P_256).keyID("kit").generate();
    ECKey peerKey = new ECKeyGenerator(Curve.P_256).keyID("peer").generate();
    Limits limits = limits(patience);
    try (Peer peer = new Peer(faults, peerKey, kitKey.toPublicJWK(), limits)) {
      URI listen = URI.create("http://127.0.0.1:" + freePort() + "/kit");
      Profile profile =
          new Profile(
              "a",
              "b",
              "1-2",
              "p",
              listen,
              peer.url(),
              kitKey,
              List.of(peerKey.toPublicJWK()),
              Optional.empty(),
              List.of("X1", "X2", "X3"),
              List.of("E1", "E2", "E3"),
              List.of("X3"),
              limits,
              "");
      Mail mail = new Mail(profile, Duration.ofMinutes(1));
      Door door = Door.open(profile, mail);
      try (Vehicles who = vehicles ? peer : Vehicles.attach("")) {
        peer.calls(listen);
        Check check = new Check(profile, Caller.of(profile), mail, who);
        check.greet();
        List<String> ids = Arrays.asList(only);
        return new Run(check, rule -> ids.isEmpty() || ids.contains(rule.id()), result -> {}).go();
      } finally {
        door.close();
      }
    }
  }

  /** Not one of those that calls go out from: they come and go meanwhile. */
  private static int freePort() throws IOException {
    while (true) {
      int port = NEXT_PORT.getAndIncrement();
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException taken) {
        assertThat(port).as("a free port").isLessThan(LAST_PORT);
      }
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aPeerThatKeepsTheRulesPassesAllButThoseAboutTls() throws Exception {
    List<Result> results = check(EnumSet.noneOf(Fault.class), LONG, true);
    assertThat(results).hasSize(Run.all().size());
    assertThat(results)
        .filteredOn(result -> result.outcome() != Outcome.PASSED)
        .extracting(result -> result.rule().id())
        .containsExactly("C1", "C2");
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void withoutVehiclesWhatNeedsThemIsNotRunAndNeverPassed() throws Exception {
    List<Result> results = check(EnumSet.noneOf(Fault.class), LONG, false, "E1", "R3", "A1", "S8");
    assertThat(results)
        .extracting(result -> result.rule().id() + " " + result.outcome())
        .containsExactly("E1 passed", "R3 not run", "A1 not run", "S8 not run");
  }

  @ParameterizedTest
  @Execution(ExecutionMode.CONCURRENT)
  @CsvSource({
    "TAKES_ANY_SIGNATURE, E1",
    "TAKES_ANY_SIGNATURE, E2",
    "TAKES_ANY_SIGNATURE, E3",
    "TAKES_ANY_SIGNATURE, E8",
    "TAKES_A_HEADER_WITH_ANYTHING, E5",
    "READS_ANY_BYTES, E26",
    "TAKES_OTHER_BYTES, E31",
    "REFUSES_OTHER_BYTES, T10",
    "SIGNS_A_NEW_RECEIPT_EACH_TIME, E30",
    "HASHES_THE_PAYLOAD, E29",
    "TAKES_WHAT_HAS_EXPIRED, E32",
    "TAKES_WHAT_HAS_EXPIRED, R13",
    "TAKES_IT_OUT_OF_ORDER, T1",
    "TAKES_A_PLACE_TWICE, T2",
    "TAKES_OTHERS_MESSAGES, E14",
    "SENDS_NOTHING_AGAIN, T5",
    "SENDS_NOTHING_AGAIN, T6",
    "LOOKS_AT_NO_RECEIPT, S20",
    "GIVES_UP, S19",
    "SIGNS_ANEW, S19",
    "TAKES_OLD_EPOCHS, R6",
    "TAKES_OLD_EPOCHS, S3",
    "TAKES_OLD_EPOCHS, S6",
    "COMMITS_AFTER_DENYING, R11",
    "SHARES_THE_STRIP, R10",
    "HEARS_NO_GATE_STATE, R12",
    "HEARS_NO_GATE_STATE, R23",
    "TAKES_NULL_FOR_A_RETURN, R24",
    "TAKES_ANY_LANE_LATER, R25",
    "HEARS_NO_GATE_STATE, S9",
    "HEARS_NO_GATE_STATE, S10",
    "TAKES_DEGRADED_FOR_OPEN, S9",
    "NEVER_ANNULS, R14",
    "BELIEVES_DEPARTED, R15",
    "OPENS_FOR_ANYBODY, A3",
    "HEARS_NO_JOINT_OPEN, R18",
    "HEARS_NO_JOINT_OPEN, L2",
    "HEARS_NO_JOINT_OPEN, L3",
    "HEARS_NO_JOINT_OPEN, L4",
    "COMMITS_WITHOUT_ACCEPT, S4",
    "OPENS_ON_ACCEPT, S4",
    "OPENS_TWICE, S8",
    "OFFERS_WITHOUT_END, S2",
    "KEEPS_WAITING_FOR_COMMIT_OK, S5",
    "OFFERS_BEFORE_ANNUL_OK, S14",
    "HEARS_NO_STOP, S16",
    "HEARS_NO_MISMATCH, L5",
    "NEVER_AGREES, J1",
    "TAKES_ANY_RESULT_FOR_EQUAL, J2",
    "TAKES_A_LATER_RESULT, J3",
    "TAKES_ANY_SIGNATURE, J4",
    "FORGETS_THE_INSPECTION, J5",
    "INSPECTS_IN_SILENCE, J6",
    "TAKES_ANY_SEAL, J7",
    "NEVER_AGREES, J8",
    "SEALS_IN_SILENCE, J9",
    "TAKES_ANY_RESULT_FOR_EQUAL, J10",
    "BEGINS_WITH_AN_ADVICE, V1",
    "TAKES_ADVICE_FOR_ANY_LANE, V2",
    "HOLDS_IN_SILENCE, V3",
    "OFFERS_BEFORE_ADVISE_ACK, V4",
    "HEARS_NO_ADVISE_HOLD, V5",
    "HEARS_NO_ADVISE_HOLD, V6",
    "GIVES_ANOTHER_QUOTA, Q1",
    "TAKES_ANY_QUOTA, Q2",
    "HEARS_NO_QUOTA, Q3",
    "KEEPS_PLACES, Q4",
    "COUNTS_NO_PLACES, Q5",
    "KEEPS_A_QUOTA_FOR_EVER, Q6",
    "ACKNOWLEDGES_WHAT_NOBODY_KNOWS, I1",
    "ACKNOWLEDGES_WHAT_NOBODY_KNOWS, I2",
    "TELLS_WHO, I3",
    "TAKES_ANY_ACKNOWLEDGEMENT, I4",
    "FOLLOWS_ANY_HEAD, H1",
    "FINDS_EQUAL_BOOKS_DIFFERENT, H2",
    "HASHES_LEAVES_AS_A_LIST, H3",
    "NAMES_NO_DIFFERENCE, H4",
    "CALLS_IT_WHOLE, H5",
    "NEVER_COMPARES, H6",
    "FORGETS_ITS_LAST_HEAD, H7",
    "HEARS_NO_REFUSAL, D1",
    "TURNS_WHEN_ASKED, D2",
    "TURNS_WHEN_ASKED, D3",
    "WANTS_AGREED, D4",
    "TAKES_ANY_LANE_EPOCH, D5",
    "COMMITS_WHILE_IT_TURNS, D6",
    "DOES_NOT_DRAIN, D7",
    "DOES_NOT_DRAIN, D8",
    "FORGETS_THE_ADVISED, D9"
  })
  void aPeerWithOneFaultFailsTheRule(Fault fault, String rule) throws Exception {
    if (fault == Fault.HASHES_THE_PAYLOAD) {
      // no message of it can be believed: not even the first
      assertThat(catchThrowable(() -> check(EnumSet.of(fault), SHORT, true, rule)))
          .hasMessageContaining("sha256");
      return;
    }
    List<Result> results = check(EnumSet.of(fault), SHORT, true, rule);
    assertThat(results).hasSize(1);
    assertThat(results.get(0).outcome()).as(results.get(0).text()).isEqualTo(Outcome.FAILED);
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aPeerThatAdvisesNobodyIsCheckedAllTheSame() throws Exception {
    List<Result> results = check(EnumSet.of(Fault.NEVER_ADVISES), LONG, true, "S1", "V4", "Q3");
    assertThat(results)
        .extracting(result -> result.rule().id() + " " + result.outcome())
        .containsExactly("S1 passed", "V4 not run", "Q3 passed");
  }

  @Test
  void everyRuleOfWhatPeopleAndBooksSayHasATooth() throws Exception {
    String table = Files.readString(Path.of("src/test/java/org/amitygate/check/TeethTest.java"));
    assertThat(Run.all())
        .extracting(Rule::id)
        .filteredOn(id -> id.matches("[JVQIHD]\\d+"))
        .allSatisfy(id -> assertThat(table).contains(", " + id + "\""));
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void whatAPeerSaysIsLookedAtWhicheverRuleHeardIt() throws Exception {
    List<Result> results = check(EnumSet.of(Fault.TELLS_THE_GOODS), SHORT, true, "S4", "M1");
    assertThat(results.get(1).outcome()).isEqualTo(Outcome.FAILED);
    assertThat(results.get(1).said()).contains("goods");
  }
}
