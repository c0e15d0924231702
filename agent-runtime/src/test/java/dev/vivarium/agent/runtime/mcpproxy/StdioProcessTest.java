package dev.vivarium.agent.runtime.mcpproxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.agent.runtime.testing.Patience;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class StdioProcessTest {
    @TempDir
    Path run;

    private final List<Process> started = new ArrayList<>();

    /** Of a test that failed one may still wait, and hold the streams of the build. */
    @AfterEach
    void stop() {
        started.forEach(Process::destroyForcibly);
    }

    /** Its shell takes the pipes away when it ends, which may be at once. */
    @RepeatedTest(20)
    void aProcessThatEndsAtOnceHasStarted() throws Exception {
        execute("mkfifo", "p.in", "p.out", "p.err").waitFor();
        var shell = execute("sh", "-c", "exec 3>&1 5<p.in >p.out 2>p.err; echo up >&3; echo said; rm p.in p.out p.err");
        var said = new CompletableFuture<String>();
        var exitCode = new CompletableFuture<Integer>();
        var process = new StdioProcess(
                "p",
                new StdioProcess.Listener() {
                    @Override
                    public void line(String line) {
                        said.complete(line);
                    }

                    @Override
                    public void exited(int code) {
                        exitCode.complete(code);
                    }
                },
                new StdioHost(run));
        process.open(run);
        assertThat(shell.inputReader().readLine()).isEqualTo("up");
        process.up(shell.pid());
        assertThat(process.started()).isCompletedWithValue(process);
        process.exited(shell.waitFor());
        assertThat(said.get(Patience.AMPLE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("said");
        assertThat(exitCode.get(Patience.AMPLE.toSeconds(), TimeUnit.SECONDS)).isZero();
    }

    private Process execute(String... command) throws IOException {
        var process = new ProcessBuilder(command)
                .directory(run.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        started.add(process);
        return process;
    }
}
