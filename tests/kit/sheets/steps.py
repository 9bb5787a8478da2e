"""The steps of a pay sheet, by the names that the journal has, and where sheets stand before."""

CREATE, REPLACE, APPROVE, DELETE, REVERT = (
    f"pay_{name}" for name in ("create", "replace", "approve", "delete", "revert")
)
AGAIN = "again"  # another one is made where a draft was deleted
# See `world.SheetWorld.renew`.
NEW, TO_APPROVE, CHANGED, CHANGED_APPROVED = "new", "to_approve", "changed", "changed_approved"
