package org.amitygate.camel.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.amitygate.config.GateConfig;
import org.amitygate.core.crossing.Declarations;
import org.amitygate.core.crossing.Declarations.Announced;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Refusal;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Where traders announce their declarations. Answered after the announcement is on disk. */
@Component(
    service = {},
    immediate = true)
public final class DeclarationsEndpoint {

  private final Journal journal;
  private final Runnable stop;

  @Activate
  public DeclarationsEndpoint(@Reference Gateway gateway, @Reference Journal journal) {
    this.journal = journal;
    Function<GateConfig, List<Address>> wanted =
        gate ->
            gate
                .declarationsUri()
                .map(uri -> new Address("declarations", "", uri, Map.of()))
                .stream()
                .toList();
    this.stop = gateway.listen(wanted, this::receive);
  }

  @Deactivate
  void stop() {
    stop.run();
  }

  private CompletionStage<Reply> receive(Incoming incoming) {
    if (!incoming.isOf(Reply.JSON)) {
      return now(Reply.error(415, "the content type must be application/json"));
    }
    if (incoming.body().length > DeclarationForm.LARGEST) {
      return now(
          Reply.error(413, "a declaration has at most " + DeclarationForm.LARGEST + " bytes"));
    }
    ObjectNode declaration;
    try {
      declaration = DeclarationForm.read(incoming.body());
    } catch (DeclarationForm.Wrong e) {
      return now(Reply.error(400, e.getMessage()));
    }
    String reference = declaration.get("reference").asText();
    return journal
        .submit(tx -> Declarations.announce(tx, declaration))
        .thenApply(
            announced -> Reply.json(announced == Announced.NEW ? 201 : 200, "reference", reference))
        .exceptionally(DeclarationsEndpoint::refused);
  }

  private static Reply refused(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof Refusal) {
      return Reply.error(409, cause.getMessage());
    }
    throw new CompletionException(cause);
  }

  private static CompletionStage<Reply> now(Reply reply) {
    return CompletableFuture.completedFuture(reply);
  }
}
