package dev.vivarium.agent.runtime.telemetry;

import dev.vivarium.agent.contract.AgentConfiguration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where files stand that outlive the process, but not its pod. Where there is no such directory nothing outlives the process. */
public record StateDirectory(Path path) {
    /** Names the directory; by default {@value AgentConfiguration#STATE_DIRECTORY}. */
    public static final String PROPERTY = "vivarium.agent.state-directory";

    /** @param name file name without its extension; of one journal only */
    public TotalsJournal journal(String name) {
        return file(name + ".journal").map(TotalsJournal::open).orElseGet(TotalsJournal::none);
    }

    /** A file in the directory; empty when there is no directory. */
    public Optional<Path> file(String name) {
        return Files.isDirectory(path) ? Optional.of(path.resolve(name)) : Optional.empty();
    }
}
