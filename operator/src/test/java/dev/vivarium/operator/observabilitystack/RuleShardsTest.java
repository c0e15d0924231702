package dev.vivarium.operator.observabilitystack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivarium.operator.resolve.NamespacedName;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RuleShardsTest {
    private static final NamespacedName STACK = new NamespacedName("team", "stack");
    private static final int CONFIG_MAP_LIMIT = 1 << 20;

    @Test
    void everyFileIsInOneShardAndNoShardNearsTheLimit() {
        var rules = files(24, 400_000);

        var shards = RuleShards.of(STACK, rules).files();

        var found = new TreeMap<String, String>();
        shards.values()
                .forEach(files -> files.forEach((name, content) -> {
                    if (!name.startsWith("loaded-")) {
                        assertThat(found.put(name, content)).as(name).isNull();
                    }
                }));
        assertThat(found).isEqualTo(rules);
        assertThat(shards.keySet()).allMatch(shard -> shard >= 0 && shard < RuleShards.COUNT);
        assertThat(shards.values())
                .allMatch(files -> files.entrySet().stream()
                                .mapToInt(file -> bytes(file.getKey()) + bytes(file.getValue()))
                                .sum()
                        < CONFIG_MAP_LIMIT - 100_000);
    }

    @Test
    void aChangedFileChangesItsShardAlone() {
        var rules = files(10, 1000);
        var before = RuleShards.of(STACK, rules);
        rules.put("agents-3.yaml", "changed");
        var after = RuleShards.of(STACK, rules);

        assertThat(after.files().keySet()).isEqualTo(before.files().keySet());
        var changed = after.markers().entrySet().stream()
                .filter(marker -> !marker.getValue().equals(before.markers().get(marker.getKey())))
                .map(Map.Entry::getKey)
                .toList();
        assertThat(changed).hasSize(1);
        assertThat(after.files().get(Integer.parseInt(changed.getFirst()))).containsKey("agents-3.yaml");
    }

    @Test
    void rulesThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> RuleShards.of(STACK, files(40, 400_000)))
                .isInstanceOf(RulesTooLargeException.class)
                .hasMessageContaining("400");
    }

    private static SortedMap<String, String> files(int count, int bytes) {
        var files = new TreeMap<String, String>();
        IntStream.range(0, count).forEach(i -> files.put("agents-" + i + ".yaml", "#".repeat(bytes)));
        return files;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
