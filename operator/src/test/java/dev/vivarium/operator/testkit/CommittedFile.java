package dev.vivarium.operator.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A generated file that is committed, so that people can read what changes; it is written anew with {@code -Dvivarium.golden.update=true}. */
public final class CommittedFile {
    private CommittedFile() {}

    /** Asserts that the file has the content. */
    public static void assertCurrent(Path file, String content) {
        try {
            if (Boolean.getBoolean("vivarium.golden.update")) {
                Files.writeString(file, content);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(file)
                .as("regenerate with ./mvnw -pl operator -am test -Dvivarium.golden.update=true")
                .hasContent(content);
    }
}
