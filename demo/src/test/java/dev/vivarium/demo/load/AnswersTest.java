package dev.vivarium.demo.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AnswersTest {
    private final Answers answers = new Answers();

    @Test
    void oneReplyToEachTurnIsNothingMore() {
        add("a", "a.reply", "yes", false);
        add("b", "b.reply", "no", false);
        assertThat(answers.second()).isZero();
        assertThat(answers.repetitions()).isZero();
    }

    @Test
    void theSameReplyPublishedAgainIsARepetition() {
        add("a", "a.reply", "yes", false);
        add("a", "a.reply", "yes", false);
        assertThat(answers.second()).isZero();
        assertThat(answers.repetitions()).isEqualTo(1);
    }

    @Test
    void theSameReplyDeliveredAgainIsNone() {
        add("a", "a.reply", "yes", false);
        add("a", "a.reply", "yes", true);
        assertThat(answers.repetitions()).isZero();
    }

    @Test
    void anotherBodyOrAnotherIdIsASecondAnswer() {
        add("a", "a.reply", "yes", false);
        add("a", "a.reply", "no", true);
        add("b", "b.reply", "yes", false);
        add("b", "other", "yes", false);
        assertThat(answers.second()).isEqualTo(2);
        assertThat(answers.repetitions()).isZero();
    }

    private void add(String turn, String messageId, String body, boolean redelivered) {
        answers.add(turn, messageId, body.getBytes(StandardCharsets.UTF_8), redelivered);
    }
}
