package dev.vivarium.operator.alerting;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The pages in {@code docs/runbooks}. */
final class Runbooks {
    static final Path DIRECTORY = CommittedFiles.ROOT.resolve("docs/runbooks");

    private static final Pattern BLOCK = Pattern.compile("```promql\n(.*?)\n```", Pattern.DOTALL);

    private Runbooks() {}

    /** Every query that a runbook tells people to ask. */
    static List<String> queries() throws IOException {
        var queries = new ArrayList<String>();
        for (var definition : AlertDefinition.values()) {
            var blocks = BLOCK.matcher(Files.readString(DIRECTORY.resolve(definition.runbookFile())));
            while (blocks.find()) {
                queries.addAll(List.of(blocks.group(1).split("\n\n")));
            }
        }
        return queries;
    }
}
