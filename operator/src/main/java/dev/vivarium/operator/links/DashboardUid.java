package dev.vivarium.operator.links;

import dev.vivarium.operator.resolve.NamespacedName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Identifiers of dashboards. Two stacks may share one Grafana, and Grafana overwrites a dashboard by another of the same identifier: so it depends on the
 * stack. It depends on nothing else, so that links in alerts stay good.
 */
public final class DashboardUid {
    /** The most that Grafana accepts. */
    public static final int MAX_LENGTH = 40;

    private static final String PREFIX = "vivarium-";
    private static final int HASH_LENGTH = 12;
    private static final Pattern KEY = Pattern.compile("[a-z0-9-]+");

    private DashboardUid() {}

    public static String of(NamespacedName stack, DashboardKey dashboard) {
        return of(stack, dashboard.key());
    }

    /**
     * The identifier of a stack's dashboard.
     *
     * @param key lower-case letters, digits and dashes, at most 18
     * @throws IllegalArgumentException when the key is another
     */
    public static String of(NamespacedName stack, String key) {
        var uid = PREFIX + key + "-" + hash(stack);
        if (!KEY.matcher(key).matches() || uid.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("not a key of a dashboard: " + key);
        }
        return uid;
    }

    /** A tag that the dashboards of a stack have in common, and share with no other stack's. */
    public static String tag(NamespacedName stack) {
        return PREFIX + hash(stack);
    }

    /** The names themselves do not fit: a namespace and a name may each have more letters than Grafana accepts, and dots. */
    private static String hash(NamespacedName stack) {
        try {
            var digest =
                    MessageDigest.getInstance("SHA-256").digest(stack.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HASH_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
