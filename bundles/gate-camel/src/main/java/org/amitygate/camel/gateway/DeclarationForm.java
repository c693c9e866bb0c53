package org.amitygate.camel.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.amitygate.crossing.ContainerNumber;

/**
 * What a trader's announcement must look like. Any bytes either make a declaration or a sentence;
 * nothing else.
 */
final class DeclarationForm {

  /** Largest announcement, bytes. */
  static final int LARGEST = 64 * 1024;

  private static final int DEEPEST = 8;
  private static final int LONGEST_TEXT = 200;
  private static final long HEAVIEST_KG = 500_000;
  private static final int LONGEST_PLATE = 16;

  private static final Pattern REFERENCE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,63}");

  /**
   * What people and keyboards put between the signs of a plate: blanks, points in the middle or at
   * the foot, dashes, each in all its forms; none of them counts.
   */
  private static final Pattern PLATE =
      Pattern.compile("[\\p{L}\\p{N}\\p{Zs}\\p{Pd}\u2212.．·•‧∙⋅・･]{2,24}");

  private static final Set<String> DIRECTIONS = Set.of("export", "import");
  private static final List<String> TEXTS =
      List.of("goods", "trader", "container", "seal", "trailerPlate");

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST)
                          .maxNumberLength(20)
                          .maxNameLength(100)
                          .maxStringLength(LARGEST)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private DeclarationForm() {}

  /** The announcement is wrong; the sentence is for the trader. */
  static final class Wrong extends Exception {
    private static final long serialVersionUID = 1;

    Wrong(String sentence) {
      super(sentence);
    }
  }

  /**
   * @throws Wrong what is wrong, and what was expected
   */
  static ObjectNode read(byte[] bytes) throws Wrong {
    ObjectNode declaration = parse(bytes);
    matching(declaration, "reference", REFERENCE, "1 to 64 letters, digits, '.', '_', '/' and '-'");
    matching(
        declaration,
        "plate",
        PLATE,
        "letters and digits, with spaces, points and dashes between them");
    long signs =
        declaration.get("plate").asText().codePoints().filter(Character::isLetterOrDigit).count();
    if (signs < 2 || signs > LONGEST_PLATE) {
      throw new Wrong("'plate' must have 2 to " + LONGEST_PLATE + " letters and digits");
    }
    if (!DIRECTIONS.contains(declaration.path("direction").asText())) {
      throw new Wrong("'direction' must be export or import");
    }
    JsonNode weight = declaration.get("declaredGrossKg");
    if (weight != null
        && !(weight.isIntegralNumber() && weight.canConvertToLong() && lawful(weight.asLong()))) {
      throw new Wrong(
          "'declaredGrossKg' must be a whole number of kilograms from 1 to " + HEAVIEST_KG);
    }
    for (String name : TEXTS) {
      checkText(declaration, name);
    }
    checkContainer(declaration.path("container").asText());
    return declaration;
  }

  private static boolean lawful(long kilograms) {
    return kilograms >= 1 && kilograms <= HEAVIEST_KG;
  }

  private static ObjectNode parse(byte[] bytes) throws Wrong {
    try {
      if (MAPPER.readTree(bytes) instanceof ObjectNode object) {
        return object;
      }
    } catch (StreamConstraintsException e) {
      throw new Wrong(
          "the body is nested deeper than "
              + DEEPEST
              + " levels, or a name or number in it is too long");
    } catch (JsonProcessingException e) {
      String where = e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
      throw new Wrong("the body is no JSON" + where);
    } catch (IOException e) {
      throw new Wrong("the body is no JSON");
    }
    throw new Wrong("the body must be a JSON object");
  }

  private static void matching(ObjectNode declaration, String name, Pattern form, String expected)
      throws Wrong {
    JsonNode value = declaration.get(name);
    if (value == null || !value.isTextual()) {
      throw new Wrong("'" + name + "' is missing or no text");
    }
    if (!form.matcher(value.asText()).matches()) {
      throw new Wrong("'" + name + "' must be " + expected);
    }
  }

  private static void checkText(ObjectNode declaration, String name) throws Wrong {
    JsonNode value = declaration.get(name);
    if (value == null) {
      return;
    }
    if (!value.isTextual()
        || value.asText().length() > LONGEST_TEXT
        || value.asText().codePoints().anyMatch(Character::isISOControl)) {
      throw new Wrong(
          "'" + name + "' must be text of at most " + LONGEST_TEXT + " characters on one line");
    }
  }

  /** What is no number of ISO 6346 may be anything; what is one must be right. */
  private static void checkContainer(String container) throws Wrong {
    Optional<String> objection = ContainerNumber.objection(container);
    if (objection.isPresent()) {
      throw new Wrong("'container': " + objection.get() + "; correct the number and send it again");
    }
  }
}
