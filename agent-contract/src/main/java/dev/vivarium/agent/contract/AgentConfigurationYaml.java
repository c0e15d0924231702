package dev.vivarium.agent.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Reads and writes {@link AgentConfiguration} as YAML. Reading is strict: an agent that misunderstands its configuration must not start. */
public final class AgentConfigurationYaml {
    private final YAMLMapper mapper = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    public String write(AgentConfiguration configuration) {
        try {
            return mapper.writeValueAsString(configuration);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an agent configuration can always be written", e);
        }
    }

    public String write(PriceList prices) {
        try {
            return mapper.writeValueAsString(prices);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a price list can always be written", e);
        }
    }

    /** @throws InvalidConfigurationException naming the field that is wrong */
    public PriceList readPrices(String yaml) {
        return parse(yaml, PriceList.class);
    }

    /** @throws InvalidConfigurationException naming every field that is wrong */
    public AgentConfiguration read(String yaml) {
        var configuration = parse(yaml, AgentConfiguration.class);
        var problems = problems(configuration);
        if (!problems.isEmpty()) {
            throw new InvalidConfigurationException(problems);
        }
        return configuration;
    }

    private <T> T parse(String yaml, Class<T> type) {
        if (yaml.isBlank()) {
            throw new InvalidConfigurationException(List.of("the configuration is empty"));
        }
        T configuration;
        try {
            configuration = mapper.readValue(yaml, type);
        } catch (JsonMappingException e) {
            var path = e.getPath().stream()
                    .map(part -> part.getFieldName() == null ? "[" + part.getIndex() + "]" : part.getFieldName())
                    .collect(Collectors.joining("."));
            throw new InvalidConfigurationException(
                    List.of((path.isEmpty() ? "" : path + ": ") + e.getOriginalMessage()));
        } catch (JsonProcessingException e) {
            throw new InvalidConfigurationException(List.of("not YAML: " + e.getOriginalMessage()));
        }
        if (configuration == null) {
            throw new InvalidConfigurationException(List.of("the configuration is empty"));
        }
        return configuration;
    }

    private static List<String> problems(AgentConfiguration configuration) {
        var problems = new ArrayList<String>();
        if (!AgentConfiguration.CONTRACT_VERSION.equals(configuration.contractVersion())) {
            problems.add("contractVersion: '" + configuration.contractVersion()
                    + "' is not supported, this agent understands " + AgentConfiguration.CONTRACT_VERSION);
        }
        if (!"Agent".equals(configuration.kind()) && !"SubAgent".equals(configuration.kind())) {
            problems.add("kind: must be Agent or SubAgent, is '" + configuration.kind() + "'");
        }
        require(problems, "name", configuration.name());
        require(problems, "namespace", configuration.namespace());
        require(problems, "instructions", configuration.instructions());
        if (configuration.model() == null) {
            problems.add("model: is missing");
        } else {
            models(configuration).forEach((field, model) -> model(problems, field, model));
        }
        if (configuration.transport() == null) {
            problems.add("transport: is missing");
        } else if (configuration.transport().isQueue() && configuration.broker() == null) {
            problems.add("broker: is required with transport.mode Queue");
        }
        duration(problems, "limits.turnTimeout", configuration.limits().turnTimeout());
        for (var i = 0; i < configuration.subAgents().size(); i++) {
            duration(
                    problems,
                    "subAgents.[" + i + "].timeout",
                    configuration.subAgents().get(i).timeout());
        }
        return problems;
    }

    /** Every model of the configuration by its field, that of {@code model} first. */
    public static Map<String, AgentConfiguration.Model> models(AgentConfiguration configuration) {
        var models = new LinkedHashMap<String, AgentConfiguration.Model>();
        models.put("model", configuration.model());
        for (var i = 0; i < configuration.model().fallbacks().size(); i++) {
            models.put(
                    "model.fallbacks.[" + i + "]",
                    configuration.model().fallbacks().get(i));
        }
        var tiers = configuration.tiers();
        if (tiers != null) {
            models.put("tiers.low", tiers.low());
            models.put("tiers.balanced", tiers.balanced());
            models.put("tiers.high", tiers.high());
        }
        models.values().removeIf(Objects::isNull);
        return models;
    }

    private static void model(List<String> problems, String field, AgentConfiguration.Model model) {
        require(problems, field + ".provider", model.provider());
        require(problems, field + ".name", model.name());
        if (model.timeout() != null) {
            duration(problems, field + ".timeout", model.timeout());
        }
        if (!"model".equals(field) && !model.fallbacks().isEmpty()) {
            problems.add(field + ".fallbacks: only model has fallbacks");
        }
    }

    private static void require(List<String> problems, String field, String value) {
        if (value == null || value.isBlank()) {
            problems.add(field + ": is missing");
        }
    }

    private static void duration(List<String> problems, String field, String value) {
        try {
            GoDuration.parse(value);
        } catch (IllegalArgumentException e) {
            problems.add(field + ": " + e.getMessage());
        }
    }
}
