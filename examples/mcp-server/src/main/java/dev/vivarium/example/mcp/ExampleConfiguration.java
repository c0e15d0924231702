package dev.vivarium.example.mcp;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Set;

/** What one server of this image offers; one image serves as several servers. */
@ConfigMapping(prefix = "vivarium.example")
public interface ExampleConfiguration {
    /** The groups of tools that are offered. */
    @WithDefault("notes,calculator,clock")
    Set<ToolGroup> tools();

    Notes notes();

    /** Where notes are kept and how many. */
    interface Notes {
        /** Directory of the notes; it is made when absent and must be writable. */
        @WithDefault("/data/notes")
        Path directory();

        /** Most notes that are kept, at least 1; a further one is refused. */
        @WithDefault("1000")
        int limit();

        /** Most characters of the text of one note, at least 1. */
        @WithDefault("10000")
        int maxCharacters();
    }
}
