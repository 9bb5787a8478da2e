"""One screen for each accounting system that imports files: its first settings."""

from stories.packages import PACKAGES

from .screen import FORM, MANUAL, Screen

TAB = ".nav-link[name=%s]"
SETTINGS = (TAB % "csv_settings", ".o_field_widget[name=csv_setting_ids] .o_data_row")
CODES = (TAB % "csv_codes", ".o_field_widget[name=tax_ids] .o_data_row")


def make_screen(name, package):
    path = f"acct-link-interfaces/{{{name}}}"
    # What only this one asks for; where it asks for nothing, its codes.
    click = SETTINGS if package.settings or name in ASK_BY_DEFAULT else CODES
    picture = f"{MANUAL}/format_{name.replace('-', '_')}_1400.png"
    return Screen(f"format_{name}", path, FORM, (click,), used=(picture,))


ASK_BY_DEFAULT = ("sage-50-canada", "sage-50-uk")
PACKAGE_SCREENS = [make_screen(name, package) for name, package in PACKAGES.items()]
