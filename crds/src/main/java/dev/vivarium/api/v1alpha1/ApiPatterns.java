package dev.vivarium.api.v1alpha1;

/** Regular expressions that the schemas share. They are anchored, and valid in RE2 as well as in Java. */
public final class ApiPatterns {
    /** A Go-style duration, such as {@code 90s}, {@code 1h30m} or {@code 250ms}. */
    public static final String DURATION = "^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$";

    /** A decimal quantity of US dollars that is not negative, with at most six places: {@code "12.50"}. */
    public static final String USD = "^[0-9]{1,12}(\\.[0-9]{1,6})?$";

    /** A ratio from 0 to 1: {@code "0.05"} is five percent. */
    public static final String RATIO = "^(0(\\.[0-9]{1,6})?|1(\\.0{1,6})?)$";

    /** A DNS label (RFC 1123), the form of every Kubernetes name that this API accepts. */
    public static final String DNS_LABEL = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";

    /** An absolute HTTP(S) URL. */
    public static final String HTTP_URL = "^https?://[^\\s/?#]+([/?#]\\S*)?$";

    /** A decimal number that is not negative. */
    public static final String DECIMAL = "^[0-9]{1,12}(\\.[0-9]{1,6})?$";

    private ApiPatterns() {}
}
