package dev.vivarium.agent.runtime.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolNamesTest {
    private static final String ACCEPTED_BY_ALL = "[a-zA-Z_][a-zA-Z0-9_-]{0,63}";

    @ParameterizedTest
    @ValueSource(
            strings = {"add", "add-note", "_x", "A9", "a234567890123456789012345678901234567890123456789012345678901234"
            })
    void whatEveryProviderTakesStays(String name) {
        assertThat(ToolNames.acceptable(name)).isEqualTo(name);
    }

    @Test
    void whatIsRefusedIsReplacedAndToldApart() {
        assertThat(ToolNames.acceptable("notes/add.one")).matches("notes_add_one_[0-9a-f]{8}");
        assertThat(ToolNames.acceptable("3d")).matches("_3d_[0-9a-f]{8}");
        assertThat(ToolNames.acceptable("größe")).matches("gr__e_[0-9a-f]{8}");
        assertThat(ToolNames.acceptable("a".repeat(65))).matches("a{55}_[0-9a-f]{8}");
        assertThat(ToolNames.acceptable("")).matches("__[0-9a-f]{8}");
    }

    @Test
    void differentNamesStayDifferentAndTheSameStaysTheSame() {
        var random = new Random(20_261_128);
        var names = Stream.concat(
                        Stream.of("a.b", "a/b", "a b", "a_b", "a".repeat(70), "a".repeat(71)),
                        IntStream.range(0, 1_000)
                                .mapToObj(i -> random.ints(1 + random.nextInt(300), 0x20, 0x2fff)
                                        .mapToObj(Character::toString)
                                        .collect(Collectors.joining())))
                .distinct()
                .toList();

        var accepted = names.stream().map(ToolNames::acceptable).toList();

        assertThat(accepted).doesNotHaveDuplicates().allMatch(name -> name.matches(ACCEPTED_BY_ALL));
        assertThat(names.stream().map(ToolNames::acceptable)).isEqualTo(accepted);
    }
}
