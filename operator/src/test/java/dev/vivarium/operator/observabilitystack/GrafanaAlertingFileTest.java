package dev.vivarium.operator.observabilitystack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.vivarium.api.v1alpha1.ObservabilityStack;
import dev.vivarium.operator.alerting.AlertDefinition;
import dev.vivarium.operator.alerting.GrafanaAlert;
import dev.vivarium.operator.testkit.CommittedFile;
import dev.vivarium.operator.testkit.Manifests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GrafanaAlertingFileTest {
    private static final Path RESOURCES =
            Path.of(System.getProperty("vivarium.root"), "operator", "src", "test", "resources");
    private static final Path GOLDEN = RESOURCES.resolve("golden").resolve("grafana-alerting");
    private static final Pattern ACTION = Pattern.compile("\\{\\{([^}]*)}}");
    private static final Pattern VALUE = Pattern.compile("\\.Values\\.([A-Z]+)\\.Value");

    private static final String STACK = """
            apiVersion: vivarium.dev/v1alpha1
            kind: ObservabilityStack
            metadata: {name: %1$s, namespace: %2$s, uid: 5b0d9f6e-0000-4000-8000-000000000012}
            spec:
              alerting: {evaluator: Grafana}
              prometheus: {mode: External, url: "https://prometheus.example"}
              grafana: {mode: %3$s, url: "https://grafana.example/sub"}
            """;
    private static final String AGENTS = """
            ---
            apiVersion: vivarium.dev/v1alpha1
            kind: Agent
            metadata: {name: desk, namespace: %1$s}
            spec:
              model: {provider: simulated, name: sim-large}
              instructions: {inline: Answer briefly.}
              transport: {mode: Http}
              alerts:
                costPerHour: {threshold: "2.50", severity: critical, for: 90s}
                telemetryAbsent: {for: 3m}
                mcpLatencyP95: {enabled: false}
            ---
            apiVersion: vivarium.dev/v1alpha1
            kind: SubAgent
            metadata: {name: research, namespace: %1$s}
            spec:
              description: Finds things out.
              model: {provider: simulated, name: sim-large}
              instructions: {inline: Research.}
            """;
    private static final String NOTIFICATIONS = """
              notifications:
                contactPoints:
                - {name: first, webhook: {url: "https://first.example/$a"}}
                - {name: second, webhook: {url: "https://second.example"}}
                routes:
                - {contactPoint: second, severity: critical, continueMatching: true, groupBy: [severity]}
                - {contactPoint: second, kind: SubAgent}
                - {contactPoint: first, namespaces: [a, b], matchLabels: {agent: desk}}
            """;

    /** Inputs by the name of their golden file. */
    static Stream<String> inputs() {
        return Stream.of("plain", "routes");
    }

    private static StackInput input(String name) {
        var stack = STACK.formatted("main", "a", "Sidecar") + (name.equals("routes") ? NOTIFICATIONS : "");
        return resolved(stack + AGENTS.formatted("a"));
    }

    private static StackInput resolved(String yaml) {
        var manifests = Manifests.parse(yaml);
        return StackInput.resolve(
                manifests.only(ObservabilityStack.class), manifests, StackCase.SETTINGS, StackCase.EVERYWHERE);
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void isThatOfTheGoldenFile(String name) throws IOException {
        var file = GOLDEN.resolve(name + ".yaml");
        var content = new GrafanaAlertingFile(input(name)).render(List.of("vivarium-gone-0123456789ab"));
        CommittedFile.assertCurrent(file, content);
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void isOfTheFormThatGrafanaReads(String name) throws IOException {
        assertThat(schema().validate(parsed(name))).isEmpty();
        assertThat(schema().validate(new YAMLMapper()
                        .readTree(new GrafanaAlertingFile(input(name)).renderDeletions(List.of("vivarium-gone")))))
                .isEmpty();
    }

    static List<StackCase> cases() {
        return StackCase.all().stream()
                .filter(golden -> golden.input().grafanaEvaluates())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyStackOfTheGoldenFilesGivesSuchAFile(StackCase golden) throws IOException {
        var manifests = golden.manifests();
        var input = StackInput.resolve(
                manifests.only(ObservabilityStack.class), manifests, StackCase.SETTINGS, StackCase.EVERYWHERE);
        assertThat(schema().validate(new YAMLMapper().readTree(new GrafanaAlertingFile(input).render(List.of()))))
                .isEmpty();
    }

    /** Or the tests above would prove nothing. */
    @Test
    void theSchemaRefusesWhatGrafanaWouldNotRead() throws IOException {
        var content = new GrafanaAlertingFile(input("plain")).render(List.of());
        for (var broken : List.of(
                content.replace("noDataState", "noData"),
                content.replace("execErrState: KeepLast", "execErrState: Keep"),
                content.replace("type: threshold", "type: treshold"),
                content.replaceFirst("uid: vivarium-costperhour", "uid: vivarium-cost.hour"))) {
            assertThat(broken).isNotEqualTo(content);
            assertThat(schema().validate(new YAMLMapper().readTree(broken))).isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void uidsAndTitlesAreUnique(String name) throws IOException {
        var rules = rules(parsed(name));
        assertThat(rules).hasSizeGreaterThan(13);
        assertThat(rules).extracting(rule -> rule.path("uid").asText()).doesNotHaveDuplicates();
        assertThat(rules).extracting(rule -> rule.path("title").asText()).doesNotHaveDuplicates();
    }

    @Test
    void uidsAreOfOneStackOnly() throws IOException {
        var one = uids(new GrafanaAlertingFile(resolved(STACK.formatted("main", "a", "Sidecar"))));
        var other = uids(new GrafanaAlertingFile(resolved(STACK.formatted("main", "b", "Sidecar"))));
        assertThat(one).hasSize(AlertDefinition.values().length).doesNotContainAnyElementsOf(other);
    }

    @Test
    void aThresholdChangesNothing() {
        var agents = AGENTS.formatted("a");
        var stack = STACK.formatted("main", "a", "Sidecar");
        var before = new GrafanaAlertingFile(resolved(stack + agents)).render(List.of());
        var after = new GrafanaAlertingFile(resolved(stack + agents.replace("2.50", "7.25"))).render(List.of());
        assertThat(after).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void templatesUseQueriesOfTheirRuleAndNothingThatGrafanaDoesNotKnow(String name) throws IOException {
        for (var rule : rules(parsed(name))) {
            var queries = new HashSet<String>();
            rule.path("data").forEach(query -> queries.add(query.path("refId").asText()));
            assertThat(queries).contains(rule.path("condition").asText());
            for (var text : texts(rule)) {
                assertThat(text).doesNotContain("$", "{value}", "{threshold}", "{model}");
                var actions = ACTION.matcher(text);
                while (actions.find()) {
                    assertThat(actions.group(1).strip())
                            .matches("\\.(Labels\\.[a-z0-9_]+|Values\\.[AB]\\.Value)"
                                    + "( \\| (humanize|humanizeDuration|humanizePercentage|printf \"%\\.[0-9]f\"))?");
                    var value = VALUE.matcher(actions.group(1));
                    if (value.find()) {
                        assertThat(queries).contains(value.group(1));
                    }
                }
            }
            assertThat(rule.path("annotations").properties().stream().map(java.util.Map.Entry::getKey))
                    .contains(
                            "summary",
                            "description",
                            "runbook_url",
                            "dashboard_url",
                            "__dashboardUid__",
                            "__panelId__");
            assertThat(rule.path("labels").properties().stream().map(java.util.Map.Entry::getKey))
                    .contains("agent", "kind", "namespace", "severity", "stack", "stack_namespace");
        }
    }

    @Test
    void oneAlertAloneTellsThatPrometheusCannotBeAsked() throws IOException {
        assertThat(rules(parsed("plain")))
                .filteredOn(rule -> rule.path("execErrState").asText().equals("Error"))
                .allMatch(rule -> rule.path("title").asText().startsWith("VivariumTelemetryAbsent"))
                .isNotEmpty();
    }

    @Test
    void prometheusHasNoAlertThatGrafanaHas() {
        var input = input("plain");
        assertThat(input.rules().values()).noneMatch(file -> file.contains("- alert: "));
        assertThat(input.rules().get("llm.yaml")).contains("record: vivarium_agent:llm_cost_usd:rate10m");
        assertThat(input.alerts()).extracting(GrafanaAlert::name).contains("VivariumCostPerHour");
        assertThat(resolved(STACK.formatted("main", "a", "Sidecar")
                                .replace("evaluator: Grafana", "evaluator: Prometheus"))
                        .alerts())
                .isEmpty();
    }

    @Test
    void aRouteByALabelThatRulesCannotTellIsNamed() {
        var yaml = STACK.formatted("main", "a", "Sidecar") + NOTIFICATIONS.replace("agent: desk", "model: sim-large");
        assertThatThrownBy(() -> new GrafanaAlertingFile(resolved(yaml)).render(List.of()))
                .isInstanceOf(InvalidNotificationsException.class)
                .hasMessageContaining("spec.notifications.routes")
                .hasMessageContaining("label model");
    }

    @Test
    void severalMailServersOfAManagedGrafanaAreRefused() {
        var yaml = STACK.formatted("main", "a", "Managed") + """
                  notifications:
                    contactPoints:
                    - {name: one, email: {to: [a@example.org], from: a@example.org, smarthost: "one.example:25"}}
                    - {name: two, email: {to: [a@example.org], from: a@example.org, smarthost: "two.example:25"}}
                """;
        assertThatThrownBy(() -> StackChildren.of(resolved(yaml), () -> "password"))
                .isInstanceOf(InvalidNotificationsException.class)
                .hasMessageContaining("one mail server");
    }

    private static List<String> texts(JsonNode rule) {
        var texts = new ArrayList<String>();
        rule.path("labels").forEach(text -> texts.add(text.asText()));
        rule.path("annotations").forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static Set<String> uids(GrafanaAlertingFile file) throws IOException {
        var uids = new HashSet<String>();
        rules(new YAMLMapper().readTree(file.render(List.of())))
                .forEach(rule -> uids.add(rule.path("uid").asText()));
        return uids;
    }

    private static List<JsonNode> rules(JsonNode document) {
        var rules = new ArrayList<JsonNode>();
        document.path("groups").forEach(group -> group.path("rules").forEach(rules::add));
        return rules;
    }

    private static JsonNode parsed(String name) throws IOException {
        return new YAMLMapper().readTree(new GrafanaAlertingFile(input(name)).render(List.of("vivarium-gone")));
    }

    private static JsonSchema schema() throws IOException {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Files.readString(RESOURCES.resolve("schemas/grafana-alerting.schema.json")));
    }
}
