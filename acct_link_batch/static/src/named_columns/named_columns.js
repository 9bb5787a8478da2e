import { registry } from "@web/core/registry";
import { X2ManyField, x2ManyField } from "@web/views/fields/x2many/x2many_field";
import { ListRenderer } from "@web/views/list/list_renderer";

/** A list some of whose columns are called as a field of the record around it says, if it does. */
class NamedColumnsRenderer extends ListRenderer {
    static props = [...ListRenderer.props, "labels?"];

    getActiveColumns() {
        const { parent } = this.props.list.evalContext;
        return super.getActiveColumns().map((column) => {
            const label = parent?.[this.props.labels?.[column.name]];
            return label ? { ...column, label } : column;
        });
    }
}

export class NamedColumnsField extends X2ManyField {
    static components = { ...X2ManyField.components, ListRenderer: NamedColumnsRenderer };
    static props = { ...X2ManyField.props, labels: { type: Object, optional: true } };

    get rendererProps() {
        const props = super.rendererProps;
        return { ...props, labels: this.props.labels };
    }
}

registry.category("fields").add("acct_link_named_columns", {
    ...x2ManyField,
    component: NamedColumnsField,
    extractProps: (info, dynamicInfo) => ({
        ...x2ManyField.extractProps(info, dynamicInfo),
        labels: info.options.labels,
    }),
});
