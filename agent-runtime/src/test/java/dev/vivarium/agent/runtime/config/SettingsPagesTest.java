package dev.vivarium.agent.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.agent.runtime.model.ModelSettings;
import dev.vivarium.agent.runtime.tools.ToolSettings;
import dev.vivarium.agent.runtime.turn.MemorySettings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages say of each setting that there is what its default is, and name no other. */
class SettingsPagesTest {
    private static final Path DOCS = Path.of(System.getProperty("vivarium.root"), "docs");
    private static final Pattern CAPITAL = Pattern.compile("[A-Z]");
    private static final Pattern ROW =
            Pattern.compile("^\\| `(vivarium\\.[a-z.-]+)` \\| `([^`]+)` \\|", Pattern.MULTILINE);

    static Arguments[] pages() {
        return new Arguments[] {
            Arguments.of(ToolSettings.class, "reference/settings.md"),
            Arguments.of(ModelSettings.class, "reference/settings.md"),
            Arguments.of(MemorySettings.class, "concepts/conversations.md")
        };
    }

    @ParameterizedTest
    @MethodSource("pages")
    void eachIsThereWithItsDefault(Class<?> settings, String page) throws IOException {
        var prefix = settings.getAnnotation(ConfigMapping.class).prefix() + ".";
        var described = ROW.matcher(Files.readString(DOCS.resolve(page)))
                .results()
                .filter(row -> row.group(1).startsWith(prefix))
                .map(SettingsPagesTest::setting)
                .toList();

        assertThat(described)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(settings.getDeclaredMethods())
                        .filter(method -> method.isAnnotationPresent(WithDefault.class))
                        .map(method -> prefix + kebab(method.getName()) + " "
                                + method.getAnnotation(WithDefault.class).value())
                        .toList());
    }

    private static String setting(MatchResult row) {
        return row.group(1) + " " + row.group(2);
    }

    private static String kebab(String name) {
        return CAPITAL.matcher(name).replaceAll(letter -> "-" + letter.group().toLowerCase());
    }
}
