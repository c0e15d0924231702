package dev.vivarium.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class DemoCommandTest {
    @Test
    void everyCommandExplainsItself() {
        for (var name : DemoCommand.commandLine().getSubcommands().keySet()) {
            var out = new StringWriter();
            assertThat(DemoCommand.commandLine().setOut(new PrintWriter(out)).execute(name, "--help"))
                    .isZero();
            assertThat(out.toString()).contains("Usage: demo " + name);
        }
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        var err = new StringWriter();
        assertThat(DemoCommand.commandLine().setErr(new PrintWriter(err)).execute("load", "--bus=many"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--bus");
    }
}
