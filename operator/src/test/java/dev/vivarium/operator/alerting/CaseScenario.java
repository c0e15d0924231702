package dev.vivarium.operator.alerting;

import static dev.vivarium.operator.alerting.CaseGroup.DELETED;
import static dev.vivarium.operator.alerting.CaseGroup.FIRST;
import static dev.vivarium.operator.alerting.CaseGroup.SECOND;
import static dev.vivarium.operator.alerting.CaseGroup.THIRD;

import dev.vivarium.api.v1alpha1.AlertsSpec;
import dev.vivarium.operator.alerting.CaseGroup.Subject;
import dev.vivarium.telemetry.Catalog;
import java.time.Duration;
import java.util.Map;
import java.util.function.BiFunction;

/** What happens to three agents in each {@link AlertCase}, and what an alert must make of it. */
final class CaseScenario {
    private static final Duration STEP = Duration.ofSeconds(CaseLoads.STEP);

    private static final double ABOVE = 1.3;
    private static final double BELOW = 0.9;
    private static final double JUST_ABOVE = 1.001;
    private static final double JUST_BELOW = 0.999;

    /** Longer than a window and the time that an alert waits, together. */
    private static final Duration LONG = Duration.ofMinutes(40);

    private static final Duration BEFORE = Duration.ofMinutes(20);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** So often does a process restart: several times in each window. */
    private static final Duration LIFE = Duration.ofMinutes(4);

    /** What a counter had reached before anybody looked, as a multiple of what it grows in a step. */
    private static final int LARGE = 5000;

    private static final double TURNS_BEFORE = 7000;

    private final AlertDefinition definition;
    private final Timing timing = Timing.of(STEP);

    private CaseGroup group;

    CaseScenario(AlertDefinition definition) {
        this.definition = definition;
    }

    PromtoolFile.Group group(AlertCase alertCase) {
        group = new CaseGroup(definition, STEP);
        switch (alertCase) {
            case FIRES -> fires();
            case SILENT -> doesNotFire();
            case BOUNDARY -> boundary();
            case COUNTER_RESET -> counterReset();
            case IDLE -> idle();
            case NEW -> newAgents();
            case VANISHED -> vanished();
            case TWO -> two();
        }
        return group.build(alertCase);
    }

    private void fires() {
        works(FIRST, (values, growth) -> values.growing(growth.of(ABOVE), steps(LONG)));
        if (holdFor().compareTo(MINUTE) > 0) {
            group.firing(holdFor().minus(MINUTE));
        }
        group.firing(LONG, FIRST);
    }

    /** The second is above the limit of the first and below its own, where there are limits. */
    private void doesNotFire() {
        works(FIRST, (values, growth) -> values.growing(growth.of(BELOW), steps(LONG)));
        works(SECOND, (values, growth) -> values.growing(growth.of(BELOW), steps(LONG)));
        group.never(LONG);
    }

    private void boundary() {
        works(
                FIRST,
                (values, growth) ->
                        values.growing(growth.of(JUST_BELOW), steps(LONG)).growing(growth.of(JUST_ABOVE), steps(LONG)));
        group.never(LONG);
        group.firing(LONG.multipliedBy(2), FIRST);
    }

    private void counterReset() {
        works(FIRST, (values, growth) -> restarting(values, growth, BELOW));
        works(SECOND, (values, growth) -> restarting(values, growth, ABOVE));
        group.never(LONG, "agent=\"first\"");
        group.firingFor(Duration.ofMinutes(15), LONG, SECOND);
    }

    private static CaseValues restarting(CaseValues values, Growth growth, double share) {
        values.startingAt(growth.of(ABOVE) * LARGE);
        for (var passed = Duration.ZERO; passed.compareTo(LONG) < 0; passed = passed.plus(LIFE)) {
            values.growing(growth.of(share), steps(LIFE)).restart();
        }
        return values;
    }

