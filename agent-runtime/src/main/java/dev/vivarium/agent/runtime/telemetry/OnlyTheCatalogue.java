package dev.vivarium.agent.runtime.telemetry;

import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdkBuilder;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentSelector;
import io.opentelemetry.sdk.metrics.View;
import io.quarkus.opentelemetry.runtime.AutoConfiguredOpenTelemetrySdkBuilderCustomizer;
import jakarta.inject.Singleton;

/** Keeps the SDK's measurements of itself, which are in no catalogue, from being exported. */
@Singleton
public class OnlyTheCatalogue implements AutoConfiguredOpenTelemetrySdkBuilderCustomizer {
    private static final String SDK_OF_TRACES = "io.opentelemetry.sdk.trace";

    @Override
    public void customize(AutoConfiguredOpenTelemetrySdkBuilder builder) {
        builder.addMeterProviderCustomizer((meters, properties) -> meters.registerView(
                InstrumentSelector.builder().setMeterName(SDK_OF_TRACES).build(),
                View.builder().setAggregation(Aggregation.drop()).build()));
    }
}
