"""The entries of this add-on in the catalogue of Problems: what a file cannot carry, what became of
it, and what is wrong with the description of a file.
"""

from odoo.addons.acct_link_batch.lib import catalogue
from odoo.addons.acct_link_batch.lib.catalogue import repair
from odoo.addons.acct_link_batch.lib.catalogue.entry import WARNING, Entry, _lt

FILE = {
    "changed_in_file": Entry(
        _lt("%(number)s was changed here after it was put into its file."),
        _lt(
            "Do not import that file: answer “Was it imported?” with no and retry, for a new file. "
            "If it is imported already, make the two agree in %(system)s."
        ),
        WARNING,
    ),
    "not_imported": Entry(
        _lt("%(file)s was not imported."),
        _lt("Correct what stood in the way, then retry: it goes into another file."),
    ),
    "not_imported_because": Entry(
        _lt("%(system)s did not take it from %(file)s (%(reason)s)."),
        _lt("Correct that, then retry: it goes into another file."),
    ),
    "file_number_changed": Entry(
        _lt("%(number)s stands in the file as %(theirs)s, because %(system)s takes no longer one."),
        _lt("Nothing to do: look for it in %(system)s under that number."),
        WARNING,
    ),
    "file_number_empty": Entry(
        _lt("Nothing is left of the number %(number)s after the number rule of the format."),
        _lt("Give the document another number, or correct the rule in a copy of the format."),
    ),
    "file_card_name": Entry(
        _lt(
            "%(customer)s stands in the file as “%(theirs)s”, the name by which %(system)s knows "
            "the customer."
        ),
        _lt("If it was renamed there, too, unlink it: the customer has a button to its contacts."),
        WARNING,
    ),
    "file_number_clash": Entry(
        _lt("%(number)s and %(other)s would both stand in the file as %(theirs)s."),
        _lt("Put them in different batches after renumbering one, or correct the number rule."),
    ),
    "file_field_missing": Entry(
        _lt("%(number)s has nothing for “%(field)s”, which %(system)s needs."),
        _lt("Fill it in on the document, its customer or the interface, then retry."),
    ),
    "file_key_too_long": Entry(
        _lt("“%(value)s” is longer than the %(limit)s characters that “%(field)s” takes."),
        _lt("Shorten it on both sides: %(system)s compares it, so it is never cut."),
    ),
    "file_key_character": Entry(
        _lt("“%(value)s” has the character %(character)s, which “%(field)s” cannot carry."),
        _lt("Replace it on both sides: %(system)s compares it, so it is never changed."),
    ),
    "file_key_formula": Entry(
        _lt("“%(value)s” (“%(field)s”) would be taken for a formula in a spreadsheet."),
        _lt("Let it begin with another character here and in %(system)s."),
    ),
    "file_name_colon": Entry(
        _lt("“%(value)s” has a colon: %(system)s makes a name below another of what follows it."),
        _lt("Write the name without a colon, here and in %(system)s."),
    ),
    "file_name_two_lists": Entry(
        _lt(
            "“%(name)s” is the name of a customer and of a supplier, but %(system)s keeps all "
            "names in one list."
        ),
        _lt("Give the supplier a name of its own, as “%(name)s (supplier)”, here and there."),
    ),
    "file_amount_too_long": Entry(
        _lt("“%(field)s” of %(number)s is %(value)s, which is longer than %(limit)s characters."),
        _lt("Split the document, or enter it in %(system)s by hand."),
    ),
    "file_value_unknown": Entry(
        _lt("“%(field)s” of %(number)s is %(value)s, for which the format has no word."),
        _lt("Link another code, or add this one to the column's values in a copy of the format."),
    ),
    "file_text_cut": Entry(
        _lt("“%(field)s” of %(number)s is cut to %(limit)s characters: “%(value)s”."),
        _lt("Nothing to do, unless the end of the text matters."),
        WARNING,
    ),
    "file_text_changed": Entry(
        _lt("The file cannot carry “%(field)s” of %(number)s to the letter: it says “%(value)s”."),
        _lt("Nothing to do, unless the text matters."),
        WARNING,
    ),
    "file_text_defused": Entry(
        _lt(
            "“%(field)s” of %(number)s begins like a formula: it stands in the file as “%(value)s”."
        ),
        _lt("Nothing to do, unless the text matters: let it begin with a letter."),
        WARNING,
    ),
    "file_due_date_changed": Entry(
        _lt("%(number)s is due on %(ours)s, before its own date: the file says %(theirs)s."),
        _lt("Nothing to do, unless it matters: correct the due date in %(system)s."),
        WARNING,
    ),
    "file_total_differs": Entry(
        _lt("The rows of %(number)s add up to %(rows)s in the file instead of %(ours)s."),
        _lt("Choose a format that carries its taxes, or correct the columns of the format."),
    ),
    "file_signs_mixed": Entry(
        _lt("“%(line)s” of %(number)s has an amount and a tax of opposite signs."),
        _lt("Split the line: %(system)s takes amounts without a sign."),
    ),
    "file_tax_recomputed": Entry(
        _lt("%(system)s would compute a tax of %(theirs)s instead of %(ours)s on “%(line)s”."),
        _lt(
            "Let Odoo round tax per line, or choose a format, or a connection by API, that carries "
            "the amount of tax."
        ),
    ),
    "file_tax_codes": Entry(
        _lt("%(number)s has %(count)s taxes; a document of %(system)s takes %(limit)s."),
        _lt("Split the document, or enter it in %(system)s by hand."),
    ),
    "file_negative": Entry(
        _lt("%(number)s has a negative total, which %(system)s does not import."),
        _lt("Make it a credit note, or enter it in %(system)s by hand."),
    ),
    "file_too_large": Entry(
        _lt("%(number)s is larger than a file may be (%(limit)s)."),
        _lt("Split the document, or enter it in %(system)s by hand."),
    ),
    "file_too_many_parts": Entry(
        _lt(
            "%(number)s has %(count)s parts with an account and a tax of their own; a row holds "
            "%(limit)s."
        ),
        _lt("Split the document, or raise the number in a copy of the format."),
    ),
    "file_setting_missing": Entry(
        _lt("The setting “%(setting)s” of the file format is empty."),
        _lt("Fill it in on the interface."),
    ),
    "file_setting_too_long": Entry(
        _lt("The setting “%(setting)s” of the file format takes %(limit)s characters."),
        _lt("Shorten it on the interface."),
    ),
    "file_not_dropped": Entry(
        _lt("The folder “%(folder)s” did not take %(file)s (%(reason)s)."),
        _lt(
            "It is tried again every quarter of an hour. Let a system administrator look whether "
            "the storage can be reached and written to, or download the file here."
        ),
    ),
    "file_name_taken": Entry(
        _lt("Another file of the name %(file)s lies in the folder “%(folder)s”."),
        _lt("Move it away, or give each interface a folder of its own, then try again."),
    ),
    "file_part_unreadable": Entry(
        _lt("The part of the file that it was written to cannot be read any more: %(reason)s."),
        _lt("It is in no file. Retry it: it is written anew, into another file of the batch."),
    ),
}

