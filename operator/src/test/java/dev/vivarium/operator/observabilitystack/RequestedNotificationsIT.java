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
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
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

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final MovableClock clock = new MovableClock();
    private final TestNotifications notifications = new TestNotifications(clock, PATIENCE);
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
            request("first", alertmanager.uri());
            await().atMost(Sandbox.SOON).untilAsserted(() -> {
                assertThat(counted(alertmanager, "requests_total", "works")).isPositive();
                assertThat(counted(alertmanager, "failed_total", "refuses")).isPositive();
                assertThat(counted(alertmanager, "requests_failed_total", "dead"))
                        .isPositive();
            });
            clock.advance(PATIENCE);
            var status = ask("first", alertmanager.uri());

            assertThat(status.request()).isEqualTo("first");
            assertThat(outcomes(status)).containsExactly("dead FAILED", "refuses FAILED", "works DELIVERED");
            assertThat(firing("first"))
                    .singleElement()
                    .satisfies(message -> assertThat(message.body())
                            .contains(
                                    "VivariumTestNotification", "Test notification of ObservabilityStack team/stack"));

            request("second", alertmanager.uri());
            await().atMost(Sandbox.SOON)
                    .untilAsserted(() -> assertThat(counted(alertmanager, "requests_total", "works"))
                            .isGreaterThan(1));
            clock.advance(PATIENCE);
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

    /** What the Alertmanager counted of its notifications to a receiver. */
    private static double counted(RunningAlertmanager alertmanager, String what, String receiver) {
        var prefixes = List.of("alertmanager_notifications_" + what + "{", "alertmanager_notification_" + what + "{");
        return alertmanager
                .metrics()
                .lines()
                .filter(line -> prefixes.stream().anyMatch(line::startsWith)
                        && line.contains("receiver_name=\"" + receiver + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private TestNotificationStatus ask(String request, URI alertmanager) {
        return await().atMost(Sandbox.SOON).until(() -> request(request, alertmanager), status -> status != null);
    }

    /** Asks for it, once however often it is called; null while the result is not known. */
    private TestNotificationStatus request(String request, URI alertmanager) {
        return new TestRequests(notifications).status(input, Optional.of(request), null, Optional.of(alertmanager));
    }

    /** Stands still but for what it is moved, so that the patience with a receiver ends when it has been tried and not when a busy machine has had no time to. */
    private static final class MovableClock extends Clock {
        private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());

        void advance(Duration time) {
            now.updateAndGet(before -> before.plus(time));
        }

        @Override
        public Instant instant() {
            return now.get();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private static List<String> outcomes(TestNotificationStatus status) {
        return status.results().stream()
                .map(result -> result.contactPoint() + " " + result.outcome())
                .toList();
    }
}
