import { registry } from "@web/core/registry";
import { buildM2OFieldDescription, Many2OneField } from "@web/views/fields/many2one/many2one_field";

/** A record, or the words of the placeholder where there is none: in a list, too, that nobody edits. */
export class Many2OneOrNone extends Many2OneField {
    static template = "acct_link_batch.Many2OneOrNone";

    get isNone() {
        return this.props.readonly && !this.props.record.data[this.props.name];
    }
}

registry.category("fields").add("acct_link_many2one_or_none", {
    ...buildM2OFieldDescription(Many2OneOrNone),
});
