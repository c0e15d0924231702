package dev.vivarium.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RecentWritesTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-24T06:00:00Z"));
    private final Clock clock = new Clock() {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now.get();
        }
    };
    private final RecentWrites<ConfigMap> writes = new RecentWrites<>(clock);

    private static ConfigMap version(String uid, long version) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withUid(uid)
                .withResourceVersion(Long.toString(version))
                .endMetadata()
                .build();
    }

    @Test
    void answersWithTheWriteUntilTheWatchHasShownIt() {
        var written = version("u", 10);
        writes.put("ns/n", written);

        assertThat(writes.newerThan("ns/n", version("u", 9))).contains(written);
        assertThat(writes.newerThan("ns/n", null)).contains(written);

        writes.seen("ns/n", version("u", 10));
        assertThat(writes.newerThan("ns/n", null)).isEmpty();
    }

    @Test
    void comparesVersionsAsNumbers() {
        writes.put("ns/n", version("u", 10));
        assertThat(writes.newerThan("ns/n", version("u", 9))).isPresent();
        assertThat(writes.newerThan("ns/n", version("u", 100))).isEmpty();
    }

    @Test
    void forgetsWhatWasDeletedButNotItsSuccessor() {
        writes.put("ns/n", version("second", 20));
        writes.deleted("ns/n", version("first", 15));
        assertThat(writes.newerThan("ns/n", null)).isPresent();

        writes.deleted("ns/n", version("second", 20));
        assertThat(writes.newerThan("ns/n", null)).isEmpty();
    }

    @Test
    void forgetsAfterAWhileWhatTheWatchNeverShowed() {
        writes.put("ns/n", version("u", 10));
        now.set(now.get().plus(Duration.ofSeconds(31)));
        assertThat(writes.newerThan("ns/n", null)).isEmpty();
    }
}
