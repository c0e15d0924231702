package dev.vivarium.agent.runtime.tools;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Names of tools as every provider takes them: a provider refuses the whole request for one that it does not take. */
public final class ToolNames {
    /** In characters; OpenAI's and Gemini's limit, Anthropic's is higher. */
    static final int LONGEST = 64;

    /** Gemini wants a letter or an underscore first. */
    private static final Pattern ACCEPTABLE = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_-]{0," + (LONGEST - 1) + "}");

    private static final Pattern REFUSED = Pattern.compile("[^a-zA-Z0-9_-]");
    /** Of the hash; two of 500 tools have the same with a chance of one in thirty thousand. */
    private static final int DIGITS = 8;

    private ToolNames() {}

    /**
     * The name itself if every provider takes it. Otherwise one that follows from it alone, whatever other tools there are: with underscores in place of what is
     * refused, cut, and with a hash of the name at its end, so that it differs from what other names become.
     */
    public static String acceptable(String name) {
        if (ACCEPTABLE.matcher(name).matches()) {
            return name;
        }
        var replaced = REFUSED.matcher(name).replaceAll("_");
        var begun = replaced.isEmpty() || Character.isDigit(replaced.charAt(0)) || replaced.charAt(0) == '-'
                ? "_" + replaced
                : replaced;
        var longest = LONGEST - DIGITS - 1;
        return (begun.length() > longest ? begun.substring(0, longest) : begun) + "_" + hash(name);
    }

    private static String hash(String name) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
