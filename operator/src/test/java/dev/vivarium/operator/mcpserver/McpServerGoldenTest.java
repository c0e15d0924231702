package dev.vivarium.operator.mcpserver;

import dev.vivarium.api.v1alpha1.McpServer;
import dev.vivarium.operator.mcpserver.desired.McpServerBlueprint;
import dev.vivarium.operator.pods.Blueprint;
import dev.vivarium.operator.resolve.McpServerResolver;
import dev.vivarium.operator.resolve.ResolutionProblem;
import dev.vivarium.operator.resolve.StackResolver;
import dev.vivarium.operator.testkit.Golden;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class McpServerGoldenTest {
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
        var children = (Blueprint.Children) new McpServerBlueprint().of(server, resolution);
        golden.assertOutput(
                resolution.problems().stream().map(ResolutionProblem::message).toList(), children.objects());
    }
}
