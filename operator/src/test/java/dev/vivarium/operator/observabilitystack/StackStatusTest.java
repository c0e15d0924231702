package dev.vivarium.operator.observabilitystack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.api.v1alpha1.ConditionStatus;
import dev.vivarium.operator.apply.ApplyProblem;
import dev.vivarium.operator.observabilitystack.StackStatus.Found;
import dev.vivarium.operator.observabilitystack.StackStatus.Problem;
import dev.vivarium.operator.observabilitystack.StackStatus.Workload;
import dev.vivarium.operator.observation.StackObservation;
import dev.vivarium.operator.status.ConditionDraft;
import dev.vivarium.operator.status.ConditionTypes;
import dev.vivarium.operator.status.Reasons;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StackStatusTest {
    private static final TreeMap<String, String> RULES = new TreeMap<>(Map.of("03", "aaaa"));
    private static final StackObservation LOADED = new StackObservation(true, "", RULES, "");

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
                .containsExactly(ConditionStatus.UNKNOWN, StackReasons.PROMETHEUS_UNREACHABLE);
        assertThat(rules(Optional.of(new StackObservation(false, "connection refused", new TreeMap<>(), ""))))
                .extracting(ConditionDraft::status, ConditionDraft::message)
                .containsExactly(ConditionStatus.UNKNOWN, "connection refused");
        assertThat(rules(Optional.of(new StackObservation(true, "", new TreeMap<>(Map.of("03", "old")), ""))))
                .extracting(ConditionDraft::status, ConditionDraft::reason)
                .containsExactly(ConditionStatus.FALSE, StackReasons.RULES_PENDING);
        assertThat(rules(Optional.of(new StackObservation(true, "", new TreeMap<>(Map.of("03", "old")), "bad rule"))))
                .extracting(ConditionDraft::reason, ConditionDraft::message)
                .containsExactly(StackReasons.RULES_LOAD_FAILED, "bad rule");
        assertThat(rules(Optional.of(LOADED)).status()).isEqualTo(ConditionStatus.TRUE);
    }

    private ConditionDraft rules(Optional<StackObservation> observation) {
        return condition(
                plain,
                new Found(Optional.empty(), List.of(), RULES, observation),
                ConditionTypes.ALERT_RULES_PROGRAMMED);
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
