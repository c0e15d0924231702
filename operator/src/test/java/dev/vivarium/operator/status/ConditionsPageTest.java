package dev.vivarium.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.operator.testkit.CommittedFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The page of the reference on conditions is made from the constants and the sentences beside them, so that what users read is what the code says.
 */
class ConditionsPageTest {
    private static final Path ROOT = Path.of(System.getProperty("vivarium.root"));
    private static final Path SOURCES = ROOT.resolve("operator/src/main/java/dev/vivarium/operator");
    private static final Path PAGE = ROOT.resolve("docs/reference/conditions.md");
    private static final Pattern CONSTANT = Pattern.compile(
            "/\\*\\*\\s*((?:(?!\\*/).)*?)\\s*\\*/\\s*public static final String \\w+ = \"(\\w+)\";", Pattern.DOTALL);

    private record Constant(String value, String meaning) {}

    @Test
    void committedPageIsThatOfTheConstants() throws IOException {
        var page = render();
        CommittedFile.assertCurrent(PAGE, page);
    }

    @Test
    void everyReasonHasItsMeaningBesideIt() throws IOException {
        for (var file : reasonFiles()) {
            var declared = Pattern.compile("public static final String \\w+ = ")
                    .matcher(Files.readString(file))
                    .results()
                    .count();
            assertThat(constants(file)).as(file.toString()).hasSize((int) declared);
        }
    }

    private static String render() throws IOException {
        var page = new StringBuilder("""
                # Conditions

                Generated from the constants in the module `operator`; do not edit.

                Every kind has `status.conditions` in the shape of the Kubernetes API conventions. `observedGeneration` tells which
                generation of the spec a condition speaks of.

                | type | when it is True |
                |---|---|
                """);
        for (var type : constants(SOURCES.resolve("status/ConditionTypes.java"))) {
            page.append("| `%s` | %s |%n".formatted(type.value(), type.meaning()));
        }
        page.append("\n## Reasons\n\n| reason | condition and meaning |\n|---|---|\n");
        for (var file : reasonFiles()) {
            for (var reason : constants(file)) {
                page.append("| `%s` | %s |%n".formatted(reason.value(), reason.meaning()));
            }
        }
        return page.toString();
    }

    /** The shared ones first. */
    private static List<Path> reasonFiles() throws IOException {
        try (var files = Files.walk(SOURCES)) {
            return files.filter(file -> file.getFileName().toString().endsWith("Reasons.java"))
                    .sorted((a, b) -> {
                        var shared = Boolean.compare(b.endsWith("Reasons.java"), a.endsWith("Reasons.java"));
                        return shared != 0 ? shared : a.compareTo(b);
                    })
                    .toList();
        }
    }

    private static List<Constant> constants(Path file) {
        try {
            return CONSTANT.matcher(Files.readString(file))
                    .results()
                    .map(match -> new Constant(match.group(2), text(match.group(1))))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(String javadoc) {
        return javadoc.replaceAll("\\s*\\n\\s*\\*\\s*", " ")
                .replaceAll("\\{@code ([^}]*)}", "`$1`")
                .replaceAll("\\{@link ([^}]*)}", "$1")
                .replace("|", "\\|");
    }
}
