package dev.vivarium.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.vivarium.api.v1alpha1.ConditionStatus;
import dev.vivarium.api.v1alpha1.DiscoveredTool;
import dev.vivarium.api.v1alpha1.McpServer;
import dev.vivarium.operator.mcpserver.McpAnswers;
import dev.vivarium.operator.testkit.ApiServer;
import dev.vivarium.operator.testkit.RunningOperator;
import dev.vivarium.operator.testkit.Sandbox;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(ApiServer.class)
class McpServerIT {
    private static final String DEPLOYED = """
            apiVersion: vivarium.dev/v1alpha1
            kind: McpServer
            metadata: {name: m}
            spec: {image: "server:1", port: 8090}
            """;
    private static final String EXTERNAL = """
            apiVersion: vivarium.dev/v1alpha1
            kind: McpServer
            metadata: {name: m}
            spec:
              url: %s
              headersFrom: [{name: Authorization, secretKeyRef: {name: key, key: header}}]
            """;
    private static final String KEY = """
            apiVersion: v1
            kind: Secret
            metadata: {name: key}
            stringData: {header: Bearer x}
            """;
    private static final List<Class<? extends HasMetadata>> CHILDREN =
            List.of(ServiceAccount.class, Service.class, Deployment.class);

    private static ApiServer.Instance server;
    private static RunningOperator operator;

    private final McpAnswers answers = new McpAnswers();
    private Sandbox sandbox;
    private HttpServer elsewhere;

    @BeforeAll
    static void start(ApiServer.Instance instance) {
        server = instance;
        operator = new RunningOperator(instance);
    }

    @AfterAll
    static void stop() {
        operator.close();
    }

    @BeforeEach
    void createNamespace() throws IOException {
        sandbox = new Sandbox(server.client());
        elsewhere = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        elsewhere.createContext("/mcp", answers);
        elsewhere.start();
    }

    @AfterEach
    void deleteNamespace() {
        elsewhere.stop(0);
        sandbox.close();
    }

    @Test
    void childrenAppearWithTheirOwner() {
        sandbox.apply(DEPLOYED);
        sandbox.awaitProgrammed("McpServer", "m");

        assertThat(CHILDREN)
                .allSatisfy(type -> assertThat(
                                sandbox.get(type, "m-mcp").getMetadata().getOwnerReferences())
                        .singleElement()
                        .satisfies(owner -> assertThat(owner.getKind()).isEqualTo("McpServer")));
        assertThat(sandbox.get(McpServer.class, "m").getStatus().url())
                .isEqualTo("http://m-mcp." + sandbox.namespace() + ".svc:8090/mcp");
        sandbox.awaitCondition("McpServer", "m", "Ready", ConditionStatus.FALSE, "Progressing");
    }

    @ParameterizedTest
    @ValueSource(classes = {ServiceAccount.class, Service.class, Deployment.class})
    void aDeletedChildIsCreatedAgain(Class<? extends HasMetadata> type) {
        sandbox.apply(DEPLOYED);
        sandbox.awaitProgrammed("McpServer", "m");

        sandbox.assertRecreated(type, "m-mcp");
    }

    @Test
    void anEditedChildIsRepaired() {
        sandbox.apply(DEPLOYED);
        sandbox.awaitProgrammed("McpServer", "m");

        sandbox.patch(Deployment.class, "m-mcp", "{\"spec\": {\"replicas\": 7}}");
        sandbox.patch(Service.class, "m-mcp", "{\"spec\": {\"selector\": {\"vivarium.dev/name\": \"other\"}}}");

        await("repair").atMost(Sandbox.SOON).untilAsserted(() -> {
            assertThat(sandbox.get(Deployment.class, "m-mcp").getSpec().getReplicas())
                    .isEqualTo(1);
            assertThat(sandbox.get(Service.class, "m-mcp").getSpec().getSelector())
                    .containsEntry("vivarium.dev/name", "m");
        });
    }

    @Test
    void oneThatRunsElsewhereIsAskedForItsToolsAndHasNoChildren() {
        sandbox.apply(KEY);
        sandbox.apply(EXTERNAL.formatted(url()));

        sandbox.awaitCondition("McpServer", "m", "Ready", ConditionStatus.TRUE, "Ready");
        var status = sandbox.get(McpServer.class, "m").getStatus();
        assertThat(status.tools())
                .containsExactly(new DiscoveredTool("add", "Adds."), new DiscoveredTool("list", null));
        assertThat(status.serverName()).isEqualTo("notes");
        assertThat(answers.authorizations()).isNotEmpty().allMatch("Bearer x"::equals);
        assertThat(CHILDREN)
                .allSatisfy(type -> assertThat(sandbox.get(type, "m-mcp")).isNull());
    }

