package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Mail by SMTP. */
@ValidationRule(
        value = "has(self.username) == has(self.passwordSecretRef)",
        message = "set email.username and email.passwordSecretRef together, or neither")
public record EmailSpec(
        @Required @JsonPropertyDescription("Addresses of the recipients.") @Size(min = 1, max = 32)
        List<@Size(min = 3, max = 320) @Pattern("^[^\\s@,;]+@[^\\s@,;]+$") String> to,

        @Required
        @JsonPropertyDescription("Address of the sender.")
        @Size(min = 3, max = 320)
        @Pattern("^[^\\s@]+@[^\\s@]+$")
        String from,

        @Required
        @JsonPropertyDescription("Host and port of the mail server, such as smtp.example.org:587.")
        @Size(min = 3, max = 259)
        @Pattern("^[^\\s:/]+:[0-9]{1,5}$")
        String smarthost,

        @JsonPropertyDescription("Name to log in with.") @Size(min = 1, max = 320)
        String username,

        @JsonPropertyDescription("Secret key that holds the password to log in with.")
        SecretKeyRef passwordSecretRef,

        @Default("true")
        @JsonPropertyDescription("Whether mail is sent only over TLS (STARTTLS, or TLS from the start on port 465).")
        Boolean requireTls) {
    public EmailSpec {
        to = to == null ? List.of() : List.copyOf(to);
        requireTls = requireTls == null || requireTls;
    }
}
