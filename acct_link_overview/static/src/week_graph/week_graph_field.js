import { registry } from "@web/core/registry";
import {
    JournalDashboardGraphField,
    journalDashboardGraphField,
} from "@web/views/fields/journal_dashboard_graph/journal_dashboard_graph_field";

/** The colours of the badges. */
const COLORS = { uploaded: "#28a745", failed: "#d44c59" };

/** Bars of Odoo's dashboards, one on top of the other: what was uploaded and what failed. */
export class WeekGraphField extends JournalDashboardGraphField {
    getBarChartConfig() {
        const config = super.getBarChartConfig();
        config.data.datasets = this.data.map(({ state, key, values }) => ({
            label: key,
            backgroundColor: COLORS[state],
            data: values.map(({ value }) => value),
        }));
        config.options.scales.x.stacked = true;
        config.options.scales.y.stacked = true;
        return config;
    }
}

registry.category("fields").add("acct_link_week_graph", {
    ...journalDashboardGraphField,
    component: WeekGraphField,
});
