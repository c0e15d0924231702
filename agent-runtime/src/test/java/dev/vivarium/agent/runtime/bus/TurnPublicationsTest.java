package dev.vivarium.agent.runtime.bus;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import dev.vivarium.agent.contract.BusNames;
import dev.vivarium.agent.contract.DeadLetterReason;
import dev.vivarium.agent.contract.MessageHeaders;
import dev.vivarium.agent.contract.TurnJson;
import dev.vivarium.agent.contract.TurnReply;
import io.opentelemetry.context.Context;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TurnPublicationsTest {
    private static final TurnReply REPLY = TurnReply.of("t", "c", "hi", TurnReply.Usage.NONE);

    private final BusAddress address = BusAddress.of(Samples.configuration("Agent", "a", "/none"), "i");
    private final TurnJson json = new TurnJson();
    private final TurnPublications publications = new TurnPublications(address, json);

    @Test
    void namesFollowTheContract() {
        assertThat(address)
                .isEqualTo(new BusAddress(
                        "vivarium",
                        "zoo.agent.a",
                        "vivarium.zoo.agent.a",
                        "vivarium.dead",
                        "vivarium.zoo.agent.a.dead",
                        "vivarium.reply.zoo.agent.a.i"));
    }

    @Test
    void repliesWhereTheRequestSays() throws Exception {
        var request = Samples.delivery(
                Samples.properties(Map.of())
                        .replyTo("answers")
                        .correlationId("c-7")
                        .build(),
                "{}");
        var reply = publications.reply(request, REPLY, Context.root()).orElseThrow();
        assertThat(reply.isReply()).isTrue();
        assertThat(reply.routingKey()).isEqualTo("answers");
        assertThat(reply.destination()).isEqualTo(BusNames.TEMPORARY_DESTINATION);
        assertThat(reply.properties().getCorrelationId()).isEqualTo("c-7");
        assertThat(reply.properties().getMessageId()).isEqualTo("m-1.reply");
        assertThat(reply.properties().getType()).isEqualTo(MessageHeaders.TYPE_TURN_REPLY);
        assertThat(reply.properties().getHeaders()).containsEntry(MessageHeaders.SOURCE, "zoo.agent.a");
        assertThat(json.readReply(reply.body())).isEqualTo(REPLY);
    }

    @Test
    void correlatesByTheMessageIdWhenTheRequestHasNothingElse() {
        var request =
                Samples.delivery(Samples.properties(Map.of()).replyTo("answers").build(), "{}");
        assertThat(publications
                        .reply(request, REPLY, Context.root())
                        .orElseThrow()
                        .properties()
                        .getCorrelationId())
                .isEqualTo("m-1");
    }

    @Test
    void sendsNoReplyThatNobodyAskedFor() {
        assertThat(publications.reply(Samples.delivery(new AMQP.BasicProperties(), "{}"), REPLY, Context.root()))
                .isEmpty();
    }

    @Test
    void deadLettersTheMessageAsItCameWithTheReason() {
        var request = Samples.delivery(
                Samples.properties(Map.of("mine", 1))
                        .expiration("500")
                        .type("Odd")
                        .build(),
                "what");
        var dead = publications.deadLetter(request, DeadLetterReason.INVALID_REQUEST, "not JSON", Context.root());
        assertThat(dead.isReply()).isFalse();
        assertThat(dead.exchange()).isEqualTo("vivarium.dead");
        assertThat(dead.routingKey()).isEqualTo("zoo.agent.a");
        assertThat(dead.destination()).isEqualTo("vivarium.zoo.agent.a.dead");
        assertThat(dead.body()).isEqualTo(request.getBody());
        assertThat(dead.properties().getType()).isEqualTo("Odd");
        assertThat(dead.properties().getExpiration()).isNull();
        assertThat(dead.properties().getHeaders())
                .containsEntry("mine", 1)
                .containsEntry(MessageHeaders.DEAD_LETTER_REASON, "invalid_request")
                .containsEntry(MessageHeaders.DEAD_LETTER_DETAIL, "not JSON");
    }
}
