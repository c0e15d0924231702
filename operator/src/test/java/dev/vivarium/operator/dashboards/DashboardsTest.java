package dev.vivarium.operator.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DashboardsTest {
    private static final Path COMMITTED =
            Path.of(System.getProperty("vivarium.root"), "config", "grafana", "dashboards");
    private static final long MOST_BYTES_OF_A_PICTURE = 300_000;
    private static final Path PAGE = Path.of(System.getProperty("vivarium.root"), "docs", "reference", "dashboards.md");

    @Test
    void committedDashboardsAreThoseOfTheCode() throws IOException {
        var rendered = Dashboards.render(Inputs.DEFAULT);
        if (Boolean.getBoolean("vivarium.golden.update")) {
            Files.createDirectories(COMMITTED);
            for (var file : rendered.entrySet()) {
                Files.writeString(COMMITTED.resolve(file.getKey()), file.getValue());
            }
        }
        for (var file : rendered.entrySet()) {
            assertThat(Files.readString(COMMITTED.resolve(file.getKey())))
                    .as("%s: regenerate with ./mvnw -pl operator -am test -Dvivarium.golden.update=true", file.getKey())
                    .isEqualTo(file.getValue());
        }
        try (var files = Files.list(COMMITTED)) {
            assertThat(files.map(file -> file.getFileName().toString()).collect(Collectors.toSet()))
                    .isEqualTo(rendered.keySet());
        }
    }

    @Test
    void theOperatorsOwnDashboardIsThatOfTheCode() throws IOException {
        var file = COMMITTED.resolveSibling(OperatorDashboard.FILE_NAME);
        if (Boolean.getBoolean("vivarium.golden.update")) {
            Files.writeString(file, OperatorDashboard.render());
        }
        assertThat(Files.readString(file))
                .as("regenerate with ./mvnw -pl operator -am test -Dvivarium.golden.update=true")
                .isEqualTo(OperatorDashboard.render());
    }

    @Test
    void theReferencePageIsCurrent() throws IOException {
        var page = DashboardsMarkdown.render(Inputs.DEFAULT);
        if (Boolean.getBoolean("vivarium.golden.update")) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE))
                .as("regenerate with ./mvnw -pl operator -am test -Dvivarium.golden.update=true")
                .isEqualTo(page);
    }

    @Test
    void everyDashboardHasItsPictureInThePageThatShowsThem() throws IOException {
        var docs = Path.of(System.getProperty("vivarium.root"), "docs");
        var page = Files.readString(docs.resolve("dashboards.md"));
        assertThat(Dashboards.render(Inputs.DEFAULT).keySet()).allSatisfy(file -> {
            var picture = "images/dashboards/" + file.replace(".json", ".png");
            assertThat(page).contains("](" + picture + ")");
            assertThat(docs.resolve(picture))
                    .as("take it with make pictures")
                    .isNotEmptyFile()
                    .satisfies(taken -> assertThat(Files.size(taken)).isLessThan(MOST_BYTES_OF_A_PICTURE));
        });
    }

    @Test
    void sameInputGivesSameText() {
        assertThat(Dashboards.render(Inputs.DEFAULT)).isEqualTo(Dashboards.render(Inputs.DEFAULT));
    }
}
