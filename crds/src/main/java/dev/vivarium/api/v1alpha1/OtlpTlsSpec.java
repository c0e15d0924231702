package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** How a back end is made sure of, and how it is told who asks. */
@ValidationRule(
        value = "!(has(self.caSecretRef) && has(self.caConfigMapRef))",
        message = "set at most one of caSecretRef and caConfigMapRef")
@ValidationRule(
        value = "has(self.certSecretRef) == has(self.keySecretRef)",
        message = "a client certificate needs both certSecretRef and keySecretRef")
@ValidationRule(
        value =
                "!(has(self.insecureSkipVerify) && self.insecureSkipVerify) || !(has(self.caSecretRef) || has(self.caConfigMapRef))",
        message = "with insecureSkipVerify nothing is verified, so that certificates of authorities have no use",
        fieldPath = ".insecureSkipVerify")
public record OtlpTlsSpec(
        @JsonPropertyDescription(
                "Secret key that holds the certificates, in PEM, of the authorities that the back end's certificate is verified with; those of the collector's image when neither this nor caConfigMapRef is set.")
        SecretKeyRef caSecretRef,

        @JsonPropertyDescription("The same as a key of a ConfigMap.")
        ConfigMapKeyRef caConfigMapRef,

        @JsonPropertyDescription("Secret key that holds the client certificate in PEM, with its chain.")
        SecretKeyRef certSecretRef,

        @JsonPropertyDescription("Secret key that holds the private key of the client certificate in PEM.")
        SecretKeyRef keySecretRef,

        @Default("false")
        @JsonPropertyDescription(
                "Whether the back end's certificate is not verified. Whoever is between can then read and change everything.")
        Boolean insecureSkipVerify) {
    public OtlpTlsSpec {
        insecureSkipVerify = insecureSkipVerify != null && insecureSkipVerify;
    }

    /** Every key of a Secret that it needs. */
    public List<SecretKeyRef> secretRefs() {
        return Stream.of(caSecretRef, certSecretRef, keySecretRef)
                .filter(Objects::nonNull)
                .toList();
    }
}