    /** It does not hide, either, what comes after. */
    private void idle() {
        works(
                FIRST,
                (values, growth) -> values.startingAt(growth.of(ABOVE) * LARGE)
                        .growing(0, steps(LONG))
                        .growing(growth.of(ABOVE), steps(LONG)));
        works(
                SECOND,
                (values, growth) ->
                        values.growing(growth.of(BELOW), steps(BEFORE)).growing(0, steps(LONG.plus(BEFORE))));
        group.never(LONG);
        group.firing(LONG.multipliedBy(2), FIRST);
    }

    /** One begins its work before our eyes; one has long been at work when it is seen first; one begins with too much at once, and has its time to end that. */
    private void newAgents() {
        turns(FIRST, fresh(0));
        counters(
                FIRST,
                (values, growth) -> values.missing(steps(BEFORE) + 1).growing(growth.of(BELOW), steps(LONG) - 1));
        turns(SECOND, values().missing(steps(BEFORE)).startingAt(TURNS_BEFORE).growing(1, steps(LONG)));
        counters(
                SECOND,
                (values, growth) -> values.missing(steps(BEFORE))
                        .startingAt(growth.of(ABOVE) * LARGE)
                        .growing(growth.of(BELOW), steps(LONG)));
        turns(THIRD, fresh(0));
        counters(
                THIRD,
                (values, growth) -> values.missing(steps(BEFORE) + 1).growing(growth.of(ABOVE), steps(LONG) - 1));
        group.never(LONG.plus(BEFORE), "agent=~\"first|second\"", "namespace=\"shop\"");
        if (holdFor().compareTo(MINUTE) > 0) {
            group.firing(BEFORE.plus(holdFor()).minus(MINUTE));
        }
        group.firing(LONG.plus(BEFORE), THIRD);
    }

    private static CaseValues fresh(double turns) {
        return values().missing(steps(BEFORE)).startingAt(turns).growing(1, steps(LONG));
    }

    private void vanished() {
        works(
                FIRST,
                (values, growth) ->
                        values.growing(growth.of(ABOVE), steps(LONG)).gone());
        works(DELETED, (values, growth) -> values.growing(growth.of(ABOVE), steps(LONG)));
        group.firing(LONG.minus(MINUTE), FIRST);
        // A rate lasts for its window.
        var over = LONG.plus(definition == AlertDefinition.UNPRICED_MODEL ? timing.lasting() : timing.usual());
        group.nothing(over.plus(MINUTE));
    }

    private void two() {
        works(FIRST, (values, growth) -> values.growing(growth.of(ABOVE), steps(LONG)));
        works(SECOND, (values, growth) -> values.growing(growth.of(ABOVE), steps(LONG)));
        works(THIRD, (values, growth) -> values.growing(growth.of(BELOW), steps(LONG)));
        group.firing(LONG, FIRST, SECOND);
    }

    /** By how much a counter grows from sample to sample at a share of the limit. */
    private interface Growth {
        double of(double share);
    }

    /** An agent that has been there for long, and what its counters do. */
    private void works(Subject subject, BiFunction<CaseValues, Growth, CaseValues> life) {
        turns(subject, values().startingAt(TURNS_BEFORE).growing(1, steps(LONG.multipliedBy(2))));
        counters(subject, life);
    }

    private void turns(Subject subject, CaseValues values) {
        group.series(subject, Catalog.TURNS.prometheusName(), Map.of("vivarium_turn_origin", "user"), values);
    }

    private void counters(Subject subject, BiFunction<CaseValues, Growth, CaseValues> life) {
        var limit = group.setting(subject).threshold().doubleValue();
        var load = CaseLoads.of(definition, limit).orElseThrow();
        var flows = load.at(BELOW);
        for (var i = 0; i < flows.size(); i++) {
            var which = i;
            Growth growth = share -> load.at(share).get(which).growth();
            group.series(subject, flows.get(i).series(), flows.get(i).labels(), life.apply(values(), growth));
        }
    }

    private Duration holdFor() {
        return definition.setting(AlertsSpec.DEFAULTS).holdFor();
    }

    private static CaseValues values() {
        return new CaseValues();
    }

    private static int steps(Duration duration) {
        return (int) duration.dividedBy(STEP);
    }
}
