package dev.vivarium.operator.mcpserver;

import dev.vivarium.api.v1alpha1.McpServer;
import dev.vivarium.operator.mcpserver.desired.McpServerBlueprint;
import dev.vivarium.operator.pods.Blueprint;
import dev.vivarium.operator.resolve.McpServerResolver;
import dev.vivarium.operator.resolve.ResolutionProblem;
import dev.vivarium.operator.resolve.StackResolver;
import dev.vivarium.operator.settings.Images;
import dev.vivarium.operator.testkit.Golden;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class McpServerGoldenTest {
    private static final Images IMAGES =
            new Images("runtime:1", "collector:1", "prometheus:1", "alertmanager:1", "grafana:1");

    static List<Golden> cases() {
        return Golden.all("mcpserver");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void childrenAreThoseOfTheGoldenFile(Golden golden) {
        var manifests = golden.input();
        var server = manifests.only(McpServer.class);
        var resolution =
                new McpServerResolver(manifests, new StackResolver(manifests, Optional.empty())).resolve(server);
        var children = (Blueprint.Children) new McpServerBlueprint(IMAGES).of(server, resolution);
        golden.assertOutput(
                resolution.problems().stream().map(ResolutionProblem::message).toList(), children.objects());
    }
}