    @Test
    void aToolThatIsAllowedAndNotOfferedIsTold() {
        sandbox.apply(KEY);
        sandbox.apply(EXTERNAL.formatted(url()) + "  tools: [add, fly]\n");

        assertThat(sandbox.awaitCondition("McpServer", "m", "ResolvedRefs", ConditionStatus.FALSE, "ToolNotFound")
                        .message())
                .isEqualTo("spec.tools: the server does not offer fly");
    }

    @Test
    void anAgentThatMisspellsAToolIsToldRunsAllTheSameAndHeals() {
        sandbox.apply(KEY);
        sandbox.apply(EXTERNAL.formatted(url()));
        sandbox.apply("""
                apiVersion: vivarium.dev/v1alpha1
                kind: Agent
                metadata: {name: a}
                spec:
                  model: {provider: simulated, name: sim-large}
                  instructions: {inline: Answer briefly.}
                  transport: {mode: Http}
                  mcpServers: [{name: m, tools: [add, fly]}]
                """);

        assertThat(sandbox.awaitCondition("Agent", "a", "ResolvedRefs", ConditionStatus.FALSE, "ToolNotFound")
                        .message())
                .isEqualTo("spec.mcpServers[0].tools: McpServer m does not offer fly; it offers add, list");
        sandbox.awaitProgrammed("Agent", "a");
        var deployment = sandbox.require(Deployment.class, "a-agent").getMetadata();

        answers.offer("add", "fly");

        sandbox.awaitCondition("Agent", "a", "ResolvedRefs", ConditionStatus.TRUE, "Resolved");
        assertThat(sandbox.require(Deployment.class, "a-agent").getMetadata().getGeneration())
                .as("nothing is rolled out for it")
                .isEqualTo(deployment.getGeneration());
    }

    @Test
    void oneWhoseAnswerHasNoEndIsTold() throws IOException {
        elsewhere.removeContext("/mcp");
        elsewhere.createContext("/mcp", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (exchange) {
                while (true) {
                    exchange.getResponseBody().write(new byte[10_000]);
                }
            }
        });
        sandbox.apply(KEY);
        sandbox.apply(EXTERNAL.formatted(url()));

        assertThat(sandbox.awaitCondition("McpServer", "m", "Ready", ConditionStatus.FALSE, "McpAnswerTooLarge")
                        .message())
                .contains("no more than 4 MiB", url());
    }

    @Test
    void oneThatDoesNotAnswerIsTold() {
        var url = "http://127.0.0.1:1/mcp"; // Nobody gets that port.
        sandbox.apply(KEY);
        sandbox.apply(EXTERNAL.formatted(url));

        assertThat(sandbox.awaitCondition("McpServer", "m", "Ready", ConditionStatus.FALSE, "McpUnreachable")
                        .message())
                .contains("no connection to " + url);
    }

    @Test
    void aHeaderWhoseSecretComesLaterHeals() {
        sandbox.apply(EXTERNAL.formatted(url()));
        sandbox.awaitCondition("McpServer", "m", "ResolvedRefs", ConditionStatus.FALSE, "SecretNotFound");

        sandbox.apply(KEY);

        sandbox.awaitCondition("McpServer", "m", "Ready", ConditionStatus.TRUE, "Ready");
        sandbox.delete(Secret.class, "key");
        sandbox.awaitCondition("McpServer", "m", "ResolvedRefs", ConditionStatus.FALSE, "SecretNotFound");
    }

    @Test
    void oneThatMovesElsewhereLosesItsChildren() {
        sandbox.apply(DEPLOYED);
        sandbox.awaitProgrammed("McpServer", "m");

        sandbox.patch(
                McpServer.class, "m", "{\"spec\": {\"image\": null, \"port\": null, \"url\": \"" + url() + "\"}}");

        await("no children")
                .atMost(Sandbox.SOON)
                .untilAsserted(() -> assertThat(CHILDREN)
                        .allSatisfy(
                                type -> assertThat(sandbox.get(type, "m-mcp")).isNull()));
        sandbox.awaitCondition("McpServer", "m", "Ready", ConditionStatus.TRUE, "Ready");
    }

    private String url() {
        return "http://127.0.0.1:" + elsewhere.getAddress().getPort() + "/mcp";
    }
}
