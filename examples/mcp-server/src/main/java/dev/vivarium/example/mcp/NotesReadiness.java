package dev.vivarium.example.mcp;

import jakarta.inject.Singleton;
import java.io.IOException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** A server of notes is ready when it can write them. */
@Readiness
@Singleton
public class NotesReadiness implements HealthCheck {
    private static final String NAME = "notes directory";

    private final ExampleConfiguration configuration;
    private final NoteStore notes;

    public NotesReadiness(ExampleConfiguration configuration, NoteStore notes) {
        this.configuration = configuration;
        this.notes = notes;
    }

    @Override
    public HealthCheckResponse call() {
        if (!configuration.tools().contains(ToolGroup.NOTES)) {
            return HealthCheckResponse.named(NAME).up().withData("used", false).build();
        }
        try {
            notes.checkWritable();
            return HealthCheckResponse.up(NAME);
        } catch (IOException e) {
            return HealthCheckResponse.named(NAME)
                    .down()
                    .withData("directory", configuration.notes().directory().toString())
                    .withData("error", e.toString())
                    .build();
        }
    }
}
