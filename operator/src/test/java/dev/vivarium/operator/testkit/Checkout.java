package dev.vivarium.operator.testkit;

import dev.vivarium.operator.resolve.Digests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** This copy of the repository among others on the machine. */
final class Checkout {
    private static final Path ROOT = Path.of(System.getProperty("vivarium.root"));

    private Checkout() {}

    /** A few characters that are the same for each run in this directory, and others in another. */
    static String id() {
        try {
            return Digests.sha256(ROOT.toRealPath().toString()).substring(0, 8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
