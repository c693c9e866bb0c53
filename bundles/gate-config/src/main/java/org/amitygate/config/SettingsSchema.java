package org.amitygate.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A JSON Schema (2020-12) that says in plain sentences what is wrong: what was found and what was
 * expected. A schema's {@code title} is the words for what is expected: {@code a duration such as
 * 30s}. Thread-safe.
 */
public final class SettingsSchema {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode root;
  private final JsonSchema schema;

  private SettingsSchema(JsonNode root, JsonSchema schema) {
    this.root = root;
    this.schema = schema;
  }

  /**
   * @throws IllegalArgumentException the text is not a JSON Schema
   */
  public static SettingsSchema parse(String json) {
    // The library finds its own resources by the thread's class loader.
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(JsonSchemaFactory.class.getClassLoader());
    try {
      JsonNode root = JSON.readTree(json);
      if (!root.isObject()) {
        throw new IllegalArgumentException("a JSON Schema is an object");
      }
      SchemaValidatorsConfig config = SchemaValidatorsConfig.builder().locale(Locale.ROOT).build();
      JsonSchema schema =
          JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(root, config);
      schema.initializeValidators();
      return new SettingsSchema(root, schema);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /**
   * Checks settings.
   *
   * @return one sentence per problem; empty if there is none
   */
  public List<String> problems(Map<String, Object> settings) {
    JsonNode json = JSON.valueToTree(settings);
    List<String> problems = new ArrayList<>();
    for (Finding finding : check(json)) {
      String where = String.join(".", finding.path());
      problems.add(where.isEmpty() ? finding.what() : where + ": " + finding.what());
    }
    return problems;
  }

  /**
   * @param path names and indexes from the root to what is wrong
   */
  record Finding(List<String> path, String what) {}

  List<Finding> check(JsonNode json) {
    return schema.validate(json).stream().map(this::finding).toList();
  }

  private Finding finding(ValidationMessage message) {
    List<String> path = new ArrayList<>();
    for (int i = 0; i < message.getInstanceLocation().getNameCount(); i++) {
      path.add(message.getInstanceLocation().getElement(i).toString());
    }
    Part at = part(message);
    JsonNode part = at.schema();
    JsonNode value = part.path(message.getType());
    JsonNode found = message.getInstanceNode();
    switch (message.getType()) {
      case "required" -> {
        String name = message.getProperty();
        String title = part.path("properties").path(name).path("title").asText("");
        return new Finding(
            path, "found no '" + name + "', expected " + (title.isEmpty() ? "one" : title));
      }
      case "additionalProperties", "unevaluatedProperties" -> {
        path.add(message.getProperty());
        TreeSet<String> known = new TreeSet<>();
        part.path("properties").fieldNames().forEachRemaining(known::add);
        return new Finding(
            path,
            "found the unknown setting '"
                + message.getProperty()
                + "', expected one of "
                + String.join(", ", known));
      }
      case "propertyNames" -> {
        path.add(message.getProperty());
        String title = part.path("propertyNames").path("title").asText("another name");
        return new Finding(
            path, "found the name '" + message.getProperty() + "', expected " + title);
      }
      default -> {
        boolean secret = !path.isEmpty() && Secrets.isSecretName(path.get(path.size() - 1));
        String seen = secret ? "a hidden value" : describe(found);
        return new Finding(path, "found " + seen + ", expected " + expected(message, at, value));
      }
    }
  }

  /**
   * The part of the schema that holds the keyword, and its title: one beside a reference comes
   * first.
   */
  private Part part(ValidationMessage message) {
    JsonNode schema = root;
    String title = "";
    for (int i = 0; i < message.getEvaluationPath().getNameCount() - 1; i++) {
      String step = message.getEvaluationPath().getElement(i).toString();
      if (step.equals("$ref")) {
        title = title.isEmpty() ? schema.path("title").asText("") : title;
        schema = root.at(schema.path(step).asText().substring(1));
      } else {
        title = "";
        schema = schema.isArray() ? schema.path(Integer.parseInt(step)) : schema.path(step);
      }
    }
    return new Part(schema, title.isEmpty() ? schema.path("title").asText("") : title);
  }

  private record Part(JsonNode schema, String title) {}

  private static String expected(ValidationMessage message, Part at, JsonNode value) {
    if (message.getType().equals("enum")) {
      List<String> allowed = new ArrayList<>();
      value.forEach(one -> allowed.add(one.asText()));
      return allowed.size() == 1 ? allowed.get(0) : "one of " + String.join(", ", allowed);
    }
    if (!at.title().isEmpty()) {
      return at.title();
    }
    if (message.getType().equals("type")) {
      return value.isArray() ? oneOf(value) : type(value.asText());
    }
    return message.getType() + " " + value;
  }

  private static String oneOf(JsonNode types) {
    List<String> names = new ArrayList<>();
    types.forEach(one -> names.add(type(one.asText())));
    return names.stream().collect(Collectors.joining(" or "));
  }

  private static String type(String type) {
    return switch (type) {
      case "object" -> "a map";
      case "array" -> "a list";
      case "string" -> "text";
      case "integer" -> "a whole number";
      case "number" -> "a number";
      case "boolean" -> "true or false";
      default -> "nothing";
    };
  }

  private static String describe(JsonNode found) {
    if (found == null || found.isNull() || found.isMissingNode()) {
      return "nothing";
    }
    if (found.isObject()) {
      return "a map";
    }
    if (found.isArray()) {
      return "a list";
    }
    String text = found.asText();
    String shown = text.length() > 80 ? text.substring(0, 80) + "…" : text;
    return found.isTextual() ? "'" + shown + "'" : shown;
  }
}
