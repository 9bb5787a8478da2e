import { browser } from "@web/core/browser/browser";
import { patch } from "@web/core/utils/patch";
import { useDebounced } from "@web/core/utils/timing";
import { ListRenderer } from "@web/views/list/list_renderer";

import { onMounted, useExternalListener } from "@odoo/owl";

const MARK = /\bo_acct_link_from_(\d+)\b/;
const REST = 100; // milliseconds

/** How wide a list has to be, in pixels, for this column to be among those that it starts with. */
function getLeastWidth(column) {
    const mark = column.optional && MARK.exec(column.attrs?.class || "");
    return mark ? Number(mark[1]) : 0;
}

/**
 * Optional columns with a class such as o_acct_link_from_900 are shown from this width of their list
 * on, so that a narrow one need not be scrolled sideways. Who has chosen the columns of a list keeps
 * what he chose, whatever its width.
 */
patch(ListRenderer.prototype, {
    setup() {
        super.setup();
        this.roomOfList = window.innerWidth;
        if (this.props.archInfo.columns.some(getLeastWidth)) {
            onMounted(() => this.measureRoom());
            useExternalListener(window, "resize", useDebounced(() => this.measureRoom(), REST));
        }
    },

    /** Beside a list there may be messages, and around it a dialog: its own width is what counts. */
    measureRoom() {
        const before = this.roomOfList;
        this.roomOfList = this.rootRef.el?.clientWidth || before;
        const [low, high] = [before, this.roomOfList].sort((one, other) => one - other);
        const widths = this.props.archInfo.columns.map(getLeastWidth);
        if (widths.some((width) => low < width && width <= high)) {
            this.render();
        }
    },

    computeOptionalActiveFields() {
        const active = super.computeOptionalActiveFields();
        if (browser.localStorage.getItem(this.keyOptionalFields) === null) {
            for (const column of this.allColumns) {
                if (getLeastWidth(column) > this.roomOfList) {
                    active[column.name] = false;
                }
            }
        }
        return active;
    },
});
