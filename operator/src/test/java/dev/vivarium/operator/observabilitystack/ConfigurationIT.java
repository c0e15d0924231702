package dev.vivarium.operator.observabilitystack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vivarium.api.v1alpha1.ObservabilityStack;
import dev.vivarium.operator.testkit.Ports;
import dev.vivarium.operator.testkit.Sandbox;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The programs themselves accept what they are given. */
class ConfigurationIT {
    private static final Map<String, String> NOTHING = Map.of();

    @TempDir
    private Path directory;

    static List<StackCase> cases() {
        return StackCase.all();
    }

    /** Those whose stack runs the program. */
    static List<StackCase> withCollector() {
        return having(Component.COLLECTOR);
    }

    static List<StackCase> withPrometheus() {
        return having(Component.PROMETHEUS);
    }

    static List<StackCase> withAlertmanager() {
        return having(Component.ALERTMANAGER);
    }

    @ParameterizedTest
    @MethodSource("withCollector")
    void theCollectorAcceptsItsConfiguration(StackCase golden) throws IOException, InterruptedException {
        var result = validateCollector(file(golden, Component.COLLECTOR));

        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    @Test
    void theCollectorRefusesWhatIsNoConfiguration() throws IOException, InterruptedException {
        var broken = file(StackCase.named("defaults"), Component.COLLECTOR).replace("keep_keys", "keep_kees");

        assertThat(validateCollector(broken).exitCode()).isNotZero();
    }

    @ParameterizedTest
    @MethodSource("withPrometheus")
    void promtoolAcceptsTheConfigurationAndEveryRule(StackCase golden) throws IOException, InterruptedException {
        check(golden.children(), golden.input().name());
    }

    @Test
    void promtoolAcceptsTheRealRulesInTheirConfigMaps() throws IOException, InterruptedException {
        var manifests = StackCase.named("managed").manifests();
        var stack = manifests.only(ObservabilityStack.class);
        var input = StackInput.resolve(stack, manifests, StackCase.SETTINGS, StackCase.EVERYWHERE);

        check(StackChildren.of(input, () -> ""), input.name());
    }

    @ParameterizedTest
    @MethodSource("withAlertmanager")
    void alertmanagerStartsWithItsConfiguration(StackCase golden) throws IOException, InterruptedException {
        var config = Files.writeString(directory.resolve("alertmanager.yml"), file(golden, Component.ALERTMANAGER));
        var address = InetAddress.getLoopbackAddress().getHostAddress() + ":" + Ports.free();
        var log = directory.resolve("alertmanager.log");
        var process = Program.find("alertmanager", directory)
                .start(
                        NOTHING,
                        log,
                        "--config.file=" + config,
                        "--storage.path=" + directory.resolve("data"),
                        "--web.listen-address=" + address,
                        "--cluster.listen-address=");
        try (var http = HttpClient.newHttpClient()) {
            await().atMost(Sandbox.SOON).until(() -> !process.isAlive() || isReady(http, address));
            assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    @ParameterizedTest
    @MethodSource("withAlertmanager")
    void amtoolAcceptsItsConfiguration(StackCase golden) throws IOException, InterruptedException {
        var config = Files.writeString(directory.resolve("alertmanager.yml"), file(golden, Component.ALERTMANAGER));

        var result = Program.find("amtool", directory).run(NOTHING, "check-config", config.toString());

        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    @Test
    void amtoolSaysWhereEachAlertGoes() throws IOException, InterruptedException {
        var golden = StackCase.named("notifications");
        var config = Files.writeString(directory.resolve("alertmanager.yml"), file(golden, Component.ALERTMANAGER));

        assertThat(receivers(config, "severity=critical", "kind=Agent", "namespace=team-c"))
                .isEqualTo("on-call,hook");
        assertThat(receivers(config, "severity=warning", "kind=McpServer", "namespace=team-b"))
                .isEqualTo("mail");
        assertThat(receivers(config, "severity=warning", "kind=McpServer", "namespace=team-bb"))
                .isEqualTo("chat");
        assertThat(receivers(config, "agent=rockbot", "odd label=with \"quotes\""))
                .isEqualTo("other");
        assertThat(receivers(config, "alertname=VivariumTestNotification", "contact_point=mail", "severity=critical"))
                .isEqualTo("mail");
    }

    private String receivers(Path config, String... labels) throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of("config", "routes", "test", "--config.file=" + config));
        for (var label : labels) {
            var parts = label.split("=", 2);
            arguments.add((parts[0].contains(" ") ? '"' + parts[0] + '"' : parts[0]) + "=\""
                    + parts[1].replace("\"", "\\\"") + '"');
        }
        return Program.find("amtool", directory)
                .run(NOTHING, arguments.toArray(String[]::new))
                .output()
                .strip();
    }

    private Program.Result validateCollector(String config) throws IOException, InterruptedException {
        var storage = Files.createDirectories(directory.resolve("storage"));
        var file = Files.writeString(
                directory.resolve("collector.yaml"),
                config.replace(CollectorConfig.STORAGE_DIRECTORY, storage.toString()));
        return Program.find("otelcol", directory)
                .run(
                        Map.of(
                                BackEndConfig.headerVariable(0, 0), "Bearer: with $dollar and #hash",
                                BackEndConfig.headerVariable(0, 1), "12345"),
                        "validate",
                        "--config=" + file);
    }

    private void check(StackChildren children, String stack) throws IOException, InterruptedException {
        var name = Component.PROMETHEUS.childName(stack);
        var rules = Files.createDirectories(directory.resolve("rules"));
        var config = Files.createDirectories(directory.resolve("config"));
        var files = new TreeMap<String, String>();
        for (var child : children.objects()) {
            if (child instanceof ConfigMap map && map.getMetadata().getName().startsWith(name + "-rules-")) {
                files.putAll(map.getData());
            } else if (child instanceof ConfigMap map
                    && map.getMetadata().getName().equals(name)) {
                write(config, map.getData());
            }
        }
        write(rules, files);

        var result = Program.find("promtool", directory)
                .run(
                        NOTHING,
                        "check",
                        "config",
                        config.resolve("prometheus.yml").toString());

        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output()).contains(files.size() + " rule files found").doesNotContain("FAILED");
    }

    private static void write(Path directory, Map<String, String> files) {
        files.forEach((name, content) -> {
            try {
                Files.writeString(directory.resolve(name), content);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static boolean isReady(HttpClient http, String address) throws InterruptedException {
        try {
            var request = HttpRequest.newBuilder(URI.create("http://" + address + "/-/ready"))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static String file(StackCase golden, Component component) {
        return configuration(golden, component).orElseThrow();
    }

    private static Optional<String> configuration(StackCase golden, Component component) {
        return golden.file(component.childName(golden.input().name()));
    }

    private static List<StackCase> having(Component component) {
        return cases().stream()
                .filter(golden -> configuration(golden, component).isPresent())
                .toList();
    }
}
