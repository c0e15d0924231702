package dev.vivarium.agent.runtime.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.context.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DelegatedTasksTest {
    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = directory.resolve("tasks.journal");
    }

    @Test
    void theSameTaskOfTheSameTurnHasTheSameNameInTheNextProcess() {
        var name = id(open("i"), "m", "t/1.1", "zoo.subagent.a", "look");
        assertThat(id(open("i"), "m", "t/1.1", "zoo.subagent.a", "look")).isEqualTo(name);
        var others = new HashSet<String>();
        others.add(name);
        others.add(id(open("other"), "m", "t/1.1", "zoo.subagent.a", "look"));
        others.add(id(open("i"), "other", "t/1.1", "zoo.subagent.a", "look"));
        others.add(id(open("i"), "m", "t/1.2", "zoo.subagent.a", "look"));
        others.add(id(open("i"), "m", "t/1.1", "zoo.subagent.b", "look"));
        others.add(id(open("i"), "m", "t/1.1", "zoo.subagent.a", "another"));
        assertThat(others).hasSize(6);
    }

    @Test
    void whatCannotBeFoundAgainHasANewNameEachTime() {
        var tasks = open("i");
        assertThat(tasks.id(Context.root(), "t/1.1", "a", "x"))
                .isNotEqualTo(tasks.id(Context.root(), "t/1.1", "a", "x"));
        var forgetful = DelegatedTasks.open("i", Optional.empty());
        assertThat(id(forgetful, "m", "t/1.1", "a", "x")).isNotEqualTo(id(forgetful, "m", "t/1.1", "a", "x"));
    }

    @Test
    void aReplyIsKeptUntilItsTurnIsAnswered() {
        var first = open("i");
        var task = id(first, "m", "t/1.1", "a", "x");
        var other = id(first, "n", "t/1.1", "a", "x");
        first.replied(task, bytes("größe"));
        first.replied(other, bytes("other"));

        var second = open("i");
        assertThat(second.reply(task)).contains(bytes("größe"));
        second.answered("m");
        assertThat(second.reply(task)).isEmpty();

        var third = open("i");
        assertThat(third.reply(task)).isEmpty();
        assertThat(third.reply(other)).contains(bytes("other"));
        third.givenUp(other);
        assertThat(open("i").reply(other)).isEmpty();
    }

    @Test
    void keepsNoRepliesOfTasksThatNoOtherProcessFinds() throws IOException {
        var tasks = open("i");
        var task = tasks.id(Context.root(), "t/1.1", "a", "x");
        tasks.replied(task, bytes("reply"));
        assertThat(tasks.reply(task)).isEmpty();
        assertThat(file).isEmptyFile();
    }

    @Test
    void keepsTheNewestWithinItsBounds() throws IOException {
        var tasks = open("i");
        for (var i = 0; i < DelegatedTasks.MOST_REPLIES + 10; i++) {
            tasks.replied(id(tasks, "m", "t/" + i, "a", "x"), bytes("x"));
        }
        assertThat(tasks.reply(id(tasks, "m", "t/9", "a", "x"))).isEmpty();
        assertThat(tasks.reply(id(tasks, "m", "t/10", "a", "x"))).isPresent();
        var large = bytes("x".repeat((int) DelegatedTasks.MOST_BYTES / 2));
        for (var i = 0; i < 3; i++) {
            tasks.replied(id(tasks, "large", "t/" + i, "a", "x"), large);
        }
        assertThat(tasks.reply(id(tasks, "large", "t/0", "a", "x"))).isEmpty();
        assertThat(tasks.reply(id(tasks, "large", "t/2", "a", "x"))).isPresent();
        assertThat(Files.size(file)).isLessThan(2 * DelegatedTasks.MOST_BYTES);
    }

    @Test
    void aRunThatEndsLeavesNothing() throws IOException {
        var tasks = open("i");
        tasks.replied(id(tasks, "m", "t/1.1", "a", "x"), bytes("x"));
        tasks.end();
        assertThat(file).isEmptyFile();
    }

    private DelegatedTasks open(String instance) {
        return DelegatedTasks.open(instance, Optional.of(file));
    }

    private static String id(DelegatedTasks tasks, String message, String step, String routingKey, String input) {
        return tasks.id(DelegatedTasks.within(Context.root(), message), step, routingKey, input);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
