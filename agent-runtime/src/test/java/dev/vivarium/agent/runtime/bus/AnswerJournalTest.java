package dev.vivarium.agent.runtime.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.ContextPropagators;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerJournalTest {
    private static final int CAPACITY = 100;
    private static final ContextPropagators PROPAGATORS = ContextPropagators.create(W3CBaggagePropagator.getInstance());

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = directory.resolve("answered.journal");
    }

    @Test
    void theNextProcessKnowsWhatWasAnsweredAndWhatMayNotHaveArrived() {
        var first = AnswerJournal.open(file, CAPACITY);
        first.ended("a\nqueue\na", reply("a"));
        first.confirmed("a\nqueue\na");
        first.ended("b\nqueue\nb", reply("größe \n"));

        // Not closed: a process that is killed closes nothing.
        var second = AnswerJournal.open(file, CAPACITY);
        assertThat(second.messages().keySet()).containsExactly("a\nqueue\na", "b\nqueue\nb");
        assertThat(second.messages().get("a\nqueue\na")).isEmpty();
        assertThat(second.messages().get("b\nqueue\nb"))
                .get()
                .usingRecursiveComparison()
                .isEqualTo(reply("größe \n"));
        second.confirmed("b\nqueue\nb");

        assertThat(AnswerJournal.open(file, CAPACITY).messages().values())
                .allSatisfy(left -> assertThat(left).isEmpty());
    }

    @Test
    void aLineThatWasBeingWrittenDoesNotCount() throws IOException {
        var first = AnswerJournal.open(file, CAPACITY);
        first.confirmed("a");
        first.ended("b", reply("b"));
        var content = Files.readAllBytes(file);
        for (var end = content.length - 1; end > 0; end--) {
            Files.write(file, Arrays.copyOf(content, end));
            var next = AnswerJournal.open(file, CAPACITY);
            assertThat(next.messages()).doesNotContainKey("b");
            next.confirmed("c");
            next.close();
            assertThat(AnswerJournal.open(file, CAPACITY).messages()).containsKey("c");
        }
    }

    @Test
    void remembersTheNewestAndItsFileStaysSmall() throws IOException {
        var journal = AnswerJournal.open(file, CAPACITY);
        var body = "x".repeat(10_000);
        for (var i = 0; i < 2_000; i++) {
            journal.ended("m" + i, reply(body));
            journal.confirmed("m" + i);
        }
        assertThat(Files.size(file)).isLessThan(AnswerJournal.REWRITE_AFTER + 100_000);
        assertThat(AnswerJournal.open(file, CAPACITY).messages())
                .hasSize(CAPACITY)
                .containsKeys("m1999", "m1900")
                .doesNotContainKey("m1899");
    }

    @Test
    void aReplyThatIsTooLongIsNotKept() {
        var journal = AnswerJournal.open(file, CAPACITY);
        journal.ended("long", reply("x".repeat(AnswerJournal.LONGEST_REPLY + 1)));
        assertThat(journal.messages()).isEmpty();
        journal.confirmed("long");
        assertThat(AnswerJournal.open(file, CAPACITY).messages()).containsKey("long");
    }

    @Test
    void aFileThatIsNoJournalIsReplaced() throws IOException {
        Files.writeString(file, "this is not a journal\n");
        var journal = AnswerJournal.open(file, CAPACITY);
        assertThat(journal.messages()).isEmpty();
        journal.confirmed("a");
        assertThat(AnswerJournal.open(file, CAPACITY).messages()).containsKey("a");
    }

    @Test
    void withoutAFileNothingIsKept() {
        var journal = AnswerJournal.none();
        journal.ended("a", reply("a"));
        journal.confirmed("a");
        assertThat(journal.messages()).isEmpty();
    }

    @Test
    void aReplyIsPublishedAsItWouldHaveBeen() {
        var trace = Context.root()
                .with(Baggage.builder().put("root", "zoo.agent.root").build());
        var properties = TurnPublications.replyProperties("zoo.agent.a", "m.reply", "m");
        var published = new Publication("", "replies", "(temporary)", properties, bytes("{}"), trace);

        var again = KeptReply.of(published, PROPAGATORS).publication("zoo.agent.a", PROPAGATORS);
        assertThat(again.isReply()).isTrue();
        assertThat(again.routingKey()).isEqualTo("replies");
        assertThat(again.destination()).isEqualTo("(temporary)");
        assertThat(again.properties()).isEqualTo(properties);
        assertThat(again.body()).isEqualTo(bytes("{}"));
        assertThat(Baggage.fromContext(again.trace()).getEntryValue("root")).isEqualTo("zoo.agent.root");
    }

    private static KeptReply reply(String body) {
        return new KeptReply("replies", "m.reply", "m", Map.of("traceparent", "00-1-2-01"), bytes(body));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
