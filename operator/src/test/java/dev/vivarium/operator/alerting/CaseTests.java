package dev.vivarium.operator.alerting;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The groups of promtool's tests, and what each of them asserts of an alert. */
final class CaseTests {
    static final Path DIRECTORY = CommittedFiles.ROOT.resolve("config/prometheus/tests");

    private static final Pattern NAME = Pattern.compile("(Vivarium\\w+): ([^;]+)(?:;.*)?");
    private static final YAMLMapper YAML = new YAMLMapper();

    private CaseTests() {}

    /**
     * A group of tests that says which alert and which case it is about; once for each case, when there are several.
     *
     * @param title what it says of the case; not that of an {@link AlertCase} when it is misspelt
     * @param proofs what its assertions about this alert show
     */
    record Group(String file, String alert, String title, Set<AlertCase.Proof> proofs) {}

    /** Every file with tests for promtool, those that are generated among them. */
    static List<Path> files() throws IOException {
        var files = new ArrayList<Path>();
        for (var directory : List.of(DIRECTORY, DIRECTORY.resolve("cases"))) {
            try (var list = Files.list(directory)) {
                list.filter(Files::isRegularFile).sorted().forEach(files::add);
            }
        }
        return files;
    }

    static List<Group> groups() throws IOException {
        var groups = new ArrayList<Group>();
        for (var file : files()) {
            for (var test : YAML.readTree(file.toFile()).path("tests")) {
                var name = NAME.matcher(test.path("name").asText());
                if (name.matches()) {
                    for (var title : name.group(2).split(",")) {
                        groups.add(new Group(
                                DIRECTORY.relativize(file).toString(),
                                name.group(1),
                                title.strip(),
                                proofs(name.group(1), test)));
                    }
                }
            }
        }
        return groups;
    }

    private static Set<AlertCase.Proof> proofs(String alert, JsonNode test) {
        var proofs = EnumSet.noneOf(AlertCase.Proof.class);
        for (var assertion : test.path("alert_rule_test")) {
            if (assertion.path("alertname").asText().equals(alert)) {
                add(proofs, assertion.path("exp_alerts").size(), true);
            }
        }
        for (var assertion : test.path("promql_expr_test")) {
            if (assertion.path("expr").asText().contains("alertname=\"" + alert + "\"")) {
                var samples = assertion.path("exp_samples");
                var firing = 0;
                for (var sample : samples) {
                    firing += sample.path("labels").asText().contains("alertstate=\"firing\"") ? 1 : 0;
                }
                add(proofs, firing, samples.isEmpty() || firing > 0);
            }
        }
        return proofs;
    }

    private static void add(Set<AlertCase.Proof> proofs, int firing, boolean telling) {
        if (!telling) {
            return;
        }
        proofs.add(firing == 0 ? AlertCase.Proof.SILENT : AlertCase.Proof.FIRING);
        if (firing > 1) {
            proofs.add(AlertCase.Proof.FIRING_TWICE);
        }
    }
}
