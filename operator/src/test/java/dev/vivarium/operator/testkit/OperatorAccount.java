package dev.vivarium.operator.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;

/** The operator's ServiceAccount as it is installed, so that a test fails when a permission is missing. */
public final class OperatorAccount {
    public static final String NAMESPACE = "vivarium-system";
    public static final String NAME = "vivarium-operator";
    /** As the API server calls it. */
    public static final String USER = "system:serviceaccount:" + NAMESPACE + ":" + NAME;

    private static final Path INSTALL = Path.of(System.getProperty("vivarium.root"), "config", "install", "base");
    private static final List<String> FILES = List.of(
            "namespace.yaml",
            "service-account.yaml",
            "cluster-role.yaml",
            "cluster-role-binding.yaml",
            "lease-role.yaml");
    private static final long TOKEN_SECONDS = 7200;

    private OperatorAccount() {}

    /** Creates the account with its rights, and returns a kubeconfig of it. */
    static Path install(Path kubeconfig, KubernetesClient client) throws IOException {
        for (var file : FILES) {
            try (var content = Files.newInputStream(INSTALL.resolve(file))) {
                client.load(content).serverSideApply();
            }
        }
        awaitRight(client, NAME, null, "vivarium.dev", "agents");
        awaitRight(client, NAME, NAMESPACE, "coordination.k8s.io", "leases");
        return kubeconfig(kubeconfig, NAME, token(client, NAME));
    }

    /** A kubeconfig of an account that has the operator's rights in some namespaces only, and none in the cluster. */
    public static Path confined(ApiServer.Instance server, String account, List<String> namespaces) throws IOException {
        var client = server.client();
        client.resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withNamespace(NAMESPACE)
                        .withName(account)
                        .endMetadata()
                        .build())
                .serverSideApply();
        for (var namespace : namespaces) {
            client.resource(new RoleBindingBuilder()
                            .withNewMetadata()
                            .withNamespace(namespace)
                            .withName(account)
                            .endMetadata()
                            .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", NAME)
                            .addNewSubject("", "ServiceAccount", account, NAMESPACE)
                            .build())
                    .serverSideApply();
        }
        namespaces.forEach(namespace -> awaitRight(client, account, namespace, "vivarium.dev", "agents"));
        return kubeconfig(server.kubeconfig(), account, token(client, account));
    }

    /**
     * Waits until a right is granted, which is a moment after the binding that grants it was written.
     *
     * @param namespace null for every namespace
     */
    private static void awaitRight(
            KubernetesClient client, String account, String namespace, String group, String resources) {
        var review = new SubjectAccessReviewBuilder()
                .withNewSpec()
                .withUser("system:serviceaccount:" + NAMESPACE + ":" + account)
                .withNewResourceAttributes()
                .withNamespace(namespace)
                .withGroup(group)
                .withResource(resources)
                .withVerb("get")
                .endResourceAttributes()
                .endSpec()
                .build();
        Awaitility.await("the right of " + account + " to get " + resources)
                .atMost(Sandbox.SOON)
                .until(() -> client.authorization()
                        .v1()
                        .subjectAccessReview()
                        .create(review)
                        .getStatus()
                        .getAllowed());
    }

    /** A token of an account in the operator's namespace. */
    private static String token(KubernetesClient client, String account) {
        TokenRequest request = client.serviceAccounts()
                .inNamespace(NAMESPACE)
                .withName(account)
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(TOKEN_SECONDS)
                        .endSpec()
                        .build());
        return request.getStatus().getToken();
    }

    /** A kubeconfig for the same server, with that token. */
    private static Path kubeconfig(Path admin, String name, String token) throws IOException {
        var yaml = new YAMLMapper();
        var config = (ObjectNode) yaml.readTree(Files.readString(admin));
        var user = (ObjectNode) config.path("users").get(0).path("user");
        user.removeAll();
        user.put("token", token);
        ((ObjectNode) config.path("contexts").get(0).path("context")).put("namespace", NAMESPACE);
        return Files.writeString(admin.resolveSibling(name + ".kubeconfig"), yaml.writeValueAsString(config));
    }
}
