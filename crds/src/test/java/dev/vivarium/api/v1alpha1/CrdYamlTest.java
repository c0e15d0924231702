package dev.vivarium.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CrdYamlTest {
    private static final Path COMMITTED = Path.of(System.getProperty("vivarium.root"), "crds", "yaml");

    @Test
    void committedDefinitionsAreThoseOfTheJavaTypes() throws IOException {
        var generated = CrdYaml.generate();
        if (Boolean.getBoolean("vivarium.golden.update")) {
            Files.createDirectories(COMMITTED);
            for (var file : generated.entrySet()) {
                Files.writeString(COMMITTED.resolve(file.getKey()), file.getValue());
            }
        }
        for (var file : generated.entrySet()) {
            assertThat(COMMITTED.resolve(file.getKey()))
                    .as("regenerate with ./mvnw -pl crds test -Dvivarium.golden.update=true")
                    .hasContent(file.getValue());
        }
        try (var files = Files.list(COMMITTED)) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.contains("vivarium.dev"))
                            .collect(Collectors.toSet()))
                    .isEqualTo(generated.keySet());
        }
    }

    @Test
    void referencePageIsThatOfTheDefinitions() throws IOException {
        var page = Path.of(System.getProperty("vivarium.root"), "docs", "reference", "api.md");
        if (Boolean.getBoolean("vivarium.golden.update")) {
            Files.writeString(page, CrdYaml.referencePage());
        }
        assertThat(page)
                .as("regenerate with ./mvnw -pl crds test -Dvivarium.golden.update=true")
                .hasContent(CrdYaml.referencePage());
    }
}
