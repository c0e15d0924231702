package dev.vivarium.agent.runtime.bus;

import dev.vivarium.agent.runtime.telemetry.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Identifier of one run of the agent, unique among its replicas. A process that is killed leaves it to the next one in its pod, which so finds the queue with the replies to the one before;
 * one that is told to stop does not.
 */
final class InstanceId {
    private static final Logger LOG = Logger.getLogger(InstanceId.class);
    private static final String FILE = "bus-instance";

    private final String value;
    private final Optional<Path> file;

    private InstanceId(String value, Optional<Path> file) {
        this.value = value;
        this.file = file;
    }

    /** The identifier that a killed process left, or a new one. */
    static InstanceId of(StateDirectory state) {
        var file = state.file(FILE);
        if (file.isEmpty()) {
            return new InstanceId(UUID.randomUUID().toString(), file);
        }
        try {
            if (Files.exists(file.get())) {
                return new InstanceId(
                        UUID.fromString(Files.readString(file.get()).strip()).toString(), file);
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.warnf("%s cannot be read, replies to the process before this one are not found: %s", file.get(), e);
        }
        var value = UUID.randomUUID().toString();
        try {
            Files.writeString(file.get(), value);
        } catch (IOException e) {
            LOG.warnf(
                    "%s cannot be written, the next process will not find the replies to this one: %s", file.get(), e);
        }
        return new InstanceId(value, file);
    }

    String value() {
        return value;
    }

    /** The run has ended, and the next one is another. */
    void end() {
        file.ifPresent(path -> {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                LOG.warnf("%s cannot be deleted: %s", path, e);
            }
        });
    }
}
