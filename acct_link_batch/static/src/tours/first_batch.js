import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

// The list of documents that can be put in a batch, and no other list of invoices.
const LIST = ".o_list_renderer:has(th[data-name=acct_link_name])";

/** From posted documents to what became of them: what a clerk does the first time. */
registry.category("web_tour.tours").add("acct_link_first_batch", {
    url: "/odoo/acct-link-create-batch",
    steps: () => [
        {
            trigger: `${LIST} tbody .o_list_record_selector input`,
            content: _t("Tick the documents that shall go to the books. All of them: tick the box above."),
            tooltipPosition: "right",
            run: "click",
        },
        {
            trigger: "button[name=action_acct_link_batch]",
            content: _t("Put them in a batch. It gets a number, and nothing is sent yet."),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_form_statusbar button[name=action_upload]",
            content: _t("Upload sends the batch. You may leave this page meanwhile."),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_notebook .nav-link[name=documents]",
            content: _t(
                "What becomes of each document is seen here. Those that fail come first, with the reason and what to do."
            ),
            tooltipPosition: "top",
            run: "click",
        },
    ],
});
