import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component } from "@odoo/owl";

/**
 * What is wrong in bold, and below it what to do about it, muted. In a list it takes the room that
 * the other columns leave.
 */
export class Advice extends Component {
    static template = "acct_link_batch.Advice";
    static props = { ...standardFieldProps };

    get problem() {
        return this.props.record.data.problem_text;
    }

    get cure() {
        return this.props.record.data.problem_cure;
    }
}

registry.category("fields").add("acct_link_advice", {
    component: Advice,
    supportedTypes: ["text"],
    fieldDependencies: [
        { name: "problem_text", type: "text" },
        { name: "problem_cure", type: "text" },
    ],
    listViewWidth: [130], // at least; a list starts with what its contents take
});
