package dev.vivarium.operator.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivarium.api.v1alpha1.AlertsSpec;
import dev.vivarium.operator.resolve.NamespacedName;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class DashboardUidTest {
    private static final NamespacedName STACK = new NamespacedName("rockbot", "rockbot");

    @Test
    void staysAsItIsSoThatLinksInOldNotificationsStayGood() {
        assertThat(DashboardUid.of(STACK, DashboardKey.AGENT)).isEqualTo("vivarium-agent-cc77e2017ce2");
    }

    @Test
    void isAcceptedByGrafana() {
        var longest = new NamespacedName("n".repeat(63), "stack.with.dots".repeat(16));
        for (var dashboard : DashboardKey.values()) {
            assertThat(DashboardUid.of(longest, dashboard)).matches("[a-zA-Z0-9_-]{1,40}");
        }
    }

    @Test
    void differsBetweenStacksAndBetweenDashboards() {
        var uids = new HashSet<String>();
        var stacks = List.of(
                STACK,
                new NamespacedName("rockbot", "other"),
                new NamespacedName("other", "rockbot"),
                new NamespacedName("a", "b-c"),
                new NamespacedName("a-b", "c"));
        for (var stack : stacks) {
            for (var dashboard : DashboardKey.values()) {
                assertThat(uids.add(DashboardUid.of(stack, dashboard))).isTrue();
            }
        }
    }

    @Test
    void refusesAKeyThatGrafanaWouldRefuse() {
        assertThatThrownBy(() -> DashboardUid.of(STACK, "a key")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DashboardUid.of(STACK, "k".repeat(19))).isInstanceOf(IllegalArgumentException.class);
        assertThat(DashboardUid.of(STACK, "k".repeat(18))).hasSize(DashboardUid.MAX_LENGTH);
    }

    @Test
    void everyAlertOfTheApiHasAPanelOfItsOwn() {
        assertThat(Arrays.stream(AlertPanel.values()).map(AlertPanel::field))
                .containsExactlyElementsOf(Arrays.stream(AlertsSpec.class.getRecordComponents())
                        .map(RecordComponent::getName)
                        // A list of people's own.
                        .filter(field -> !field.equals("custom"))
                        .toList());
        assertThat(Arrays.stream(AlertPanel.values()).map(AlertPanel::id)).doesNotHaveDuplicates();
    }

    @Test
    void linksToAPanelOfTheAgentThatAnAlertIsAbout() {
        assertThat(DashboardLinks.panel(
                        "https://grafana.example.com/",
                        STACK,
                        "{{ $labels.namespace }}",
                        "{{ $labels.kind }}",
                        "{{ $labels.agent }}",
                        AlertPanel.COST_PER_HOUR))
                .isEqualTo("https://grafana.example.com/d/vivarium-agent-cc77e2017ce2/agent"
                        + "?var-namespace={{ $labels.namespace }}&var-kind={{ $labels.kind }}&var-agent={{ $labels.agent }}"
                        + "&viewPanel=101");
    }
}
