package dev.vivarium.api.v1alpha1;

/** Names that every kind of this API shares. */
public final class Vivarium {
    public static final String GROUP = "vivarium.dev";
    public static final String VERSION = "v1alpha1";

    /** {@code kubectl get vivarium} lists every kind of this category. */
    public static final String CATEGORY = "vivarium";

    /**
     * The longest name of a custom resource, in characters: with the longest suffix of a child and a StatefulSet's pod ordinal it still fits the 63
     * characters of a DNS label.
     */
    public static final int MAX_NAME_LENGTH = 45;

    static final String NAME_RULE =
            "self.metadata.name.size() <= 45 && self.metadata.name.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')";
    static final String NAME_RULE_MESSAGE =
            "metadata.name must be a DNS label of at most 45 characters: lower-case letters, digits and '-', without dots, so that the names of its Services fit";

    private Vivarium() {}
}
