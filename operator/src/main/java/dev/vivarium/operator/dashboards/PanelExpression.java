package dev.vivarium.operator.dashboards;

import dev.vivarium.operator.links.DashboardKey;

/**
 * A query of a panel, as Prometheus takes it.
 *
 * @param panelId number of the panel on the dashboard
 * @param refId letter of the query within the panel
 * @param expression without variables of Grafana
 */
public record PanelExpression(DashboardKey dashboard, int panelId, String panel, String refId, String expression) {}
