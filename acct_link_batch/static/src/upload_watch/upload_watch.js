import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { Component, onMounted, onPatched, onWillUnmount } from "@odoo/owl";

const COUNTS = [
    "state", "queued_count", "unknown_count", "uploaded_count", "exported_count", "failed_count",
];
const PAUSE = 2000;

/**
 * Says that an upload is going on, and keeps the form up to date meanwhile: every two seconds it
 * reads the batch's counts, and loads the form again only if one of them has changed. It rests
 * while nobody looks at the page, and ends with the upload.
 */
export class UploadWatch extends Component {
    static template = "acct_link_batch.UploadWatch";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.timer = null;
        onMounted(() => this.schedule());
        onPatched(() => this.schedule());
        onWillUnmount(() => {
            this.gone = true;
            clearTimeout(this.timer);
        });
    }

    get isUploading() {
        return this.props.record.data.state === "uploading";
    }

    schedule() {
        if (this.isUploading && !this.timer && !this.gone) {
            this.timer = setTimeout(() => this.look(), PAUSE);
        }
    }

    async look() {
        const { record } = this.props;
        try {
            if (!document.hidden && record.resId) {
                const [now] = await this.orm.silent.read(record.resModel, [record.resId], COUNTS);
                const moved = COUNTS.some((name) => now[name] !== record.data[name]);
                if (moved && !this.gone && record === this.props.record) {
                    await record.load();
                }
            }
        } catch {
            // The server is away for a moment: the next look will tell.
        }
        this.timer = null;
        this.schedule();
    }
}

registry.category("view_widgets").add("acct_link_upload_watch", {
    component: UploadWatch,
    fieldDependencies: COUNTS.map((name) => ({
        name,
        type: name === "state" ? "selection" : "integer",
    })),
});
