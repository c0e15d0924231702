package dev.vivarium.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures the packaged agent runtime and the plain loop in turns within one run, so that both meet the same noise. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        subcommands = PlainLoopCommand.class,
        description =
                "Measures the agent runtime beside a plain langchain4j loop: the same turns over HTTP, a model that takes no time.")
public final class BenchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--runtime", description = "Directory of the packaged runtime (quarkus-app).")
    private Path runtime;

    @Option(names = "--jvm", split = ",", description = "Flags of the JVM, the same for both.")
    private List<String> jvm = List.of();

    @Option(names = "--aot", description = "AOT cache of the runtime, for the time that it takes to start.")
    private Path aot;

    @Option(
            names = "--warm-up",
            defaultValue = "3000",
            description = "Turns before measuring (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(names = "--turns", defaultValue = "2000", description = "Turns a round (default: ${DEFAULT-VALUE}).")
    private int turns;

    @Option(names = "--rounds", defaultValue = "5", description = "Rounds of each (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--concurrency",
            defaultValue = "8",
            description = "Turns at a time for the rate (default: ${DEFAULT-VALUE}).")
    private int concurrency;

    public static void main(String... arguments) {
        System.exit(new CommandLine(new BenchCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (runtime == null) {
            throw new ParameterException(spec.commandLine(), "Missing required option: '--runtime'");
        }
        var out = System.out;
        var classes = aot == null ? List.<String>of() : List.of("-XX:AOTCache=" + aot);
        try (var agent = ServedLoop.runtime(runtime, jvm, classes, concurrency);
                var plain = ServedLoop.plain(jvm)) {
            out.printf("%-22s %12s %12s%n", "", "runtime", "plain loop");
            row(out, "started in", millis(agent.started()), millis(plain.started()));
            var both = List.of(new Measured(agent), new Measured(plain));
            for (var each : both) {
                new TurnLoad(each.loop.turnsUri()).run(warmUp, concurrency);
            }
            for (var round = 0; round < rounds; round++) {
                for (var each : both) {
                    each.alone.add(new TurnLoad(each.loop.turnsUri()).run(turns, 1));
                }
                for (var each : both) {
                    each.together.add(new TurnLoad(each.loop.turnsUri()).run(turns, concurrency));
                }
            }
            report(out, both.getFirst(), both.getLast());
        }
        return 0;
    }

    private void report(PrintStream out, Measured agent, Measured plain) throws IOException {
        row(out, "memory (RSS)", agent.loop.residentMegabytes() + " MB", plain.loop.residentMegabytes() + " MB");
        for (var percentile : new double[] {50, 95, 99}) {
            row(
                    out,
                    "one at a time, p%.0f".formatted(percentile),
                    milliseconds(agent.alone.milliseconds(percentile)),
                    milliseconds(plain.alone.milliseconds(percentile)));
        }
        row(
                out,
                "%d at a time, p95".formatted(concurrency),
                milliseconds(agent.together.milliseconds(95)),
                milliseconds(plain.together.milliseconds(95)));
        row(
                out,
                "%d at a time".formatted(concurrency),
                "%.0f turns/s".formatted(agent.together.perSecond()),
                "%.0f turns/s".formatted(plain.together.perSecond()));
        out.printf(
                "overhead of the runtime a turn: p50 %.2f ms, p95 %.2f ms; its rate is %.2f of the plain loop's%n",
                agent.alone.milliseconds(50) - plain.alone.milliseconds(50),
                agent.alone.milliseconds(95) - plain.alone.milliseconds(95),
                agent.together.perSecond() / plain.together.perSecond());
    }

    private static void row(PrintStream out, String what, String agent, String plain) {
        out.printf("%-22s %12s %12s%n", what, agent, plain);
        out.flush();
    }

    private static String millis(Duration duration) {
        return duration.toMillis() + " ms";
    }

    private static String milliseconds(double value) {
        return "%.2f ms".formatted(value);
    }

    private record Measured(ServedLoop loop, Timings alone, Timings together) {
        Measured(ServedLoop loop) {
            this(loop, new Timings(), new Timings());
        }
    }
}
