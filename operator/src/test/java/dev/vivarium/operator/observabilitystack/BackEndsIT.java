package dev.vivarium.operator.observabilitystack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.vivarium.api.v1alpha1.OtlpExporterSpec;
import dev.vivarium.operator.testkit.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the real collector sends to further back ends, and what becomes of it when one of them is down. */
class BackEndsIT {
    private static final Pattern PROBE = Pattern.compile("probe_\\d+_end");

    @TempDir
    private Path directory;

    @Test
    void eachGetsItsSignalsWithItsCredentialsOverItsProtocol() throws Exception {
        var authority = new Certificates(directory.resolve("ours"));
        var identity = authority.issue("back-end");
        var client = authority.issue("client");
        place(authority.authority(), "http-tls", BackEndConfig.CA_FILE);
        place(authority.authority(), "grpc-mutual", BackEndConfig.CA_FILE);
        place(client.certificate(), "grpc-mutual", BackEndConfig.CERT_FILE);
        place(client.key(), "grpc-mutual", BackEndConfig.KEY_FILE);
        place(new Certificates(directory.resolve("theirs")).authority(), "stranger", BackEndConfig.CA_FILE);
        try (var plain = FakeBackEnd.plain();
                var plainGrpc = FakeBackEnd.plain();
                var tls = FakeBackEnd.secure(identity, Optional.empty());
                var mutual = FakeBackEnd.secure(identity, Optional.of(authority.authority()));
                var stranger = FakeBackEnd.secure(identity, Optional.empty());
                var unverified = FakeBackEnd.secure(identity, Optional.empty());
                var collector = RunningCollector.start(
                        directory,
                        List.of(
                                exporter("""
                                        {name: http-plain, endpoint: "%s", signals: [metrics]}
                                        """, plain),
                                exporter("""
                                        {name: grpc-plain, protocol: grpc, endpoint: "%s", compression: none,
                                         signals: [traces]}
                                        """, plainGrpc),
                                exporter("""
                                        {name: http-tls, endpoint: "%s",
                                         headersFrom: [{name: Authorization, secretKeyRef: {name: a, key: b}}],
                                         tls: {caSecretRef: {name: a, key: ca}}}
                                        """, tls),
                                exporter("""
                                        {name: grpc-mutual, protocol: grpc, endpoint: "%s",
                                         headersFrom: [{name: Authorization, secretKeyRef: {name: a, key: b}}],
                                         tls: {caConfigMapRef: {name: a, key: ca},
                                               certSecretRef: {name: a, key: c}, keySecretRef: {name: a, key: k}}}
                                        """, mutual),
                                exporter("""
                                        {name: stranger, endpoint: "%s", tls: {caSecretRef: {name: a, key: ca}}}
                                        """, stranger),
                                exporter("""
                                        {name: unverified, endpoint: "%s", tls: {insecureSkipVerify: true},
                                         signals: [logs]}
                                        """, unverified)),
                        Map.of(
                                BackEndConfig.headerVariable(2, 0), "Bearer s$cret: #1",
                                BackEndConfig.headerVariable(3, 0), "12345"))) {
            collector.send("metrics", metric("probe_1_end"));
            collector.send("traces", """
                    {"resourceSpans": [{"scopeSpans": [{"spans": [{"traceId": "0102030405060708090a0b0c0d0e0f10",
                     "spanId": "0102030405060708", "name": "probe_2_end", "kind": 1,
                     "startTimeUnixNano": "1700000000000000000", "endTimeUnixNano": "1700000001000000000"}]}]}]}
                    """);
            collector.send("logs", """
                    {"resourceLogs": [{"scopeLogs": [{"logRecords": [{"timeUnixNano": "1700000000000000000",
                     "body": {"stringValue": "probe_3_end"}}]}]}]}
                    """);

            await().atMost(Sandbox.SOON).untilAsserted(() -> {
                assertThat(plain.taken(PROBE)).containsExactly("probe_1_end");
                assertThat(plainGrpc.taken(PROBE)).containsExactly("probe_2_end");
                assertThat(tls.taken(PROBE)).containsExactly("probe_1_end", "probe_2_end", "probe_3_end");
                assertThat(mutual.taken(PROBE)).containsExactly("probe_1_end", "probe_2_end", "probe_3_end");
                assertThat(unverified.taken(PROBE)).containsExactly("probe_3_end");
            });
            assertThat(plain.taken()).allSatisfy(request -> {
                assertThat(request.path()).isEqualTo("/v1/metrics");
                assertThat(request.authorization()).isEmpty();
                assertThat(request.encoding()).contains("gzip");
            });
            assertThat(plainGrpc.taken()).allSatisfy(request -> {
                assertThat(request.path()).isEqualTo("/opentelemetry.proto.collector.trace.v1.TraceService/Export");
                assertThat(request.encoding()).isEmpty();
            });
            assertThat(tls.taken())
                    .allSatisfy(request -> assertThat(request.authorization()).contains("Bearer s$cret: #1"));
            assertThat(mutual.taken())
                    .allSatisfy(request -> assertThat(request.authorization()).contains("12345"));
            assertThat(stranger.taken())
                    .as("sent to a server of another authority")
                    .isEmpty();
        }
    }

    @Test
    void whileOneRefusesTheOtherGoesOnAndAfterwardsNothingIsMissing() throws Exception {
        try (var faulty = FakeBackEnd.plain();
                var sound = FakeBackEnd.plain()) {
            var backEnds = List.of(
                    exporter("{name: faulty, endpoint: \"%s\"}", faulty),
                    exporter("{name: sound, protocol: grpc, endpoint: \"%s\"}", sound));
            faulty.refuse(true);
            var first = RunningCollector.start(directory, backEnds, Map.of());
            try {
                for (var i = 0; i < 10; i++) {
                    first.send(metric(probe(i)));
                    var sent = probes(i + 1);
                    await().atMost(Sandbox.SOON).until(() -> sound.taken(PROBE).equals(sent));
                }
                await().atMost(Sandbox.SOON).until(() -> faulty.refused() > 0);
                assertThat(faulty.taken()).isEmpty();
            } finally {
                first.kill();
            }
            // What waited is on the disk, and a collector that starts anew goes on with it.
            try (var second = RunningCollector.start(directory, backEnds, Map.of())) {
                second.send(metric(probe(10)));
                await().atMost(Sandbox.SOON).until(() -> sound.taken(PROBE).equals(probes(11)));
                assertThat(faulty.taken()).isEmpty();

                faulty.refuse(false);

                await().atMost(Sandbox.SOON)
                        .untilAsserted(() -> assertThat(faulty.taken(PROBE)).isEqualTo(probes(11)));
            }
        }
    }

    private static String probe(int number) {
        return "probe_" + number + "_end";
    }

    private static Set<String> probes(int count) {
        return IntStream.range(0, count).mapToObj(BackEndsIT::probe).collect(Collectors.toCollection(TreeSet::new));
    }

    private static OtlpExporterSpec exporter(String yaml, FakeBackEnd backEnd) throws IOException {
        return new YAMLMapper().readValue(yaml.formatted(backEnd.url()), OtlpExporterSpec.class);
    }

    private void place(Path file, String exporter, String name) throws IOException {
        var target = directory.resolve("tls").resolve(exporter).resolve(name);
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
    }

    private static String metric(String name) {
        return """
                {"resourceMetrics": [{"scopeMetrics": [{"metrics": [{"name": "%s", "gauge": {"dataPoints":
                 [{"asDouble": 1, "timeUnixNano": "%d000000"}]}}]}]}]}
                """.formatted(name, System.currentTimeMillis());
    }
}
