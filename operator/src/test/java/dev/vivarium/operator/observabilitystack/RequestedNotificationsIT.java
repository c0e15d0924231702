package dev.vivarium.operator.observabilitystack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vivarium.api.v1alpha1.TestNotificationStatus;
import dev.vivarium.api.v1alpha1.TestNotificationStatus.Outcome;
import dev.vivarium.operator.notification.TestNotifications;
import dev.vivarium.operator.testkit.Manifests;
import dev.vivarium.operator.testkit.Sandbox;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the status says of a test notification is what the real Alertmanager did. */
class RequestedNotificationsIT {
    private static final String STACK = """
            apiVersion: vivarium.dev/v1alpha1
            kind: ObservabilityStack
            metadata: {name: stack, namespace: team, uid: 5b0d9f6e-0000-4000-8000-000000000010}
            spec:
              notifications:
                contactPoints:
                - {name: works, webhook: {url: "%s"}}
                - {name: refuses, webhook: {url: "%s"}}
                - {name: dead, webhook: {url: "http://127.0.0.1:1/"}}
            """;

    @TempDir
    private Path directory;

    private final TestNotifications notifications = new TestNotifications(Clock.systemUTC(), Duration.ofSeconds(30));
    private FakeReceiver receiver;
    private StackInput input;

    @BeforeEach
    void start() throws IOException {
        receiver = new FakeReceiver();
        input = StackCase.input(Manifests.parse(STACK.formatted(receiver.url("/works"), receiver.url("/hook/refuse"))));
    }

    @AfterEach
    void stop() {
        notifications.close();
        receiver.close();
    }

    @Test
    void eachContactPointIsToldAndItsResultIsTrue() throws IOException, InterruptedException {
        try (var alertmanager = new RunningAlertmanager(input, directory)) {
            var status = ask("first", alertmanager.uri());

            assertThat(status.request()).isEqualTo("first");
            assertThat(outcomes(status)).containsExactly("dead FAILED", "refuses FAILED", "works DELIVERED");
            assertThat(firing("first"))
                    .singleElement()
                    .satisfies(message -> assertThat(message.body())
                            .contains(
                                    "VivariumTestNotification", "Test notification of ObservabilityStack team/stack"));

            assertThat(outcomes(ask("second", alertmanager.uri()))).contains("works DELIVERED");
            assertThat(firing("second")).hasSize(1);
        }
    }

    @Test
    void anAlertmanagerThatIsNotThereIsTold() {
        var status = ask("first", URI.create("http://127.0.0.1:1"));

        assertThat(status.results()).hasSize(3).allSatisfy(result -> {
            assertThat(result.outcome()).isEqualTo(Outcome.NOT_SENT);
            assertThat(result.message()).contains("http://127.0.0.1:1 does not answer");
        });
    }

    @Test
    void anAlertmanagerThatDoesNotCountByReceiverIsBelieved() {
        assertThat(outcomes(ask("first", URI.create(receiver.url("/other")))))
                .containsExactly("dead SENT", "refuses SENT", "works SENT");
        assertThat(receiver.messages("/other/api/v2/alerts")).hasSize(1);
    }

    @Test
    void aRequestIsCarriedOutOnce() {
        var told = new CopyOnWriteArrayList<>();
        notifications.listen(told::add);
        var status = ask("first", URI.create(receiver.url("/other")));

        assertThat(ask("first", URI.create(receiver.url("/other")))).isEqualTo(status);
        assertThat(new TestRequests(notifications)
                        .status(input, Optional.of("first"), status, Optional.of(URI.create(receiver.url("/other")))))
                .isEqualTo(status);
        assertThat(receiver.messages("/other/api/v2/alerts")).hasSize(1);
        // The result can be had a moment before it is told.
        await().atMost(Sandbox.SOON).untilAsserted(() -> assertThat(told).hasSize(1));
    }

    /** The end of a test alert is told, too, if the test lasts so long. */
    private List<FakeReceiver.Message> firing(String request) {
        return receiver.messages("/works").stream()
                .filter(message -> message.body().contains("\"request\":\"" + request + "\"")
                        && message.body().contains("\"status\":\"firing\""))
                .toList();
    }

    private TestNotificationStatus ask(String request, URI alertmanager) {
        var requests = new TestRequests(notifications);
        return await().atMost(Sandbox.SOON)
                .until(
                        () -> requests.status(input, Optional.of(request), null, Optional.of(alertmanager)),
                        status -> status != null);
    }

    private static List<String> outcomes(TestNotificationStatus status) {
        return status.results().stream()
                .map(result -> result.contactPoint() + " " + result.outcome())
                .toList();
    }
}
