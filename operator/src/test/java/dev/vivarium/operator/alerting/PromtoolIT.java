package dev.vivarium.operator.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules as Prometheus itself understands them. {@link RuleFilesTest} keeps the files that are tested here those that are rendered, {@link AlertCasesTest} counts the tests. */
class PromtoolIT {
    private static Promtool promtool;

    @TempDir
    private Path directory;

    @BeforeAll
    static void findPromtool() {
        promtool = new Promtool();
    }

    static List<Path> tests() throws IOException {
        return CaseTests.files();
    }

    @ParameterizedTest
    @MethodSource("tests")
    void alertsFireWhenTheyShouldAndOnlyThen(Path file) {
        var answer = promtool.run("test", "rules", file.toString());
        System.out.println("promtool test rules " + CaseTests.DIRECTORY.relativize(file) + "\n" + answer.output());
        assertThat(answer.exitCode()).as(answer.output()).isZero();
        assertThat(answer.output()).contains("SUCCESS");
    }

    static Stream<AlertingInput> inputs() {
        return Stream.concat(
                AlertingInputs.unusual().values().stream(),
                Stream.of(AlertingInputs.underTest(), AlertingInputs.large(1000)));
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void prometheusAcceptsTheRules(AlertingInput input) throws IOException {
        var arguments = new ArrayList<>(List.of("check", "rules"));
        for (var file : AlertRules.render(input).entrySet()) {
            arguments.add(Files.writeString(directory.resolve(file.getKey()), file.getValue())
                    .toString());
        }
        var answer = promtool.run(arguments.toArray(String[]::new));
        System.out.println("promtool check rules, stack " + input.stack() + "\n"
                + answer.output().replace(directory + "/", ""));
        assertThat(answer.exitCode()).as(answer.output()).isZero();
        assertThat(answer.output().lines().filter(line -> line.contains("SUCCESS")))
                .hasSize(arguments.size() - 2);
    }

    @Test
    void everyQueryOfARunbookIsOne() throws IOException {
        var rules = new ArrayList<Rule>();
        for (var query : Runbooks.queries()) {
            rules.add(new Rule.Recording("query:" + rules.size(), query, new TreeMap<>()));
        }
        var file = Files.writeString(
                directory.resolve("queries.yaml"),
                new RuleYaml().write(List.of(new RuleGroup("queries", "1m", rules))));
        var answer = promtool.run("check", "rules", file.toString());
        assertThat(answer.output()).contains("SUCCESS: " + rules.size() + " rules found");
        assertThat(rules).hasSizeGreaterThan(AlertDefinition.values().length);
    }

    @ParameterizedTest
    @MethodSource("scrapeIntervals")
    void prometheusAcceptsTheRulesAtEveryScrapeInterval(Duration scrapeInterval) throws IOException {
        var input = AlertingInputs.underTest();
        prometheusAcceptsTheRules(new AlertingInput(
                input.stack(),
                input.defaults(),
                input.targets(),
                input.grafanaUrl(),
                input.runbookBaseUrl(),
                scrapeInterval));
    }

    static Stream<Duration> scrapeIntervals() {
        return Stream.of(1, 7, 15, 40, 60, 90, 300).map(Duration::ofSeconds);
    }
}
