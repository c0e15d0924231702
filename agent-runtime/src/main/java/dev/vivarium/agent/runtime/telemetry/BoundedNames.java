package dev.vivarium.agent.runtime.telemetry;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps the values of an attribute few and short: the first names that come are let through, every further or longer one becomes one and the same value. */
public final class BoundedNames {
    /** In characters. A name that is longer was made up by a model or a server. */
    static final int LONGEST = 200;

    private final int limit;
    private final String overflow;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    /**
     * @param limit most different names, at least 1
     * @param overflow value for every name beyond the limit
     */
    public BoundedNames(int limit, String overflow) {
        this.limit = limit;
        this.overflow = overflow;
    }

    public String bound(String name) {
        if (known.contains(name)) {
            return name;
        }
        if (name.length() > LONGEST) {
            return overflow;
        }
        synchronized (known) {
            return known.size() < limit || known.contains(name) ? remember(name) : overflow;
        }
    }

    /** The name if it was let through before; nothing is remembered. */
    public String known(String name) {
        return known.contains(name) ? name : overflow;
    }

    private String remember(String name) {
        known.add(name);
        return name;
    }
}
