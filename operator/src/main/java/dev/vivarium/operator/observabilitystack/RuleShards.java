package dev.vivarium.operator.observabilitystack;

import static dev.vivarium.operator.observabilitystack.ConfigYaml.map;

import dev.vivarium.operator.resolve.NamespacedName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * Spreads rule files over a fixed number of ConfigMaps, each well below the size that Kubernetes allows.
 *
 * <p>The number is fixed since the pod of Prometheus mounts them all: it would be replaced whenever one came or went. Most of them are empty and do not
 * exist. Which one holds a file depends on the file's name first, so that a change of one file seldom moves another.
 *
 * <p>Each shard has a {@link RuleMarker} besides.
 */
final class RuleShards {
    static final int COUNT = 16;

    /** Of the 1 MiB that a ConfigMap may hold. */
    static final int MAX_BYTES = 900_000;

    private final SortedMap<Integer, SortedMap<String, String>> files;
    private final SortedMap<String, String> markers = new TreeMap<>();

    private RuleShards(SortedMap<Integer, SortedMap<String, String>> files) {
        this.files = files;
    }

    /**
     * @param rules content of the rule files by name
     * @throws RulesTooLargeException when they do not fit
     */
    static RuleShards of(NamespacedName stack, SortedMap<String, String> rules) {
        var files = new TreeMap<Integer, SortedMap<String, String>>();
        var sizes = new int[COUNT];
        rules.forEach((name, content) -> {
            var size = bytes(name) + bytes(content);
            var shard = place(name, size, sizes);
            sizes[shard] += size;
            files.computeIfAbsent(shard, ignored -> new TreeMap<>()).put(name, content);
        });
        var shards = new RuleShards(files);
        shards.mark(stack);
        return shards;
    }

    /** What the ConfigMaps of the shards hold; a shard without files is absent. */
    SortedMap<Integer, SortedMap<String, String>> files() {
        return files;
    }

    /** The hash of each shard, by its name: what {@link RuleMarker#METRIC} says once the rules are loaded. */
    SortedMap<String, String> markers() {
        return markers;
    }

    static String name(int shard) {
        return String.format(java.util.Locale.ROOT, "%02d", shard);
    }

    private static int place(String name, int size, int[] sizes) {
        var checksum = new CRC32();
        checksum.update(name.getBytes(StandardCharsets.UTF_8));
        for (var i = 0; i < COUNT; i++) {
            var shard = (int) ((checksum.getValue() + i) % COUNT);
            if (sizes[shard] + size <= MAX_BYTES) {
                return shard;
            }
        }
        throw new RulesTooLargeException("the rule file " + name + " of " + size + " bytes does not fit: " + COUNT
                + " ConfigMaps of " + MAX_BYTES + " bytes hold all rules of a stack; let the stack serve fewer agents");
    }

    private void mark(NamespacedName stack) {
        var yaml = new ConfigYaml();
        files.forEach((shard, content) -> {
            var parts = new ArrayList<String>();
            content.forEach((name, text) -> parts.addAll(List.of(name, text)));
            var hash = ConfigHash.of(parts);
            markers.put(name(shard), hash);
            content.put(
                    "loaded-" + name(shard) + ".yaml",
                    yaml.write(map("groups", List.of(RuleMarker.group(stack, name(shard), hash)))));
        });
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
