import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { Component, onWillUnmount, useEffect, useExternalListener } from "@odoo/owl";

const COUNTS = [
    "state", "queued_count", "unknown_count", "uploaded_count", "exported_count", "failed_count",
];
const NOTIFICATION = "acct_link_batch/progress";
/** Between two messages, in milliseconds: a fast upload does not load the form at every one. */
const REST = 300;
/** In milliseconds: for who gets no messages, as there is a proxy that lets no websocket through. */
const FALLBACK = 15000;

/**
 * Says that an upload is going on, and keeps the form up to date meanwhile: at each message of the
 * bus it reads the batch's counts, and loads the form again if one of them has changed. It rests
 * while nobody looks at the page.
 */
export class UploadWatch extends Component {
    static template = "acct_link_batch.UploadWatch";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.bus = useService("bus_service");
        this.look = useDebounced(this.lookNow, REST, { immediate: true, trailing: true });
        const onProgress = ({ id }) => id === this.props.record.resId && this.look();
        this.bus.subscribe(NOTIFICATION, onProgress);
        onWillUnmount(() => {
            this.gone = true;
            this.bus.unsubscribe(NOTIFICATION, onProgress);
        });
        useEffect(
            (batchId) => {
                if (batchId) {
                    const channel = `acct_link_batch_${batchId}`;
                    this.bus.addChannel(channel);
                    return () => this.bus.deleteChannel(channel);
                }
            },
            () => [this.props.record.resId]
        );
        useEffect(
            (isUploading) => {
                if (isUploading) {
                    const timer = browser.setInterval(() => this.look(), FALLBACK);
                    return () => browser.clearInterval(timer);
                }
            },
            () => [this.isUploading]
        );
        useEffect(
            (batchId, isUploading) => {
                if (batchId && batchId === this.followed && !isUploading) {
                    this.afterUpload();
                }
                this.followed = isUploading && batchId;
            },
            () => [this.props.record.resId, this.isUploading]
        );
        useExternalListener(document, "visibilitychange", () => this.look());
    }

    get isUploading() {
        return this.props.record.data.state === "uploading";
    }

    /** What keeps the upload from going on is said at the top of the form. */
    get isWaiting() {
        return Boolean(this.props.record.data.notice);
    }

    /** What other add-ons do when an upload has ended before the user's eyes. */
    afterUpload() {}

    async lookNow() {
        const { record } = this.props;
        if (document.hidden || !record.resId) {
            return;
        }
        try {
            const [now] = await this.orm.silent.read(record.resModel, [record.resId], COUNTS);
            const moved = COUNTS.some((name) => now[name] !== record.data[name]);
            if (moved && !this.gone && record === this.props.record) {
                await record.load();
            }
        } catch {
            // The server is away for a moment: the next look will tell.
        }
    }
}

registry.category("view_widgets").add("acct_link_upload_watch", {
    component: UploadWatch,
    fieldDependencies: [
        ...COUNTS.map((name) => ({ name, type: name === "state" ? "selection" : "integer" })),
        { name: "notice", type: "text" },
    ],
});
