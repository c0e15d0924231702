package dev.vivarium.operator.testkit;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** A real API server with the definitions of this project, one for all tests of a run; the testbed starts it, and ends it with them. */
public final class ApiServer implements BeforeAllCallback, ParameterResolver {
    private static final ExtensionContext.Namespace STORE = ExtensionContext.Namespace.create(ApiServer.class);
    private static final Path ROOT = Path.of(System.getProperty("vivarium.root"));
    /** Of this checkout, so that the tests of two checkouts on one machine keep out of each other's way. */
    private static final String NAME = "it-" + Checkout.id();

    /**
     * The server and a client with all rights.
     *
     * @param operatorKubeconfig with the rights that {@code config/install} gives the operator and no others
     */
    public record Instance(Path kubeconfig, KubernetesClient client, Path operatorKubeconfig) implements AutoCloseable {
        /** Every write since the server was started, as it saw it. */
        public AuditLog auditLog() {
            return new AuditLog(kubeconfig.resolveSibling("audit.log"));
        }

        @Override
        public void close() throws IOException, InterruptedException {
            client.close();
            testbed("down");
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        instance(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Instance.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return instance(context);
    }

    static Instance instance(ExtensionContext context) {
        return context.getRoot().getStore(STORE).computeIfAbsent(Instance.class, ignored -> start(), Instance.class);
    }

    private static Instance start() {
        try {
            // A run that was killed has left its server behind, with all that is in it.
            testbed("down");
            var kubeconfig = Path.of(
                    testbed("up").strip().lines().reduce((first, last) -> last).orElseThrow());
            var client = new KubernetesClientBuilder()
                    .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
                    .build();
            applyDefinitions(client);
            return new Instance(kubeconfig, client, OperatorAccount.install(kubeconfig, client));
        } catch (IOException e) {
            throw new IllegalStateException("the testbed's control plane cannot be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the control plane was starting", e);
        }
    }

    private static void applyDefinitions(KubernetesClient client) throws IOException {
        var definitions = new ArrayList<CustomResourceDefinition>();
        try (var files = Files.list(ROOT.resolve("crds").resolve("yaml"))) {
            for (var file : files.filter(path -> path.toString().endsWith(".vivarium.dev.yaml"))
                    .toList()) {
                definitions.add(Definitions.read(client, file));
            }
        }
        new Definitions(definitions).install(client);
    }

    private static String testbed(String action) throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        ROOT.resolve("testbed")
                                .resolve("bin")
                                .resolve("testbed")
                                .toString(),
                        "control-plane",
                        action,
                        "--name",
                        NAME)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("testbed control-plane " + action + " failed; see above");
        }
        return output;
    }
}
