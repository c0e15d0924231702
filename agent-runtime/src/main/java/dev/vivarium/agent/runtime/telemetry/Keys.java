package dev.vivarium.agent.runtime.telemetry;

import dev.vivarium.telemetry.Attribute;
import io.opentelemetry.api.common.AttributeKey;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** OpenTelemetry keys of the catalogue's attributes; all of them hold strings. */
public final class Keys {
    private static final Map<Attribute, AttributeKey<String>> KEYS =
            new EnumMap<Attribute, AttributeKey<String>>(Arrays.stream(Attribute.values())
                    .collect(Collectors.toMap(
                            Function.identity(), attribute -> AttributeKey.stringKey(attribute.key()))));

    private Keys() {}

    public static AttributeKey<String> of(Attribute attribute) {
        return KEYS.get(attribute);
    }
}
