package dev.vivarium.operator.cli;

/** A file cannot be used as manifests; the message names the file. */
final class ManifestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ManifestException(String message) {
        super(message, null, false, false);
    }
}
