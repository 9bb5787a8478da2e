import { darkenColor, lightenColor } from "@web/core/colors/colors";
import { cookie } from "@web/core/browser/cookie";
import { registry } from "@web/core/registry";
import { GraphRenderer } from "@web/views/graph/graph_renderer";
import { graphView } from "@web/views/graph/graph_view";

/** The colours of the badges; states that are not here keep what the graph gives them. */
const COLORS = {
    uploaded: "#28a745",
    exported: "#17a2b8",
    failed: "#d44c59",
    unknown: "#ffac00",
};

/** A graph by state in which good is green and bad is red, whatever comes first. */
export class StateGraphRenderer extends GraphRenderer {
    getColorOf(label) {
        const words = String(label).split(" / ");
        const state = this.model.metaData.fields.state?.selection.find(
            ([value, word]) => value in COLORS && words.includes(word)
        );
        return state && COLORS[state[0]];
    }

    getBarChartData() {
        const data = super.getBarChartData();
        for (const dataset of this.model.data.datasets) {
            dataset.backgroundColor = this.getColorOf(dataset.label) || dataset.backgroundColor;
        }
        return data;
    }

    getLineChartData() {
        const data = super.getLineChartData();
        const soften = cookie.get("color_scheme") === "dark" ? darkenColor : lightenColor;
        for (const dataset of this.model.data.datasets) {
            const color = this.getColorOf(dataset.label);
            if (color) {
                dataset.borderColor = color;
                dataset.hoverBackgroundColor = color;
                dataset.pointBackgroundColor = color;
                dataset.backgroundColor = soften(color, 0.5);
            }
        }
        return data;
    }

    getPieChartData() {
        const data = super.getPieChartData();
        const recolor = (colors) =>
            colors.map((color, index) => this.getColorOf(data.labels[index]) || color);
        for (const dataset of data.datasets) {
            dataset.backgroundColor = recolor(dataset.backgroundColor);
            dataset.hoverBackgroundColor = dataset.backgroundColor;
        }
        return data;
    }
}

registry.category("views").add("acct_link_state_graph", {
    ...graphView,
    Renderer: StateGraphRenderer,
});
