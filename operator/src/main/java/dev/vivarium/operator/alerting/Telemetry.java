package dev.vivarium.operator.alerting;

import static dev.vivarium.operator.alerting.Promql.AGENT;
import static dev.vivarium.operator.alerting.Promql.POD;
import static dev.vivarium.operator.alerting.Promql.aggregate;
import static dev.vivarium.operator.alerting.Promql.anyOf;
import static dev.vivarium.operator.alerting.Promql.matcher;

import dev.vivarium.telemetry.Catalog;
import dev.vivarium.telemetry.ResourceLabel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Whose telemetry arrives, and since when. */
final class Telemetry {
    /** Constant series: 1 for an agent that should be running, 0 for one that need not. An agent without it is nobody's business any more. */
    static final String EXPECTED = "vivarium_agent:expected";

    static final String TURNS = "vivarium_pod:agent_turns:sum";
    private static final String POD_PRESENT = "vivarium_pod:telemetry:present";
    private static final String AGENT_PRESENT = "vivarium_agent:telemetry:present";

    /** How much longer than the window a pod counts as fresh; longer than twice the margin, after which {@link #steady} takes over. */
    private static final int FRESHNESS_MARGINS = 3;

    private Telemetry() {}

    static String births(Duration window) {
        return "vivarium_pod:telemetry_births:known" + Timing.text(window);
    }

    /** Agents that should be running and of which no sample is there; one whose budget is spent may have no pods. */
    static String absent() {
        return "(" + EXPECTED + " == 1)\nunless on (" + AGENT + ") " + AGENT_PRESENT + "\nunless on (" + AGENT + ") "
                + Budgets.suspended();
    }

    static List<Rule> rules(Timing timing) {
        var rules = new ArrayList<Rule>();
        rules.add(record(TURNS, Promql.sum(POD, Catalog.TURNS.prometheusName())));
        rules.add(record(
                POD_PRESENT,
                aggregate("group", POD, anyOf(heartbeats(), matcher(ResourceLabel.NAME.label(), "!=", "")))));
        rules.add(record(AGENT_PRESENT, aggregate("group", AGENT, POD_PRESENT)));
        // With rare scrapes two of the windows are one.
        Stream.of(timing.brief(), timing.usual(), timing.lasting())
                .distinct()
                .forEach(window -> rules.add(record(births(window), known(window, timing.margin()))));
        return rules;
    }

    /** What a running agent always has, whether it does something or not, and what an image of somebody's own is likely to have. */
    private static Stream<String> heartbeats() {
        return Stream.of(
                Catalog.TURNS.prometheusName(),
                Catalog.ACTIVE_MESSAGES.prometheusName(),
                Catalog.TURN_DURATION.count(),
                Catalog.INFERENCE_DURATION.count(),
                Catalog.INPUT_TOKENS.prometheusName());
    }

    /** Pods of which a series that was not there a window ago is new, and not one that came back. */
    private static String known(Duration window, Duration margin) {
        return fresh(window, margin) + "\nor\n" + steady(window, margin);
    }

    /** Pods that were seen before their first turn ended: everything that they count happened since. */
    private static String fresh(Duration window, Duration margin) {
        var lookBack = window.plus(margin.multipliedBy(FRESHNESS_MARGINS));
        return aggregate("group", POD, "min_over_time(" + TURNS + "[" + Timing.text(lookBack) + "]) == 0");
    }

    /** Pods whose telemetry arrived around the moment that the window begins at: what they had then was seen then. */
    private static String steady(Duration window, Duration margin) {
        return POD_PRESENT + " offset " + Timing.text(window.minus(margin)) + "\nand " + POD_PRESENT + " offset "
                + Timing.text(window) + "\nand " + POD_PRESENT + " offset " + Timing.text(window.plus(margin));
    }

    private static Rule record(String name, String expression) {
        return new Rule.Recording(name, expression, new TreeMap<>());
    }
}
