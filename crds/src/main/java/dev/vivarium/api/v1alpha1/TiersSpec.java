package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Models by how demanding a call is. */
public record TiersSpec(
        @JsonPropertyDescription(
                "For calls whose message has at most 100 tokens, whose context has at most 4,000, and that are the first or second of their turn.")
        AlternativeModel low,

        @JsonPropertyDescription("For calls that are neither low nor high.")
        AlternativeModel balanced,

        @JsonPropertyDescription(
                "For calls whose message has more than 2,000 tokens, whose context has more than 32,000, or that are the fifth or a later one of their turn.")
        AlternativeModel high) {}
