package dev.vivarium.operator.alerting;

import java.util.List;

/** A group of signals and of the alerts that watch them, which Prometheus evaluates in that order; groups run beside each other. */
enum Area {
    TELEMETRY("telemetry"),
    LLM("llm"),
    TURNS("turns"),
    TOOLS("tools"),
    MESSAGING("messaging"),
    BUDGETS("budgets");

    private final String title;

    Area(String title) {
        this.title = title;
    }

    String fileName() {
        return title + ".yaml";
    }

    String group() {
        return "vivarium-" + title;
    }

    List<Rule> signals(Timing timing) {
        var signals = new Signals(timing);
        return switch (this) {
            case TELEMETRY -> Telemetry.rules(timing);
            case LLM -> signals.llm();
            case TURNS -> signals.turns();
            case TOOLS -> signals.tools();
            case MESSAGING -> signals.messaging();
            // Recorded with what is spent: they are sums of it.
            case BUDGETS -> List.of();
        };
    }
}
