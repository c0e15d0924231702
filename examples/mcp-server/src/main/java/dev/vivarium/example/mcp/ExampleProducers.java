package dev.vivarium.example.mcp;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** What the tools are made of, from the configuration. */
public class ExampleProducers {
    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    NoteStore notes(ExampleConfiguration configuration) {
        var notes = configuration.notes();
        return new NoteStore(notes.directory(), notes.limit(), notes.maxCharacters());
    }
}
