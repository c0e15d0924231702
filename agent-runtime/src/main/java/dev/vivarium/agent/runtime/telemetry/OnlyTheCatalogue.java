package dev.vivarium.agent.runtime.telemetry;

import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdkBuilder;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentSelector;
import io.opentelemetry.sdk.metrics.View;
import io.quarkus.opentelemetry.runtime.AutoConfiguredOpenTelemetrySdkBuilderCustomizer;
import jakarta.inject.Singleton;
import java.util.List;

/** Keeps the SDK's measurements of itself, which are in no catalogue, from being exported. */
@Singleton
public class OnlyTheCatalogue implements AutoConfiguredOpenTelemetrySdkBuilderCustomizer {
    private static final List<String> SDK = List.of("io.opentelemetry.sdk.trace", "io.opentelemetry.sdk.logs");

    @Override
    public void customize(AutoConfiguredOpenTelemetrySdkBuilder builder) {
        builder.addMeterProviderCustomizer((meters, properties) -> {
            var dropped = View.builder().setAggregation(Aggregation.drop()).build();
            SDK.forEach(name -> meters.registerView(
                    InstrumentSelector.builder().setMeterName(name).build(), dropped));
            return meters;
        });
    }
}
