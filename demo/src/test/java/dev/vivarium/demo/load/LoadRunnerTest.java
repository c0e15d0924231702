package dev.vivarium.demo.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.agent.contract.TurnErrorType;
import dev.vivarium.agent.contract.TurnReply;
import dev.vivarium.agent.contract.TurnReply.TurnError;
import dev.vivarium.demo.cluster.Progress;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoadRunnerTest {
    private static final Clock CLOCK = Clock.systemUTC();

    private final List<String> order = Collections.synchronizedList(new ArrayList<>());

    @Test
    void keepsTheOrderWithinAConversationAndTheBoundOverAll() {
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        var outcomes = run(LoadPlan.turns("run", 24, 0), turn -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            order.add(turn.turnId());
            running.decrementAndGet();
            return TurnReply.of(
                    turn.turnId(), turn.conversationId(), turn.expected().orElse("fine"), TurnReply.Usage.NONE);
        });

        assertThat(new LoadSummary(outcomes, 0, 0).complete()).isTrue();
        assertThat(outcomes).hasSize(24);
        assertThat(most.get()).isBetween(1, 3);
        assertThat(order).containsSubsequence("run-bus-0", "run-bus-1", "run-bus-2", "run-bus-3");
    }

    @Test
    void reportsWhatIsLostRefusedOrWrong() {
        var outcomes = run(LoadPlan.turns("run", 3, 0), turn -> switch (turn.turnId()) {
            case "run-bus-0" -> TurnReply.of(turn.turnId(), null, "I do not know", TurnReply.Usage.NONE);
            case "run-bus-1" ->
                TurnReply.failed(
                        turn.turnId(),
                        null,
                        new TurnError(TurnErrorType.TIMEOUT, "took too long"),
                        TurnReply.Usage.NONE);
            default -> throw new TurnLostException("no reply within 1 s");
        });

        var summary = new LoadSummary(outcomes, 0, 0);
        assertThat(summary.complete()).isFalse();
        assertThat(summary.text())
                .contains("BUS  3 turns sent, 0 answered")
                .contains("run-bus-0: the answer lacks '40': I do not know")
                .contains("run-bus-1: error timeout: took too long")
                .contains("run-bus-2: no reply within 1 s");
        assertThat(summary.answeredOnce()).isFalse();
    }

    @Test
    void aTurnThatIsAnsweredAgainIsNotAnsweredOnce() {
        var outcomes =
                run(LoadPlan.turns("run", 3, 0), turn -> TurnReply.of(turn.turnId(), null, "?", TurnReply.Usage.NONE));

        assertThat(new LoadSummary(outcomes, 0, 0).answeredOnce()).isTrue();
        var again = new LoadSummary(outcomes, 1, 0);
        assertThat(again.answeredOnce()).isFalse();
        assertThat(again.complete()).isFalse();
        assertThat(again.text()).contains("1 turns were answered again");
        var repeated = new LoadSummary(outcomes, 0, 2);
        assertThat(repeated.answeredOnce()).isTrue();
        assertThat(repeated.complete()).isFalse();
        assertThat(repeated.repetitions()).isEqualTo(2);
        assertThat(repeated.text()).contains("2 replies came again as they were");
    }

    @Test
    void turnsThatAreLostOverHttpAreToldApart() throws Exception {
        var turns = LoadPlan.turns("run", 2, 3);
        var outcomes = run(turns, turn -> {
            if (turn.turnId().equals("run-http-1")) {
                throw new TurnLostException("the connection broke");
            }
            return TurnReply.of(turn.turnId(), null, "?", TurnReply.Usage.NONE);
        });

        var summary = new LoadSummary(outcomes, 0, 0);
        assertThat(summary.answeredOnce()).isTrue();
        assertThat(summary.lostOverHttp())
                .extracting(outcome -> outcome.turn().turnId())
                .containsExactly("run-http-1");
    }

    private interface Answer {
        TurnReply to(Turn turn) throws TurnLostException;
    }

    private static List<TurnOutcome> run(List<Turn> turns, Answer answer) {
        var sender = new TurnSender() {
            @Override
            public TurnReply send(Turn turn, Duration timeout) throws TurnLostException {
                return answer.to(turn);
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
        var progress = new Progress(new PrintStream(OutputStream.nullOutputStream()), CLOCK);
        return new LoadRunner(Map.of(Channel.BUS, sender, Channel.HTTP, sender, Channel.SSE, sender), progress, CLOCK)
                .run(turns, 3, Duration.ofSeconds(1));
    }
}
