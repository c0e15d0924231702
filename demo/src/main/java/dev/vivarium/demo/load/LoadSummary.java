package dev.vivarium.demo.load;

import java.time.Duration;
import java.util.List;

/** What became of a load, for people. */
public final class LoadSummary {
    private static final int SHOWN_PROBLEMS = 10;

    private final List<TurnOutcome> outcomes;

    private final int secondAnswers;
    private final int repetitions;

    /**
     * @param secondAnswers replies over the bus that differ from the first to their turn
     * @param repetitions replies over the bus that came again as they were
     */
    public LoadSummary(List<TurnOutcome> outcomes, int secondAnswers, int repetitions) {
        this.outcomes = List.copyOf(outcomes);
        this.secondAnswers = secondAnswers;
        this.repetitions = repetitions;
    }

    /** Whether every turn was answered, well and once. */
    public boolean complete() {
        return secondAnswers == 0
                && repetitions == 0
                && outcomes.stream().allMatch(outcome -> outcome.problem().isEmpty());
    }

    /** Whether every turn over the bus was answered once, be it with an error. Over HTTP a client loses its answer with the agent's process, see {@link #lostOverHttp}. */
    public boolean answeredOnce() {
        return secondAnswers == 0
                && outcomes.stream()
                        .filter(outcome -> outcome.turn().channel() == Channel.BUS)
                        .allMatch(outcome -> outcome.reply().isPresent());
    }

    /** Replies over the bus that came again as they were, with the same message id. */
    public int repetitions() {
        return repetitions;
    }

    /** Turns over HTTP that were taken and not answered. */
    public List<TurnOutcome> lostOverHttp() {
        return outcomes.stream()
                .filter(outcome -> outcome.turn().channel() != Channel.BUS)
                .filter(outcome -> outcome.reply().isEmpty())
                .toList();
    }

    /** One line per channel, then the problems. */
    public String text() {
        var text = new StringBuilder();
        for (var channel : Channel.values()) {
            var some = outcomes.stream()
                    .filter(outcome -> outcome.turn().channel() == channel)
                    .toList();
            if (!some.isEmpty()) {
                text.append(line(channel, some)).append('\n');
            }
        }
        if (secondAnswers > 0) {
            text.append("  %d turns were answered again\n".formatted(secondAnswers));
        }
        if (repetitions > 0) {
            text.append("  %d replies came again as they were\n".formatted(repetitions));
        }
        var problems = outcomes.stream()
                .filter(outcome -> outcome.problem().isPresent())
                .toList();
        problems.stream()
                .limit(SHOWN_PROBLEMS)
                .forEach(outcome -> text.append("  %s: %s\n"
                        .formatted(outcome.turn().turnId(), outcome.problem().orElseThrow())));
        if (problems.size() > SHOWN_PROBLEMS) {
            text.append("  and %d more\n".formatted(problems.size() - SHOWN_PROBLEMS));
        }
        return text.toString();
    }

    private static String line(Channel channel, List<TurnOutcome> some) {
        var answered =
                some.stream().filter(outcome -> outcome.problem().isEmpty()).count();
        return "%-4s %d turns sent, %d answered, p50 %.1f s, p95 %.1f s seen from outside"
                .formatted(channel, some.size(), answered, seconds(some, 0.5), seconds(some, 0.95));
    }

    private static double seconds(List<TurnOutcome> some, double quantile) {
        var sorted = some.stream().map(TurnOutcome::duration).sorted().toList();
        var rank = (int) Math.ceil(quantile * sorted.size());
        return sorted.get(Math.max(0, rank - 1)).toMillis()
                / (double) Duration.ofSeconds(1).toMillis();
    }
}
