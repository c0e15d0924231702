package dev.vivarium.operator.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.vivarium.api.v1alpha1.Condition;
import dev.vivarium.api.v1alpha1.ConditionStatus;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;

/** A namespace of a test's own on the API server, and what tests do in it. */
public final class Sandbox implements AutoCloseable {
    /**
     * How long anything may take on a busy machine. The longest is what follows a change of the kinds that the API server knows: garbage is not collected for half
     * a minute then, and more than once.
     */
    public static final Duration SOON = Duration.ofMinutes(3);

    private static final String API_VERSION = "vivarium.dev/v1alpha1";

    private final KubernetesClient client;
    private final String namespace = "t-" + UUID.randomUUID().toString().substring(0, 8);

    public Sandbox(KubernetesClient client) {
        this.client = client;
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
    }

    public String namespace() {
        return namespace;
    }

    /** Applies manifests one by one in their order, as kubectl does. */
    public void apply(String yaml) {
        for (var manifest : manifests(yaml)) {
            client.resource(manifest).forceConflicts().serverSideApply();
        }
    }

    /** Manifests as they are written, in this namespace. */
    public List<GenericKubernetesResource> manifests(String yaml) {
        try (var documents = new YAMLMapper().readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            var manifests = new ArrayList<GenericKubernetesResource>();
            while (documents.hasNext()) {
                var manifest = client.getKubernetesSerialization()
                        .convertValue(documents.next(), GenericKubernetesResource.class);
                manifest.getMetadata().setNamespace(namespace);
                manifests.add(manifest);
            }
            return manifests;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes an object and waits until it is gone, with whatever its finalizers have to do. */
    public <T extends HasMetadata> void end(Class<T> type, String name, Duration patience) {
        delete(type, name);
        Awaitility.await("the end of " + name).atMost(patience).until(() -> get(type, name) == null);
    }

    /** The object, or null when there is none. */
    public <T extends HasMetadata> T get(Class<T> type, String name) {
        return client.resources(type).inNamespace(namespace).withName(name).get();
    }

    /** The object, which must be there. */
    public <T extends HasMetadata> T require(Class<T> type, String name) {
        var found = get(type, name);
        assertThat(found).as(type.getSimpleName() + " " + name).isNotNull();
        return found;
    }

    public <T extends HasMetadata> List<T> list(Class<T> type) {
        return client.resources(type).inNamespace(namespace).list().getItems();
    }

    public <T extends HasMetadata> void delete(Class<T> type, String name) {
        client.resources(type).inNamespace(namespace).withName(name).delete();
    }

    /** Names no resourceVersion, so that the controllers' own writes of the status do not conflict with it. */
    public <T extends HasMetadata> void patch(Class<T> type, String name, String merge) {
        client.resources(type)
                .inNamespace(namespace)
                .withName(name)
                .patch(PatchContext.of(PatchType.JSON_MERGE), merge);
    }

    /** Waits until the object exists. */
    public <T extends HasMetadata> T await(Class<T> type, String name) {
        return Awaitility.await(type.getSimpleName() + " " + name)
                .atMost(SOON)
                .until(() -> get(type, name), found -> found != null);
    }

    /** Deletes the object and waits until there is another of its name. */
    public <T extends HasMetadata> void assertRecreated(Class<T> type, String name) {
        var uid = await(type, name).getMetadata().getUid();
        delete(type, name);
        Awaitility.await("another " + type.getSimpleName() + " " + name)
                .atMost(SOON)
                .until(
                        () -> get(type, name),
                        again -> again != null && !again.getMetadata().getUid().equals(uid));
    }

    /** Fails at once when something ceases to hold within a time in which it is looked at again and again. */
    public static void assertStays(String what, Duration time, Runnable assertion) {
        Awaitility.await(what).during(time).atMost(time.plus(SOON)).until(() -> {
            assertion.run();
            return true;
        });
    }

    /** Waits until a custom resource says so of its latest generation. */
    public Condition awaitCondition(String kind, String name, String type, ConditionStatus status, String reason) {
        var found = new AtomicReference<Condition>();
        Awaitility.await(kind + " " + name).atMost(SOON).untilAsserted(() -> {
            var resource = resource(kind, name);
            assertThat(resource).isNotNull();
            assertThat(conditions(resource)).anySatisfy(condition -> {
                assertThat(condition.type()).isEqualTo(type);
                assertThat(condition.status()).isEqualTo(status);
                assertThat(condition.reason()).isEqualTo(reason);
                assertThat(condition.observedGeneration())
                        .isEqualTo(resource.getMetadata().getGeneration());
                found.set(condition);
            });
        });
        return found.get();
    }

    public void awaitProgrammed(String kind, String name) {
        awaitCondition(kind, name, "Programmed", ConditionStatus.TRUE, "Programmed");
    }

    private GenericKubernetesResource resource(String kind, String name) {
        return client.genericKubernetesResources(API_VERSION, kind)
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    private List<Condition> conditions(GenericKubernetesResource resource) {
        var serialization = client.getKubernetesSerialization();
        List<?> conditions = resource.get("status", "conditions");
        return conditions == null
                ? List.of()
                : conditions.stream()
                        .map(condition -> serialization.convertValue(condition, Condition.class))
                        .toList();
    }

    /** There is no node, so the test says in the status of the pods what the kubelet would. */
    public void readyPods() {
        readyPods(null);
    }

    /** @param address where the pods answer, or null for nowhere */
    public void readyPods(String address) {
        for (var pod : list(Pod.class)) {
            try {
                client.resource(pod).editStatus(found -> running(found, address));
            } catch (KubernetesClientException e) {
                // A change of the template may have taken the pod away meanwhile, or a controller may have written to
                // it.
                assertThat(e.getCode()).isIn(404, 409);
            }
        }
    }

    private static Pod running(Pod pod, String address) {
        pod.getStatus().setPhase("Running");
        pod.getStatus().setPodIP(address);
        pod.getStatus()
                .setConditions(List.of(new PodConditionBuilder()
                        .withType("Ready")
                        .withStatus("True")
                        .withLastTransitionTime(
                                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                        .build()));
        return pod;
    }

    @Override
    public void close() {
        client.namespaces().withName(namespace).delete();
    }
}
