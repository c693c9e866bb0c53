package org.amitygate.partner.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Set;

/** The schemas that partners are given. */
public final class PublishedSchemas {

  static final Path FOLDER = Path.of("../../docs/partner/schemas");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(VersionFlag.V202012);

  private static final JsonSchema JWS = schema("jws.json");
  private static final JsonSchema HEADER = schema("header.json");
  private static final JsonSchema MESSAGE = schema("message.json");
  private static final JsonSchema RECEIPT = schema("receipt.json");

  private PublishedSchemas() {}

  private static JsonSchema schema(String name) {
    String uri = FOLDER.resolve(name).toAbsolutePath().normalize().toUri().toString();
    SchemaValidatorsConfig config =
        SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
    JsonSchema schema = FACTORY.getSchema(SchemaLocation.of(uri), config);
    schema.initializeValidators();
    return schema;
  }

  static JsonNode file(String name) throws IOException {
    return JSON.readTree(Files.readString(FOLDER.resolve(name)));
  }

  /** Fails unless these bytes are a message as the schemas say. */
  public static void checkMessage(byte[] bytes) {
    check(bytes, MESSAGE);
  }

  /** Fails unless these bytes are a receipt as the schemas say. */
  public static void checkReceipt(byte[] bytes) {
    check(bytes, RECEIPT);
  }

  private static void check(byte[] bytes, JsonSchema payload) {
    JsonNode jws = tree(bytes);
    assertThat(JWS.validate(jws)).isEmpty();
    assertThat(HEADER.validate(decoded(jws, "protected"))).isEmpty();
    JsonNode told = decoded(jws, "payload");
    assertThat(payload.validate(told)).as(told.toString()).isEmpty();
  }

  static Set<ValidationMessage> problemsOfPayload(JsonNode payload) {
    return MESSAGE.validate(payload);
  }

  static Set<ValidationMessage> problemsOfReceipt(JsonNode payload) {
    return RECEIPT.validate(payload);
  }

  static Set<ValidationMessage> problemsOfJws(JsonNode jws) {
    return JWS.validate(jws);
  }

  static Set<ValidationMessage> problemsOfHeader(JsonNode header) {
    return HEADER.validate(header);
  }

  private static JsonNode decoded(JsonNode jws, String member) {
    return tree(Base64.getUrlDecoder().decode(jws.path(member).asText()));
  }

  private static JsonNode tree(byte[] bytes) {
    try {
      return JSON.readTree(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
