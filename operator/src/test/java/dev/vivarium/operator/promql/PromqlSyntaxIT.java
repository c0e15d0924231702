package dev.vivarium.operator.promql;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.vivarium.operator.alerting.Promtool;
import dev.vivarium.operator.alerting.RuleExpressions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check against Prometheus' own parser. What passes must be an expression to Prometheus, or one agent's alert would keep all rules from being loaded. */
class PromqlSyntaxIT {
    private static final int VARIANTS = 20_000;
    private static final List<String> PIECES = List.of(
            "(",
            ")",
            "{",
            "}",
            "[5m]",
            "[5m:1m]",
            ",",
            "=",
            "==",
            "=~",
            "!=",
            "\"a\"",
            "\"\"",
            "by (a)",
            "on (a)",
            "group_left ()",
            "bool",
            "offset 5m",
            "@ 1",
            "and",
            "or",
            "+",
            "-",
            "^",
            "sum",
            "rate",
            "topk",
            "up",
            "1",
            "time()",
            "vector",
            "NaN",
            "# x\n",
            ":");

    private final Promtool promtool = new Promtool();

    @TempDir
    private Path directory;

    @Test
    void prometheusReadsWhatPasses() throws IOException {
        var answer = check(file(Expressions.VALID));
        assertThat(answer.exitCode()).as(answer.output()).isZero();
    }

    @Test
    void prometheusDoesNotReadWhatIsRefused() throws IOException {
        for (var expression : Expressions.INVALID) {
            // Prometheus does not mind depth.
            if (!expression.getFirst().startsWith("((")) {
                var answer = check(file(List.of(expression.getFirst())));
                assertThat(answer.exitCode()).as(expression.getFirst()).isNotZero();
            }
        }
    }

    @Test
    void prometheusReadsEveryVariantThatPasses() throws IOException {
        var random = new Random(20261124);
        var bases = new ArrayList<>(Expressions.VALID);
        bases.addAll(RuleExpressions.underTest());
        var passed = new ArrayList<String>();
        for (var i = 0; i < VARIANTS; i++) {
            var variant = variant(bases.get(random.nextInt(bases.size())), random);
            if (passes(variant)) {
                passed.add(variant);
            }
        }
        assertThat(passed).hasSizeGreaterThan(VARIANTS / 20).hasSizeLessThan(VARIANTS);
        var answer = check(file(passed));
        assertThat(answer.exitCode()).as(answer.output()).isZero();
    }

    private static boolean passes(String expression) {
        try {
            return PromqlSyntax.check(expression) != null;
        } catch (PromqlException e) {
            return false;
        }
    }

    /** The expression with a few of its characters taken out, and with pieces put in. */
    private static String variant(String expression, Random random) {
        var text = new StringBuilder(expression);
        for (var changes = 1 + random.nextInt(2); changes > 0; changes--) {
            var place = random.nextInt(text.length() + 1);
            if (random.nextBoolean()) {
                text.insert(place, " " + PIECES.get(random.nextInt(PIECES.size())) + " ");
            } else {
                text.delete(place, Math.min(text.length(), place + 1 + random.nextInt(4)));
            }
        }
        return text.toString();
    }

    private Path file(List<String> expressions) throws IOException {
        var rules = new ArrayList<Map<String, Object>>();
        for (var expression : expressions) {
            rules.add(Map.of("record", "a:b:c" + rules.size(), "expr", expression));
        }
        return Files.writeString(
                directory.resolve("rules.yaml"),
                new YAMLMapper().writeValueAsString(Map.of("groups", List.of(Map.of("name", "all", "rules", rules)))));
    }

    private Promtool.Answer check(Path file) {
        return promtool.run("check", "rules", file.toString());
    }
}
