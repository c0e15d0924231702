package dev.vivarium.operator.dashboards.grafana;

/** A link on a panel or a value; the address may hold Grafana's variables. */
public record Link(String title, String url, boolean targetBlank) {
    public static Link to(String title, String url) {
        return new Link(title, url, false);
    }
}
