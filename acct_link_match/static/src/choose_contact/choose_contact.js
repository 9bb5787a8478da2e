import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { buildM2OFieldDescription, Many2OneField } from "@web/views/fields/many2one/many2one_field";

/** The contact of a customer: choosing it is enough, nothing has to be pressed. */
export class ChooseContact extends Many2OneField {
    setup() {
        super.setup();
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get m2oProps() {
        const props = super.m2oProps;
        return { ...props, update: (value) => this.choose(value, props.update) };
    }

    async choose(value, update) {
        const { record } = this.props;
        await update(value);
        // Of several rows that are selected, a button of the list takes the contacts.
        if (value && !record.selected && (await record.save())) {
            const { resModel, resId } = record;
            const action = await this.orm.call(resModel, "action_choose", [[resId]]);
            if (action) {
                this.action.doAction(action);
            }
        }
    }
}

registry.category("fields").add("acct_link_choose_contact", {
    ...buildM2OFieldDescription(ChooseContact),
});
