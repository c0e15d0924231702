package dev.vivarium.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {
    @ParameterizedTest
    @CsvSource({"250ms,PT0.25S", "1.5s,PT1.5S", "90s,PT1M30S", "1h30m,PT1H30M", "0s,PT0S", "48h,PT48H"})
    void parses(String text, Duration expected) {
        assertThat(GoDuration.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "5 m", "-5s", "5d", "m", "1h-3m", "99999999999999999999h"})
    void refusesWhatIsNotADuration(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GoDuration.parse(text))
                .withMessageContaining("'" + text + "'");
    }

    @ParameterizedTest
    @CsvSource({"PT0.25S,250ms", "PT1M30S,1m30s", "PT48H,48h", "PT0S,0s"})
    void formatsShortest(Duration duration, String expected) {
        assertThat(GoDuration.format(duration)).isEqualTo(expected);
        assertThat(GoDuration.parse(expected)).isEqualTo(duration);
    }
}
