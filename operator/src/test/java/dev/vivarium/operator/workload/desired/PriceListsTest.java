package dev.vivarium.operator.workload.desired;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.agent.contract.AgentConfiguration.Price;
import dev.vivarium.agent.contract.AgentConfigurationYaml;
import dev.vivarium.agent.contract.PriceList;
import dev.vivarium.api.v1alpha1.Agent;
import dev.vivarium.api.v1alpha1.ModelProvider;
import dev.vivarium.operator.pods.Blueprint;
import dev.vivarium.operator.resolve.StackResolver;
import dev.vivarium.operator.resolve.Workload;
import dev.vivarium.operator.resolve.WorkloadResolver;
import dev.vivarium.operator.settings.Images;
import dev.vivarium.operator.testkit.Manifests;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.math.BigDecimal;
import java.net.URI;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PriceListsTest {
    private static final String AGENT = """
            apiVersion: vivarium.dev/v1alpha1
            kind: Agent
            metadata: {name: a, namespace: team}
            spec:
              model: {provider: ollama, name: llama, baseUrl: "http://o:11434"}
              tiers: {high: {provider: anthropic, name: claude-opus-4-6, apiKeySecretRef: {name: k, key: k}}}
              instructions: {inline: hi}
              transport: {mode: Http}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: k, namespace: team}
            data: {k: aw==}
            ---
            """;
    private static final String STACK = """
            apiVersion: vivarium.dev/v1alpha1
            kind: ObservabilityStack
            metadata: {name: stack, namespace: team}
            spec: {pricing: %s}
            """;

    @Test
    void aNewPriceChangesTheFileAndNotThePods() {
        var cheap =
                children("{models: [{provider: ollama, model: llama, inputPerMillion: '1', outputPerMillion: '2'}]}");
        var dear =
                children("{models: [{provider: ollama, model: llama, inputPerMillion: '3', outputPerMillion: '4'}]}");
        assertThat(prices(cheap).prices()).extracting(Price::inputPerMillion).containsExactly("1");
        assertThat(prices(dear).prices()).extracting(Price::inputPerMillion).containsExactly("3");
        assertThat(of(dear, Deployment.class)).isEqualTo(of(cheap, Deployment.class));
    }

    @Test
    void thePricesThatAreShippedAreThereUnlessTheStackWantsNone() {
        assertThat(prices(children("{}")).defaults())
                .extracting(Price::provider)
                .isNotEmpty()
                .containsOnly("anthropic");
        assertThat(prices(children("{useDefaults: false}"))).isEqualTo(new PriceList(null, null));
    }

    @Test
    void theTableThatIsShippedSaysWhenItWasMadeAndOfWhat() {
        var table = DefaultPrices.load();
        assertThat(LocalDate.parse(table.asOf())).isAfterOrEqualTo(LocalDate.of(2026, 1, 1));
        var providers = table.prices().stream().map(Price::provider).distinct().toList();
        assertThat(table.sources().keySet()).containsExactlyInAnyOrderElementsOf(providers);
        assertThat(Arrays.stream(ModelProvider.values()).map(ModelProvider::apiName))
                .containsAll(providers);
        assertThat(table.sources().values())
                .allSatisfy(source -> assertThat(URI.create(source).getScheme()).isEqualTo("https"));
        assertThat(table.prices())
                .doesNotHaveDuplicates()
                .extracting(price -> price.provider() + " " + price.model())
                .doesNotHaveDuplicates();
        assertThat(table.prices())
                .allSatisfy(price -> assertThat(Stream.of(
                                        price.cacheReadPerMillion(), price.inputPerMillion(), price.outputPerMillion())
                                .map(BigDecimal::new))
                        .as(price.model())
                        .isSorted()
                        .allMatch(amount -> amount.signum() > 0));
    }

    private static PriceList prices(List<HasMetadata> children) {
        return new AgentConfigurationYaml()
                .readPrices(of(children, ConfigMap.class).getData().get(PriceList.CONFIG_MAP_KEY));
    }

    private static <T> T of(List<HasMetadata> children, Class<T> type) {
        return children.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow();
    }

    private static List<HasMetadata> children(String pricing) {
        var manifests = Manifests.parse(AGENT + STACK.formatted(pricing));
        var workload = Workload.of(manifests.only(Agent.class));
        var resolution =
                new WorkloadResolver(manifests, new StackResolver(manifests, Optional.empty())).resolve(workload);
        var images = new Images("runtime:1", "collector:1", "prometheus:1", "alertmanager:1", "grafana:1");
        return ((Blueprint.Children) new WorkloadBlueprint(images).of(workload, resolution)).objects();
    }
}
