package dev.vivarium.operator.ondemand;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.agent.contract.AgentActivity;
import dev.vivarium.operator.ondemand.OnDemandScale.Decision;
import dev.vivarium.operator.ondemand.OnDemandScale.Situation;
import dev.vivarium.operator.resolve.OnDemandBounds;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnDemandScaleTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    /** Three pods of two tasks, kept for a minute. */
    private static final OnDemandBounds BOUNDS = new OnDemandBounds(3, 2, Duration.ofMinutes(1));

    /** @param pods for each: tasks that it handles and seconds that it has been idle, such as {@code 0/30}, or {@code ?} */
    private static Decision decide(int current, QueueState queue, String pods) {
        return OnDemandScale.decide(new Situation(current, queue, activities(pods)), BOUNDS, NOW);
    }

    private static List<Optional<AgentActivity>> activities(String pods) {
        return pods == null
                ? List.of()
                : Arrays.stream(pods.split(" "))
                        .map(OnDemandScaleTest::activity)
                        .toList();
    }

    private static Optional<AgentActivity> activity(String pod) {
        if (pod.equals("?")) {
            return Optional.empty();
        }
        var parts = pod.split("/");
        return Optional.of(new AgentActivity(Integer.parseInt(parts[0]), NOW.minusSeconds(Integer.parseInt(parts[1]))));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        nothing to do, no pod                                 | 0 | 0  |              | 0
        a first task                                          | 0 | 1  |              | 1
        as many as a pod takes                                | 0 | 2  |              | 1
        one more than a pod takes                             | 0 | 3  |              | 2
        never more pods than allowed                          | 0 | 99 |              | 3
        never more pods than allowed, though there are        | 7 | 99 |              | 3
        the pod is still to come                              | 1 | 1  |              | 1
        the pod is there and has not taken the task           | 1 | 1  | 0/1          | 1
        what is handled counts too                            | 1 | 1  | 2/0          | 2
        a long task                                           | 1 | 0  | 1/3600       | 1
        one of two works, the other is not taken away         | 2 | 0  | 1/3600 0/3600 | 2
        idle, not long enough                                 | 1 | 0  | 0/59         | 1
        idle for long enough                                  | 1 | 0  | 0/60         | 0
        all idle for long enough                              | 3 | 0  | 0/60 0/70 0/80 | 0
        one is idle for a moment only                         | 3 | 0  | 0/600 0/5 0/600 | 3
        a pod that says nothing may work                      | 2 | 0  | 0/600 ?      | 2
        a pod that is still to come may be about to work      | 2 | 0  | 0/600        | 2
        idle for long, and a task comes                       | 1 | 1  | 0/600        | 1
        scaled by hand above what is allowed, nothing to do   | 9 | 0  | 0/1 0/1 0/1 0/1 0/1 0/1 0/1 0/1 0/1 | 3
        """)
    void followsTheWork(String name, int current, int waiting, String pods, int expected) {
        assertThat(decide(current, new QueueState.Depth(waiting), pods).replicas())
                .isEqualTo(expected);
    }

    @Test
    void changesNothingWhileNobodyKnowsWhatWaits() {
        assertThat(decide(2, new QueueState.Unreachable("down"), "0/600 0/600").replicas())
                .isEqualTo(2);
        assertThat(decide(0, new QueueState.NotAsked(), null).replicas()).isZero();
        assertThat(decide(1, new QueueState.NotAsked(), "0/600").replicas()).isEqualTo(1);
    }

    @Test
    void looksAgainWhenTheTimeIsOverAndAtNoOtherTime() {
        assertThat(decide(1, new QueueState.Depth(0), "0/20").reconsiderAfter()).contains(Duration.ofSeconds(40));
        assertThat(decide(2, new QueueState.Depth(0), "0/20 0/50").reconsiderAfter())
                .contains(Duration.ofSeconds(40));
        assertThat(decide(1, new QueueState.Depth(0), "1/20").reconsiderAfter()).isEmpty();
        assertThat(decide(1, new QueueState.Depth(0), "0/60").reconsiderAfter()).isEmpty();
        assertThat(decide(0, new QueueState.Depth(0), null).reconsiderAfter()).isEmpty();
    }

    @Test
    void noSituationTakesAWorkingPodOrLeavesATaskAlone() {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++) {
            var current = random.nextInt(4);
            var waiting = random.nextInt(5);
            var pods = random.ints(random.nextInt(current + 1), 0, 4)
                    .mapToObj(kind -> activity(
                            switch (kind) {
                                case 0 -> "?";
                                case 1 -> "1/600";
                                case 2 -> "0/10";
                                default -> "0/600";
                            }))
                    .toList();
            var decision =
                    OnDemandScale.decide(new Situation(current, new QueueState.Depth(waiting), pods), BOUNDS, NOW);
            assertThat(decision.replicas()).isBetween(0, BOUNDS.maxPods());
            if (waiting > 0) {
                assertThat(decision.replicas()).isPositive();
            }
            if (decision.replicas() < current) {
                assertThat(waiting).isZero();
                assertThat(pods)
                        .hasSize(current)
                        .allSatisfy(pod ->
                                assertThat(pod).contains(activity("0/600").orElseThrow()));
            }
        }
    }
}
