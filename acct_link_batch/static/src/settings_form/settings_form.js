import { registry } from "@web/core/registry";
import { Notebook } from "@web/core/notebook/notebook";
import { FormController } from "@web/views/form/form_controller";
import { FormRenderer } from "@web/views/form/form_renderer";
import { formView } from "@web/views/form/form_view";

import { onMounted, status, useExternalListener, useSubEnv } from "@odoo/owl";

const SIGN_IN_PAGE = "app";
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
        useExternalListener(document, "click", (ev) => this.onClickStep(ev));
    }

    /** A line of the checklist leads to where it is done: a page, a field or a button. */
    onClickStep(ev) {
        const step = ev.target.closest?.(".o_acct_link_step");
        const form = this.rootRef.el;
        if (!step || !form?.contains(step)) {
            return;
        }
        ev.preventDefault();
        const { target } = step.dataset;
        const tab = form.querySelector(`.o_notebook_headers a[name="${target}"]`);
        if (tab) {
            tab.click();
            tab.scrollIntoView({ block: "start" });
            tab.focus();
            return;
        }
        const field = `.o_field_widget[name="${target}"]`;
        form.querySelector(
            `${field} input, ${field} select, ${field} button, button[name="${target}"]`
        )?.focus();
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

/** Once somebody has signed in, the page with the sign-in is one of the last. */
class SettingsNotebook extends Notebook {
    computePages(props) {
        const pages = super.computePages(props);
        const isSignIn = ([, page]) => page.name === SIGN_IN_PAGE;
        if (!this.env.isSignedIn()) {
            return pages;
        }
        return [...pages.filter((each) => !isSignIn(each)), ...pages.filter(isSignIn)];
    }
}

class SettingsFormRenderer extends FormRenderer {
    static components = { ...FormRenderer.components, Notebook: SettingsNotebook };

    setup() {
        super.setup();
        useSubEnv({ isSignedIn: () => this.props.record.data.sign_in_state === "connected" });
    }
}

registry.category("views").add("acct_link_settings_form", {
    ...formView,
    Renderer: SettingsFormRenderer,
    Controller: SettingsFormController,
});
