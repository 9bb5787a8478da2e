"""Screens of import files."""

from .screen import FILES, FORM, MANUAL, ROWS, Screen

FILES_WRITTEN = [
    Screen(
        "file_interface",
        "acct-link-interfaces/{file_interface}",
        FORM,
        used=(f"{MANUAL}/file_interface_1400.png", f"{FILES}/settings.png"),
    ),
    Screen(
        "file_codes",
        "acct-link-interfaces/{file_interface}",
        FORM,
        ((".nav-link[name=csv_codes]", ".o_field_widget[name=tax_ids] .o_data_row"),),
    ),
    Screen(
        "file_preview",
        "acct-link-interfaces/{file_interface}",
        FORM,
        (("button[name=action_csv_preview]", ".modal-dialog [name=text]"),),
        used=(f"{MANUAL}/file_preview_1400.png",),
    ),
    Screen(
        "file_batch",
        "acct-link-batches/{file_batch}",
        "button[name=action_download]",
        used=(f"{MANUAL}/file_batch_1400.png", f"{FILES}/batch.png"),
    ),
    Screen(
        "file_confirm",
        "acct-link-batches/{file_batch}",
        "button[name=action_ask_import]",
        (("button[name=action_ask_import]", ".modal-dialog"),),
        used=(f"{MANUAL}/file_confirm_1400.png", f"{FILES}/confirm.png"),
    ),
    Screen("file_formats", "acct-link-file-formats", ROWS),
    Screen("file_format", "acct-link-file-formats/{format}", FORM),
    Screen(
        "file_format_own",
        "acct-link-file-formats/{copy}",
        FORM,
        used=(f"{MANUAL}/file_format_own_1400.png", f"{FILES}/format.png"),
    ),
]
