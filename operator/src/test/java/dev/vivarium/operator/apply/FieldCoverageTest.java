package dev.vivarium.operator.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldCoverageTest {
    private static final String DESIRED = """
            {"metadata": {"labels": {"a": "1", "b": ""}},
             "spec": {"replicas": 0, "emptyDir": {}, "args": ["x", "y"],
                      "ports": [{"containerPort": 8080, "name": "http"}],
                      "containers": [{"name": "agent", "image": "i"}, {"name": "other", "image": "j"}],
                      "finalizers": ["f1"]}}""";
    private static final String OWNED = """
            {"f:metadata": {"f:labels": {".": {}, "f:a": {}, "f:b": {}}},
             "f:spec": {"f:replicas": {}, "f:emptyDir": {}, "f:args": {},
                        "f:ports": {"k:{\\"containerPort\\":8080,\\"protocol\\":\\"TCP\\"}": {".": {}, "f:containerPort": {}, "f:name": {}}},
                        "f:containers": {"k:{\\"name\\":\\"agent\\"}": {".": {}, "f:name": {}, "f:image": {}},
                                         "k:{\\"name\\":\\"other\\"}": {".": {}, "f:name": {}, "f:image": {}}},
                        "f:finalizers": {"v:\\"f1\\"": {}}}}""";

    private final ObjectMapper json = new ObjectMapper();

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            as applied                          |           |              | true
            a value was changed by another      | "f:b": {} | "f:c": {}    | false
            a label was taken away by another   | , "f:b": {} | ``         | false
            the image was changed by another    | "f:image": {}}, | "f:x": {}}, | false
            an element was removed by another   | "k:{\\"name\\":\\"other\\"}" | "k:{\\"name\\":\\"third\\"}" | false
            a set element was removed           | v:\\"f1\\" | v:\\"f2\\" | false
            a field more is owned than desired  | "f:emptyDir": {}, | "f:emptyDir": {}, "f:more": {}, | false
            """)
    void tellsWhetherExactlyTheDesiredFieldsAreOwned(String name, String replace, String by, boolean exact)
            throws Exception {
        var owned = replace == null ? OWNED : OWNED.replace(replace, by);
        if (replace != null) {
            assertThat(owned).as("the case changes something").isNotEqualTo(OWNED);
        }
        assertThat(new FieldCoverage().isExact(json.readTree(owned), json.readTree(DESIRED)))
                .isEqualTo(exact);
    }
}
