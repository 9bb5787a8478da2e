import { registry } from "@web/core/registry";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";

import { onMounted, status } from "@odoo/owl";

const PATIENCE = 10000; // milliseconds for a page to be rendered
const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));

/**
 * The settings of an interface, opened on the page that the action names in its context, at the row
 * of a link that is to be chosen. Who comes back to the form finds it as it was left.
 */
export class SettingsFormController extends FormController {
    setup() {
        super.setup();
        const { acct_link_page, acct_link_rows, acct_link_row } = this.props.context;
        if (acct_link_page && !this.props.state?.modelState) {
            onMounted(() => this.showPage(acct_link_page, acct_link_rows, acct_link_row));
        }
    }

    async showPage(page, rows, resId) {
        const form = this.rootRef.el;
        const tab = form.querySelector(`.o_notebook_headers a[name="${page}"]`);
        if (!tab) {
            return;
        }
        tab.click();
        const record = this.model.root.data[rows]?.records.find((each) => each.resId === resId);
        if (!record) {
            tab.scrollIntoView({ block: "start" });
            return;
        }
        // The page is there once it was rendered, which takes a slow machine a while.
        const selector = `[name="${rows}"] tr[data-id="${record.id}"] td[name^="remote_"]`;
        const end = Date.now() + PATIENCE;
        let cell = form.querySelector(selector);
        while (!cell && Date.now() < end && status(this) !== "destroyed") {
            await nextFrame();
            cell = form.querySelector(selector);
        }
        cell?.scrollIntoView({ block: "center" });
        cell?.click();
    }
}

registry.category("views").add("acct_link_settings_form", {
    ...formView,
    Controller: SettingsFormController,
});
