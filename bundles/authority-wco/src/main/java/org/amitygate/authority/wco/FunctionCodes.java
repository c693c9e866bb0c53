package org.amitygate.authority.wco;

import static java.util.Map.entry;

import java.util.Map;
import org.amitygate.authority.Answer.Verdict;

/**
 * What the function codes of a response mean to the gate.
 *
 * <p>Source: WCO Data Model 3, class Response, data element 017 "Function, coded" (UN/EDIFACT 1225,
 * restricted), as customs administrations use it in their status notifications. Only 08 and 09
 * release.
 */
final class FunctionCodes {

  static final Map<String, Verdict> DEFAULT =
      Map.ofEntries(
          entry("01", Verdict.WAIT), // declaration accepted
          entry("02", Verdict.WAIT), // declaration received
          entry("03", Verdict.REJECTED), // declaration rejected
          entry("05", Verdict.CONTROL), // goods will be controlled
          entry("06", Verdict.CONTROL), // documents are asked for
          entry("07", Verdict.INFORMATION), // answer to an amendment
          entry("08", Verdict.RELEASED), // goods released
          entry("09", Verdict.RELEASED), // declaration cleared
          entry("10", Verdict.REJECTED), // declaration invalidated
          entry("11", Verdict.WAIT), // request answered
          entry("13", Verdict.INFORMATION), // taxes
          entry("16", Verdict.INFORMATION)); // goods have left

  private FunctionCodes() {}
}
