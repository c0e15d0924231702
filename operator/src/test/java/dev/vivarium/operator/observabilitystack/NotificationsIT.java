package dev.vivarium.operator.observabilitystack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vivarium.operator.testkit.Manifests;
import dev.vivarium.operator.testkit.Sandbox;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real Alertmanager tells each contact point what its routes say, in the way that the contact point asks for. */
class NotificationsIT {
    private static final String PASSWORD = "s3cret with spaces";
    private static final String STACK = """
            apiVersion: vivarium.dev/v1alpha1
            kind: ObservabilityStack
            metadata: {name: stack, namespace: team, uid: 5b0d9f6e-0000-4000-8000-000000000009}
            spec:
              notifications:
                groupWait: 0.1s
                contactPoints:
                - name: hook
                  webhook: {urlSecretRef: {name: telling, key: hook}, bearerTokenSecretRef: {name: telling, key: token}}
                - name: pager
                  pagerduty: {routingKeySecretRef: {name: telling, key: pagerduty}, url: "%s"}
                - name: chat
                  slack: {urlSecretRef: {name: telling, key: slack}, channel: "#agents"}
                - name: mail
                  email:
                    to: [ops@example.org, team@example.org]
                    from: vivarium@example.org
                    smarthost: "%s"
                    username: vivarium
                    passwordSecretRef: {name: telling, key: smtp}
                    requireTls: false
                - name: other
                  receiverSecretRef: {name: telling, key: raw}
                - name: muted
                  webhook: {url: "%s"}
                muteTimes:
                - {name: always, weekdays: ["sunday:saturday"]}
                routes:
                - {contactPoint: pager, severity: critical}
                - {contactPoint: chat, kind: McpServer}
                - {contactPoint: mail, namespaces: [team-a, team-b]}
                - {contactPoint: other, matchLabels: {agent: odd}}
                - {contactPoint: muted, matchLabels: {agent: sleeper}, muteTimes: [always]}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: telling, namespace: team}
            stringData:
              hook: "%s"
              token: "t0ken\\n"
              pagerduty: "0123456789abcdef0123456789abcdef"
              slack: "%s"
              smtp: "%s"
              raw: |
                webhook_configs:
                - url: %s
            """;

    @TempDir
    private Path directory;

    private FakeReceiver receiver;
    private FakeMailServer mail;
    private RunningAlertmanager alertmanager;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        receiver = new FakeReceiver();
        mail = new FakeMailServer("vivarium", PASSWORD);
        var manifests = Manifests.parse(STACK.formatted(
                receiver.url("/pagerduty"),
                mail.address(),
                receiver.url("/muted"),
                receiver.url("/hook"),
                receiver.url("/slack"),
                PASSWORD,
                receiver.url("/raw")));
        alertmanager = new RunningAlertmanager(StackCase.input(manifests), directory);
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        alertmanager.close();
        receiver.close();
        mail.close();
    }

    @Test
    void eachAlertReachesTheContactPointOfItsRouteAndNoOther() throws IOException, InterruptedException {
        alertmanager.post("["
                + String.join(
                        ",",
                        alert("VivariumCost", "critical", "Agent", "team-a", "spender"),
                        alert("VivariumMcp", "warning", "McpServer", "team-a", "notes"),
                        alert("VivariumSlow", "warning", "Agent", "team-b", "slow"),
                        alert("VivariumOdd", "warning", "Agent", "team-c", "odd"),
                        alert("VivariumRest", "warning", "SubAgent", "team-c", "rest"))
                + "]");

        await().atMost(Sandbox.SOON).untilAsserted(() -> {
            assertThat(receiver.messages("/pagerduty"))
                    .singleElement()
                    .satisfies(message -> assertThat(message.body())
                            .contains("0123456789abcdef0123456789abcdef", "VivariumCost", "\"severity\":\"critical\"")
                            .contains("spender is in trouble", "https://runbooks.example"));
            assertThat(receiver.messages("/slack"))
                    .singleElement()
                    .satisfies(message -> assertThat(message.body())
                            .contains("#agents", "VivariumMcp", "notes is in trouble", "Runbook", "warning"));
            assertThat(mail.mails()).singleElement().satisfies(sent -> {
                assertThat(sent.recipients()).containsExactlyInAnyOrder("ops@example.org", "team@example.org");
                assertThat(sent.content()).contains("From: vivarium@example.org", "VivariumSlow");
            });
            assertThat(receiver.messages("/raw"))
                    .singleElement()
                    .satisfies(message -> assertThat(message.body()).contains("VivariumOdd"));
            assertThat(receiver.messages("/hook")).singleElement().satisfies(message -> {
                assertThat(message.body()).contains("VivariumRest", "\"status\":\"firing\"");
                assertThat(message.authorization()).contains("Bearer t0ken");
            });
        });
        assertThat(mail.mails()).hasSize(1);
        assertThat(List.of("/pagerduty", "/slack", "/raw", "/hook"))
                .allSatisfy(path -> assertThat(receiver.messages(path)).hasSize(1));
    }

    @Test
    void aMutedRouteTellsNobody() throws IOException, InterruptedException {
        alertmanager.post("[" + alert("VivariumRest", "warning", "Agent", "team-c", "sleeper") + "]");

        await().atMost(Sandbox.SOON)
                .untilAsserted(
                        () -> assertThat(alertmanager.metrics())
                                .containsPattern(
                                        "alertmanager_notifications_suppressed_total\\{reason=\"mute_time_interval\"\\} [1-9]"));
        assertThat(receiver.messages("/muted")).isEmpty();
    }

    @Test
    void aTestAlertReachesItsContactPointThoughItsRouteIsMuted() throws IOException, InterruptedException {
        alertmanager.post("""
                [{"labels": {"alertname": "VivariumTestNotification", "contact_point": "muted", "severity": "critical",
                             "agent": "sleeper", "namespace": "team"}}]
                """);

        await().atMost(Sandbox.SOON)
                .untilAsserted(() -> assertThat(receiver.messages("/muted"))
                        .singleElement()
                        .satisfies(message -> assertThat(message.body()).contains("VivariumTestNotification")));
        assertThat(receiver.messages("/pagerduty")).isEmpty();
        assertThat(receiver.messages("/hook")).isEmpty();
    }

    private static String alert(String name, String severity, String kind, String namespace, String agent) {
        return """
                {"labels": {"alertname": "%s", "severity": "%s", "kind": "%s", "namespace": "%s", "agent": "%s"},
                 "annotations": {"summary": "%s is in trouble", "description": "3 is above 2",
                                 "runbook_url": "https://runbooks.example/x.md"}}
                """.formatted(name, severity, kind, namespace, agent, agent);
    }
}
