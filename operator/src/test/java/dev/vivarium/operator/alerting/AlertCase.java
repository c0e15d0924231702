package dev.vivarium.operator.alerting;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What each alert is tried with by promtool. A group of tests in {@code config/prometheus/tests} says what it is in its name: {@code VivariumCostPerHour: counter
 * reset}, or several of them with commas between, and whatever it adds after a semicolon.
 */
enum AlertCase {
    FIRES("fires", "above the limit it fires, once its time has passed", Proof.FIRING),
    SILENT("does not fire", "below the limit it never fires", Proof.SILENT),
    BOUNDARY("boundary", "just below the limit it does not fire, just above it does", Proof.SILENT, Proof.FIRING),
    COUNTER_RESET(
            "counter reset", "restarts neither fire it nor hide what is above the limit", Proof.SILENT, Proof.FIRING),
    IDLE("idle agent", "an agent with large totals that does nothing does not fire it", Proof.SILENT),
    NEW("new agent", "the first minutes of an agent, or its first sight, do not fire it", Proof.SILENT),
    VANISHED("vanished agent", "it ends with its agent", Proof.SILENT, Proof.FIRING),
    TWO("two agents", "two agents fire it at once, each with its own limit", Proof.FIRING_TWICE);

    /** What a group of tests must assert for it to be of a case. */
    enum Proof {
        /** That nothing is there. */
        SILENT,
        /** That an alert fires, not only that it waits. */
        FIRING,
        /** That two fire at one moment. */
        FIRING_TWICE
    }

    private final String title;
    private final String meaning;
    private final List<Proof> proofs;

    AlertCase(String title, String meaning, Proof... proofs) {
        this.title = title;
        this.meaning = meaning;
        this.proofs = List.of(proofs);
    }

    static Optional<AlertCase> titled(String title) {
        return Arrays.stream(values()).filter(one -> one.title.equals(title)).findFirst();
    }

    String title() {
        return title;
    }

    /** What holds when the tests pass. */
    String meaning() {
        return meaning;
    }

    List<Proof> proofs() {
        return proofs;
    }
}