# For whoever writes formats.
FORMAT = {
    "format_unknown_key": Entry(
        _lt("%(where)s: “%(key)s” is not known there."),
        _lt("Known are: %(known)s."),
    ),
    "format_missing_key": Entry(
        _lt("%(where)s: “%(key)s” is missing."),
        _lt("Add it to the description of the format."),
    ),
    "format_wrong_type": Entry(
        _lt("%(where)s: %(value)s is not what belongs there."),
        _lt("It takes: %(expected)s."),
    ),
    "format_wrong_choice": Entry(
        _lt("%(where)s: “%(value)s” is none of the choices."),
        _lt("It takes one of: %(known)s."),
    ),
    "format_too_deep": Entry(
        _lt("%(where)s: values stand in values more than %(limit)s deep."),
        _lt("Copy a shipped format and change that."),
    ),
    "format_source_unknown": Entry(
        _lt("%(where)s: there is no source “%(value)s” for it."),
        _lt("Take one of the catalogue of sources, or “setting.” and the key of a setting."),
    ),
    "format_reference_unknown": Entry(
        _lt("%(where)s: the format has no “%(value)s”."),
        _lt("Correct the name, or add what it names."),
    ),
    "format_twice": Entry(
        _lt("%(where)s: “%(value)s” is there twice."),
        _lt("Give one of them another name."),
    ),
    "format_why_missing": Entry(
        _lt(
            "%(where)s: texts that look like formulas are left as they are, and no reason is given."
        ),
        _lt("Say why, or let them be defused."),
    ),
    "format_cells_differ": Entry(
        _lt("%(where)s: “%(value)s” has %(count)s cells under a header of %(limit)s."),
        _lt("Give it the same columns, or let it be “like” the record with the header."),
    ),
}

catalogue.add("acct_link_csv", FILE)
catalogue.add("acct_link_csv", FORMAT)
repair.add(
    places={
        **dict.fromkeys(FILE, repair.DOCUMENT_ITSELF),
        "file_name_two_lists": repair.CUSTOMER,
        **dict.fromkeys(("file_setting_missing", "file_setting_too_long"), repair.INTERFACE),
        # Nothing here is to be corrected.
        **dict.fromkeys(("file_part_unreadable", "file_not_dropped", "file_name_taken"), ""),
    },
    readers={
        **dict.fromkeys(("file_name_two_lists", "file_name_colon"), repair.CONTACTS),
        "file_card_name": repair.MANAGER,
    },
    pages=dict.fromkeys(
        ("file_setting_missing", "file_setting_too_long"), ("csv_settings", "csv_setting_ids")
    ),
)
