package dev.vivarium.operator.observabilitystack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.api.v1alpha1.ConditionStatus;
import dev.vivarium.operator.apply.ApplyProblem;
import dev.vivarium.operator.observabilitystack.StackStatus.Found;
import dev.vivarium.operator.observabilitystack.StackStatus.Problem;
import dev.vivarium.operator.observabilitystack.StackStatus.Workload;
import dev.vivarium.operator.observation.Figures;
import dev.vivarium.operator.observation.PollTarget.Resource;
import dev.vivarium.operator.observation.StackObservation;
import dev.vivarium.operator.status.ConditionDraft;
import dev.vivarium.operator.status.ConditionTypes;
import dev.vivarium.operator.status.Reasons;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StackStatusTest {
    private static final TreeMap<String, String> RULES = new TreeMap<>(Map.of("03", "aaaa"));
    private static final Figures FIGURES = new Figures(3, 0, 0, List.of(), Optional.empty());
    private static final StackObservation LOADED = loaded(RULES, "");

    private final StackInput plain = StackCase.named("defaults").input();

    @Test
    void everythingIsTrueWhenAllIsWell() {
        var found = new Found(Optional.empty(), List.of(ready("collector")), RULES, Optional.of(LOADED));

        assertThat(StackStatus.conditions(plain, found))
                .extracting(ConditionDraft::type)
                .containsExactly(
                        ConditionTypes.ACCEPTED,
                        ConditionTypes.RESOLVED_REFS,
                        ConditionTypes.PROGRAMMED,
                        ConditionTypes.READY,
                        ConditionTypes.TELEMETRY_READY,
                        ConditionTypes.ALERT_RULES_PROGRAMMED);
        assertThat(StackStatus.conditions(plain, found)).allMatch(draft -> draft.status() == ConditionStatus.TRUE);
    }

    @Test
    void secretsThatAreMissingAreNamed() {
        var refs = condition(StackCase.named("managed").input(), found(LOADED), ConditionTypes.RESOLVED_REFS);

        assertThat(refs.status()).isEqualTo(ConditionStatus.FALSE);
        assertThat(refs.reason()).isEqualTo(Reasons.SECRET_NOT_FOUND);
        assertThat(refs.message()).contains("paging", "url").doesNotContain("backend");
    }

    @Test
    void aStackIsNotReadyUntilEveryProgramIs() {
        var waiting = new Workload("prometheus", Optional.of(Reasons.PROGRESSING), "0 of 1 pods are ready");
        var found = new Found(Optional.empty(), List.of(ready("collector"), waiting), RULES, Optional.of(LOADED));

        var ready = condition(plain, found, ConditionTypes.READY);

        assertThat(ready.status()).isEqualTo(ConditionStatus.FALSE);
        assertThat(ready.reason()).isEqualTo(Reasons.PROGRESSING);
        assertThat(ready.message()).isEqualTo("prometheus: 0 of 1 pods are ready");
    }

    @Test
    void whatIsWrongIsSaidRatherThanThatItTakesTime() {
        var slow = new Workload("prometheus", Optional.of(Reasons.PROGRESSING), "0 of 1 pods are ready");
        var wrong = new Workload("collector", Optional.of(Reasons.IMAGE_PULL_FAILED), "no such image");
        var found = new Found(Optional.empty(), List.of(slow, wrong), RULES, Optional.of(LOADED));

        assertThat(condition(plain, found, ConditionTypes.READY).reason()).isEqualTo(Reasons.IMAGE_PULL_FAILED);
    }

    @Test
    void whatTheApiServerRefusesIsTold() {
        var problem = Problem.of(new ApplyProblem.Refused("StatefulSet x", "StatefulSet x: invalid"));
        var found = new Found(Optional.of(problem), List.of(), RULES, Optional.of(LOADED));

        var programmed = condition(plain, found, ConditionTypes.PROGRAMMED);
        assertThat(programmed.reason()).isEqualTo(Reasons.REFUSED);
        assertThat(programmed.message()).contains("invalid");
        assertThat(condition(plain, found, ConditionTypes.READY).status()).isEqualTo(ConditionStatus.FALSE);
    }

    @Test
    void alertRulesAreProgrammedWhenPrometheusSaysSo() {
        assertThat(rules(Optional.empty()))
                .extracting(ConditionDraft::status, ConditionDraft::reason)
                .containsExactly(ConditionStatus.UNKNOWN, Reasons.NOT_OBSERVED);
        assertThat(rules(Optional.of(new StackObservation(
                        false, "connection refused", new TreeMap<>(), "", false, Set.of(), Optional.empty()))))
                .extracting(ConditionDraft::status, ConditionDraft::message)
                .containsExactly(ConditionStatus.UNKNOWN, "connection refused");
        assertThat(rules(Optional.of(loaded(new TreeMap<>(Map.of("03", "old")), ""))))
                .extracting(ConditionDraft::status, ConditionDraft::reason)
                .containsExactly(ConditionStatus.FALSE, Reasons.RULES_PENDING);
        assertThat(rules(Optional.of(loaded(new TreeMap<>(Map.of("03", "old")), "bad rule"))))
                .extracting(ConditionDraft::reason, ConditionDraft::message)
                .containsExactly(Reasons.RULES_LOAD_FAILED, "bad rule");
        assertThat(rules(Optional.of(LOADED)).status()).isEqualTo(ConditionStatus.TRUE);
    }

    @Test
    void telemetryIsReadyWhenSamplesOfAllAgentsThatShouldRunArrive() {
        var input = StackCase.named("managed").input();
        var agents = input.served().expectedToRun();
        assertThat(agents).isNotEmpty();

        assertThat(telemetry(input, Optional.empty()))
                .extracting(ConditionDraft::reason)
                .isEqualTo(Reasons.NOT_OBSERVED);
        assertThat(telemetry(input, Optional.of(LOADED)).status()).isEqualTo(ConditionStatus.TRUE);
        assertThat(telemetry(input, Optional.of(seen(true, Set.of(new Resource("McpServer", input.id())), 0)))
                        .status())
                .isEqualTo(ConditionStatus.TRUE);
        var silent = telemetry(input, Optional.of(seen(true, Set.copyOf(agents), 1)));
        assertThat(silent.reason()).isEqualTo(Reasons.NO_SAMPLES_RECEIVED);
        assertThat(silent.message())
                .contains(
                        agents.size() + " of " + agents.size(),
                        agents.getFirst().name().toString());
        assertThat(telemetry(input, Optional.of(seen(true, Set.of(), 2))))
                .extracting(ConditionDraft::reason, ConditionDraft::message)
                .containsExactly(Reasons.SCRAPE_TARGET_DOWN, "2 targets cannot be scraped");
        assertThat(telemetry(input, Optional.of(seen(false, Set.of(), 0))).reason())
                .isEqualTo(Reasons.COLLECTOR_UNREACHABLE);
        assertThat(telemetry(
                        input,
                        Optional.of(new StackObservation(
                                false, "no route", new TreeMap<>(), "", false, Set.of(), Optional.empty()))))
                .extracting(ConditionDraft::status, ConditionDraft::message)
                .containsExactly(ConditionStatus.UNKNOWN, "no route");
    }

    private static ConditionDraft telemetry(StackInput input, Optional<StackObservation> observation) {
        return condition(
                input, new Found(Optional.empty(), List.of(), RULES, observation), ConditionTypes.TELEMETRY_READY);
    }

    private static StackObservation seen(boolean collectorUp, Set<Resource> silent, int down) {
        return new StackObservation(
                true,
                "",
                RULES,
                "",
                collectorUp,
                silent,
                Optional.of(new Figures(3, down, 0, List.of(), Optional.empty())));
    }

    private ConditionDraft rules(Optional<StackObservation> observation) {
        return condition(
                plain,
                new Found(Optional.empty(), List.of(), RULES, observation),
                ConditionTypes.ALERT_RULES_PROGRAMMED);
    }

    private static StackObservation loaded(TreeMap<String, String> rules, String error) {
        return new StackObservation(true, "", rules, error, true, Set.of(), Optional.of(FIGURES));
    }

    private static Found found(StackObservation observation) {
        return new Found(Optional.empty(), List.of(), RULES, Optional.of(observation));
    }

    private static Workload ready(String name) {
        return new Workload(name, Optional.empty(), "");
    }

    private static ConditionDraft condition(StackInput input, Found found, String type) {
        return StackStatus.conditions(input, found).stream()
                .filter(draft -> draft.type().equals(type))
                .findFirst()
                .orElseThrow();
    }
}
