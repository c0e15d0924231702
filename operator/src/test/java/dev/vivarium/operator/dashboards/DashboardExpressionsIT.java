package dev.vivarium.operator.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.vivarium.operator.dashboards.grafana.Variable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code target-promql-rule} and {@code template-label-promql-rule} of grafana/dashboard-linter, by Prometheus' own parser. */
class DashboardExpressionsIT {
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.+), [a-z0-9_]+\\)");
    private static final Path TESTBED = Path.of(System.getProperty("vivarium.root"), "testbed", "bin", "testbed");

    @TempDir
    private Path directory;

    @Test
    void promtoolParsesEveryExpressionOfEveryPanel() throws IOException, InterruptedException {
        for (var input : Inputs.all().toList()) {
            check(Dashboards.expressions(input, Duration.ofMinutes(5)).stream()
                    .map(PanelExpression::expression)
                    .toList());
        }
    }

    @Test
    void promtoolParsesEveryExpressionOfTheOperatorsDashboard() throws IOException, InterruptedException {
        var macros = Macros.everything(Duration.ofMinutes(5));
        check(OperatorDashboard.dashboard().panels().stream()
                .filter(panel -> !panel.isRow())
                .flatMap(panel -> panel.targets().stream())
                .map(target -> macros.expand(target.expr().replace("$controller", ".*")))
                .toList());
    }

    @Test
    void promtoolParsesEverySelectorOfAVariable() throws IOException, InterruptedException {
        var macros = Macros.everything(Duration.ofMinutes(5));
        var selectors = Dashboards.all(Inputs.DEFAULT).values().stream()
                .flatMap(dashboard -> dashboard.variables().stream())
                .map(Variable::query)
                .filter(Variable.LabelQuery.class::isInstance)
                .map(Variable.LabelQuery.class::cast)
                .map(query -> LABEL_VALUES.matcher(query.query()).replaceFirst("$1"))
                .distinct()
                .map(macros::expand)
                .toList();
        assertThat(selectors).hasSizeGreaterThan(3);
        check(selectors);
    }

    @Test
    void promtoolRefusesWhatIsNoExpression() throws IOException, InterruptedException {
        assertThat(run("check", "rules", rules(List.of("sum(rate(up[5m])")).toString())
                        .exitCode())
                .isNotZero();
    }

    private void check(List<String> expressions) throws IOException, InterruptedException {
        var result = run("check", "rules", rules(expressions).toString());
        assertThat(result.exitCode()).as(result.errors()).isZero();
        assertThat(result.output()).contains("SUCCESS: " + expressions.size() + " rules found");
    }

    private Path rules(List<String> expressions) throws IOException {
        var rules = new ArrayList<Map<String, String>>();
        expressions.forEach(
                expression -> rules.add(Map.of("record", "panel:expression" + rules.size(), "expr", expression)));
        var file = directory.resolve("rules.yaml");
        new YAMLMapper().writeValue(file.toFile(), Map.of("groups", List.of(Map.of("name", "panels", "rules", rules))));
        return file;
    }

    private record Result(int exitCode, String output, String errors) {}

    private Result run(String... arguments) throws IOException, InterruptedException {
        var which = execute(List.of(TESTBED.toString(), "which", "promtool"));
        assertThat(which.exitCode()).as(which.errors()).isZero();
        var command = new ArrayList<String>();
        command.add(which.output().strip());
        command.addAll(List.of(arguments));
        return execute(command);
    }

    private Result execute(List<String> command) throws IOException, InterruptedException {
        var output = Files.createTempFile(directory, "output", ".txt");
        var errors = Files.createTempFile(directory, "errors", ".txt");
        var exitCode = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start()
                .waitFor();
        return new Result(exitCode, Files.readString(output), Files.readString(errors));
    }
}
