package dev.vivarium.operator.dashboards.grafana;

import com.fasterxml.jackson.annotation.JsonValue;

/** Units of values, as Grafana names them. */
public enum Unit {
    /** A number, shortened to thousands and millions. */
    COUNT("short"),
    /** A number of things that are whole; an increase that Prometheus extrapolates is not, and is rounded. */
    WHOLE("locale"),
    /** US dollars. */
    USD("currencyUSD"),
    SECONDS("s"),
    /** Bytes, shown in powers of 1024. */
    BYTES("bytes"),
    /** A ratio from 0 to 1, shown in percent. */
    RATIO("percentunit"),
    /** A plain ratio that is not a share of a whole. */
    NUMBER("none"),
    PER_MINUTE("cpm"),
    REQUESTS_PER_MINUTE("reqpm"),
    MESSAGES_PER_MINUTE("mpm"),
    /** Text. */
    TEXT("string");

    private final String id;

    Unit(String id) {
        this.id = id;
    }

    @JsonValue
    public String id() {
        return id;
    }
}
