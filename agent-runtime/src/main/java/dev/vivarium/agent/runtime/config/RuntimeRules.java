package dev.vivarium.agent.runtime.config;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.AgentConfigurationYaml;
import dev.vivarium.agent.contract.PriceList;
import java.math.BigDecimal;
import java.net.URI;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What this runtime asks of a configuration beyond its shape. */
final class RuntimeRules {
    private static final Set<String> PROVIDERS =
            Set.of("anthropic", "gemini", "ollama", "openai", "openai-compatible", "simulated");
    private static final Set<String> WITH_BASE_URL = Set.of("ollama", "openai-compatible");
    private static final Set<String> WITH_KEY = Set.of("anthropic", "gemini", "openai");
    private static final Set<String> MODES = Set.of("Queue", "Http");

    private RuntimeRules() {}

    /** One sentence for each problem, each beginning with the field's name; empty when the configuration can be used. */
    static List<String> problems(AgentConfiguration configuration) {
        var problems = new ArrayList<String>();
        AgentConfigurationYaml.models(configuration).forEach((field, model) -> model(field, model, problems));
        positive("limits.maxIterations", configuration.limits().maxIterations(), problems);
        positive("limits.maxConcurrentTurns", configuration.limits().maxConcurrentTurns(), problems);
        if (!MODES.contains(configuration.transport().mode())) {
            problems.add("transport.mode: must be Queue or Http, is '"
                    + configuration.transport().mode() + "'");
        }
        if (configuration.broker() != null && configuration.broker().urlFile() == null) {
            problems.add("broker.urlFile: is missing");
        }
        subAgents(configuration.subAgents(), problems);
        mcpServers(configuration.mcpServers(), problems);
        prices("pricing", configuration.pricing(), problems);
        return problems;
    }

    /** One sentence for each problem; empty when the list can be used. */
    static List<String> problems(PriceList list) {
        var problems = new ArrayList<String>();
        prices("prices", list.prices(), problems);
        prices("defaults", list.defaults(), problems);
        return problems;
    }

    private static void prices(String field, List<AgentConfiguration.Price> prices, List<String> problems) {
        for (var i = 0; i < prices.size(); i++) {
            price(field + ".[" + i + "].", prices.get(i), problems);
        }
    }

    private static void model(String field, AgentConfiguration.Model model, List<String> problems) {
        if (!PROVIDERS.contains(model.provider())) {
            problems.add(field + ".provider: '" + model.provider() + "' is not one of "
                    + String.join(", ", new TreeSet<>(PROVIDERS)));
        }
        if (model.baseUrl() != null) {
            url(field + ".baseUrl", model.baseUrl(), problems);
        } else if (WITH_BASE_URL.contains(model.provider())) {
            problems.add(field + ".baseUrl: is required with provider " + model.provider());
        }
        if (WITH_KEY.contains(model.provider()) && model.apiKeyFile() == null) {
            problems.add(field + ".apiKeyFile: is required with provider " + model.provider());
        }
        if (model.maxOutputTokens() != null) {
            positive(field + ".maxOutputTokens", model.maxOutputTokens(), problems);
        }
        if (model.maxConcurrentCalls() != null) {
            positive(field + ".maxConcurrentCalls", model.maxConcurrentCalls(), problems);
        }
        if (model.maxRetries() != null && model.maxRetries() < 0) {
            problems.add(field + ".maxRetries: must not be negative, is " + model.maxRetries());
        }
    }

    private static void subAgents(List<AgentConfiguration.SubAgent> subAgents, List<String> problems) {
        var names = new HashSet<String>();
        for (var i = 0; i < subAgents.size(); i++) {
            var subAgent = subAgents.get(i);
            present("subAgents.[" + i + "].name", subAgent.name(), problems);
            present("subAgents.[" + i + "].routingKey", subAgent.routingKey(), problems);
            if (!names.add(subAgent.name())) {
                problems.add("subAgents.[" + i + "].name: '" + subAgent.name() + "' is there twice");
            }
        }
    }

    private static void mcpServers(List<AgentConfiguration.McpServer> servers, List<String> problems) {
        var names = new HashSet<String>();
        for (var i = 0; i < servers.size(); i++) {
            var server = servers.get(i);
            present("mcpServers.[" + i + "].name", server.name(), problems);
            url("mcpServers.[" + i + "].url", server.url(), problems);
            if (!names.add(server.name())) {
                problems.add("mcpServers.[" + i + "].name: '" + server.name() + "' is there twice");
            }
        }
    }

    private static void price(String at, AgentConfiguration.Price price, List<String> problems) {
        present(at + "provider", price.provider(), problems);
        present(at + "model", price.model(), problems);
        present(at + "inputPerMillion", price.inputPerMillion(), problems);
        present(at + "outputPerMillion", price.outputPerMillion(), problems);
        decimal(at + "inputPerMillion", price.inputPerMillion(), problems);
        decimal(at + "outputPerMillion", price.outputPerMillion(), problems);
        decimal(at + "cacheReadPerMillion", price.cacheReadPerMillion(), problems);
        decimal(at + "cacheWritePerMillion", price.cacheWritePerMillion(), problems);
        if (price.effectiveFrom() != null) {
            try {
                LocalDate.parse(price.effectiveFrom());
            } catch (DateTimeParseException e) {
                problems.add(at + "effectiveFrom: '" + price.effectiveFrom() + "' is not a day such as 2026-01-31");
            }
        }
    }

    private static void present(String field, String value, List<String> problems) {
        if (value == null || value.isBlank()) {
            problems.add(field + ": is missing");
        }
    }

    private static void positive(String field, int number, List<String> problems) {
        if (number < 1) {
            problems.add(field + ": must be at least 1, is " + number);
        }
    }

    private static void decimal(String field, String text, List<String> problems) {
        if (text == null) {
            return;
        }
        try {
            if (new BigDecimal(text).signum() < 0) {
                problems.add(field + ": must not be negative, is '" + text + "'");
            }
        } catch (NumberFormatException e) {
            problems.add(field + ": '" + text + "' is not a decimal number such as 2.50");
        }
    }

    private static void url(String field, String text, List<String> problems) {
        try {
            var uri = text == null ? null : URI.create(text);
            if (uri == null || uri.getHost() == null || !Set.of("http", "https").contains(uri.getScheme())) {
                problems.add(field + ": '" + text + "' is not an http or https URL");
            }
        } catch (IllegalArgumentException e) {
            problems.add(field + ": '" + text + "' is not a URL");
        }
    }
}
