package dev.vivarium.operator.observabilitystack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivarium.api.v1alpha1.ContactPoint;
import dev.vivarium.api.v1alpha1.MuteTime;
import dev.vivarium.api.v1alpha1.NotificationsSpec;
import dev.vivarium.api.v1alpha1.RouteSpec;
import dev.vivarium.api.v1alpha1.WebhookSpec;
import dev.vivarium.operator.observabilitystack.NotificationRoutes.Match;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotificationRoutesTest {
    private static final ContactPoint HOOK =
            new ContactPoint("hook", null, null, null, new WebhookSpec("http://hook.example", null, null), null, null);

    @Test
    void testAlertsGoBeforeEveryRoute() {
        var routes = NotificationRoutes.children(spec(route(List.of()), null));

        assertThat(routes).hasSize(2);
        assertThat(routes.getFirst().matches())
                .containsExactly(
                        Match.is("alertname", TestAlert.NAME), Match.is(TestAlert.CONTACT_POINT_LABEL, "hook"));
    }

    @Test
    void severalNamespacesAreOneRegularExpression() {
        assertThat(NotificationRoutes.children(spec(route(List.of("a", "b-1")), null))
                        .getLast()
                        .matches())
                .containsExactly(new Match("namespace", "a|b-1", true));
        assertThat(NotificationRoutes.children(spec(route(List.of("a")), null))
                        .getLast()
                        .matches())
                .containsExactly(Match.is("namespace", "a"));
    }

    @Test
    void whatWouldBeAnOperatorInARegularExpressionIsTakenLiterally() {
        assertThat(NotificationRoutes.children(spec(route(List.of("a.b", "c|d")), null))
                        .getLast()
                        .matches())
                .containsExactly(new Match("namespace", "a\\.b|c\\|d", true));
    }

    @Test
    void durationsAreWrittenWithoutFractions() {
        var root = NotificationRoutes.root(
                new NotificationsSpec(List.of(HOOK), null, null, null, "0.5s", "1.5h", null), "hook");

        assertThat(root.groupWait()).isEqualTo(Optional.of("500ms"));
        assertThat(root.groupInterval()).isEqualTo(Optional.of("1h30m"));
        assertThat(root.repeatInterval()).isEqualTo(Optional.of("4h"));
    }

    @Test
    void aTimeZoneThatDoesNotExistIsNamed() {
        var nowhere = new MuteTime("nights", List.of("sunday"), null, "Europe/Nowhere");

        assertThatThrownBy(() -> NotificationRoutes.children(spec(route(List.of()), nowhere)))
                .isInstanceOf(InvalidNotificationsException.class)
                .hasMessageContaining("nights")
                .hasMessageContaining("Europe/Nowhere");
    }

    @Test
    void aRangeOfWeekdaysThatGoesOverTheEndOfTheWeekIsNamed() {
        var over = new MuteTime("weekends", List.of("friday:monday"), null, null);

        assertThatThrownBy(() -> NotificationRoutes.children(spec(route(List.of()), over)))
                .isInstanceOf(InvalidNotificationsException.class)
                .hasMessageContaining("friday:saturday and sunday:monday");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "- a list",
                "text",
                "name: other",
                "telegram_configs: {}",
                "telegram_configs: []",
                "telegram_configs: [text]",
                "telegramConfigs: [{chat_id: 1}]",
                "telegram_configs: [{chat_id: 1}]\nname: other"
            })
    void whatIsNoReceiverIsToldWithoutItsContent(String yaml) {
        var receiver = RawReceiver.parse(yaml, RawReceiver.Form.ALERTMANAGER);

        assertThat(receiver.integrations()).isEmpty();
        assertThat(receiver.problem()).contains("telegram_configs: [...]").doesNotContain("chat_id");
    }

    @Test
    void whatIsNoYamlIsToldWithItsLine() {
        assertThat(RawReceiver.parse("telegram_configs:\n- {s3cret", RawReceiver.Form.ALERTMANAGER)
                        .problem())
                .contains("is no YAML", "line")
                .doesNotContain("s3cret");
    }

    private static RouteSpec route(List<String> namespaces) {
        return new RouteSpec("hook", null, null, namespaces, null, null, null, null, null, null, null);
    }

    private static NotificationsSpec spec(RouteSpec route, MuteTime muteTime) {
        return new NotificationsSpec(
                List.of(HOOK),
                List.of(route),
                Optional.ofNullable(muteTime).stream().toList(),
                null,
                null,
                null,
                null);
    }
}
