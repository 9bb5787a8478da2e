import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component } from "@odoo/owl";

/** The number of a document, which opens it; elsewhere in its row a click opens the row itself. */
export class OpenDocument extends Component {
    static template = "acct_link_batch.OpenDocument";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get number() {
        return this.props.record.data[this.props.name];
    }

    onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.stopPropagation(); // the list would open the row
        }
    }

    async open() {
        const { resModel, resId } = this.props.record;
        this.action.doAction(await this.orm.call(resModel, "action_open_document", [[resId]]));
    }
}

registry.category("fields").add("acct_link_open_document", {
    component: OpenDocument,
    supportedTypes: ["char"],
});
