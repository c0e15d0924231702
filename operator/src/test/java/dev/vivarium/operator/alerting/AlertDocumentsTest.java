package dev.vivarium.operator.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.operator.testkit.CommittedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AlertDocumentsTest {
    private static final Path PAGE = CommittedFiles.ROOT.resolve("docs/reference/alerts.md");

    @Test
    void theReferencePageIsCurrent() throws IOException {
        CommittedFile.assertCurrent(PAGE, AlertsPage.render());
    }

    @Test
    void everyAlertHasARunbookAndNoRunbookIsLeftOver() throws IOException {
        try (var files = Files.list(Runbooks.DIRECTORY)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(Arrays.stream(AlertDefinition.values())
                            .map(AlertDefinition::runbookFile)
                            .toList());
        }
        for (var definition : AlertDefinition.values()) {
            assertThat(Runbooks.DIRECTORY.resolve(definition.runbookFile()))
                    .content()
                    .startsWith("# " + definition.alertName() + "\n")
                    .contains("    " + definition.field() + ":\n");
        }
    }
}
