import { patch } from "@web/core/utils/patch";
import { useService } from "@web/core/utils/hooks";

import { UploadWatch } from "@acct_link_batch/upload_watch/upload_watch";

/** In the end of an upload it asks for the customers that had no contact. */
patch(UploadWatch.prototype, {
    setup() {
        super.setup(...arguments);
        this.action = useService("action");
    },

    /** Only the user who started the upload, and who sees it end here, is asked. */
    async afterUpload() {
        super.afterUpload(...arguments);
        const { data, resModel, resId } = this.props.record;
        if (data.is_to_match && !document.querySelector(".o_dialog")) {
            const action = await this.orm.call(resModel, "action_match_customers", [[resId]]);
            if (!this.gone) {
                this.action.doAction(action);
            }
        }
    },
});
