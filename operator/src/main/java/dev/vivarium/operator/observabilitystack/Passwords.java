package dev.vivarium.operator.observabilitystack;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.Supplier;

/** Makes random passwords that nobody can guess. */
final class Passwords implements Supplier<String> {
    private static final int BYTES = 24;

    private final SecureRandom random = new SecureRandom();

    @Override
    public String get() {
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
