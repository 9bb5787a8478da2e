import { registry } from "@web/core/registry";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";

/**
 * A list whose buttons open dialogs: what was selected stays so when one is closed, as long as it is
 * in the list. Another search starts with nothing selected, as everywhere.
 */
export class KeptSelectionController extends ListController {
    setup() {
        super.setup();
        const load = this.model.load.bind(this.model);
        this.model.load = async (params) => {
            const selected = params ? [] : this.model.root.selection.map((each) => each.resId);
            await load(params);
            for (const record of this.model.root.records) {
                if (selected.includes(record.resId)) {
                    record.toggleSelection(true);
                }
            }
        };
    }
}

registry.category("views").add("acct_link_kept_selection", {
    ...listView,
    Controller: KeptSelectionController,
});
