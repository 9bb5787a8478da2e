"""Who may know whom. The rules are those of the design; here they are held."""

import ast
import configparser
import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
ADDONS = sorted(manifest.parent for manifest in ROOT.glob("acct_link_*/__manifest__.py"))
SYSTEMS = re.compile(r"(?<![a-z])(xero|quickbooks|qbo|myob|reckon|sage)(?![a-z])", re.IGNORECASE)
HTTP = {
    *("requests", "urllib3", "http.client", "urllib.request", "httpx", "aiohttp"),
    *("oauthlib", "requests_oauthlib", "xero_python"),
}
SECRET = re.compile(r"secret|password|token|api_key|private_key|credential")
# Names under which packages are imported, where they are not those of the package index.
DISTRIBUTIONS = {"xero_python": "xero-python", "requests_oauthlib": "requests-oauthlib"}

# What connectors share.
SHARED = (
    *("acct_link_batch", "acct_link_auto_upload", "acct_link_check", "acct_link_expense"),
    *("acct_link_match", "acct_link_oauth", "acct_link_operation", "acct_link_overview"),
    *("acct_link_pull", "acct_link_tracking", "acct_link_queue", "acct_link_queue_pull"),
    *("acct_link_reference", "acct_link_timesheet"),
    *("acct_link_item", "acct_link_payment_term", "acct_link_release", "acct_link_tracking_option"),
)

# What connectors are copied from is held to the same.
TEMPLATES = sorted(manifest.parent for manifest in ROOT.glob("tests/addons/*/__manifest__.py"))
each_addon_and_template = pytest.mark.parametrize(
    "addon", [*ADDONS, *TEMPLATES], ids=lambda path: path.name
)


def manifest(addon):
    return ast.literal_eval((addon / "__manifest__.py").read_text())


def sources(folder, *ignored):
    """Python files below `folder`, those in the folders `ignored` left out."""
    return [
        path
        for path in sorted(folder.rglob("*.py"))
        if not set(ignored) & set(path.relative_to(folder).parts[:-1])
    ]


def imports(path):
    """Absolute names of all that a file imports, wherever in it: (line, name)."""
    package = path.relative_to(ROOT).parent.parts
    if package[0].startswith("acct_link_"):
        package = ("odoo", "addons", *package)
    elif package[:2] == ("tests", "addons"):
        package = ("odoo", *package[1:])
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *filter(None, [node.module])])
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def within(name, package):
    return name == package or name.startswith(package + ".")


def offences(paths, forbidden):
    return [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in paths
        for line, name in imports(path)
        if forbidden(name)
    ]


def test_there_are_addons_to_look_at():
    assert (ROOT / "acct_link_batch") in ADDONS
    assert TEMPLATES


@each_addon_and_template
def test_lib_knows_no_odoo(addon):
    lib = re.compile(r"odoo\.addons\.\w*acct_link\w*\.lib(\.|$)")
    assert not offences(
        sources(addon / "lib"), lambda name: within(name, "odoo") and not lib.match(name)
    )


@each_addon_and_template
def test_connectors_know_the_link_and_not_each_other(addon):
    allowed = {addon.name, *manifest(addon)["depends"]}

    def foreign(name):
        other = re.match(r"odoo\.addons\.(\w*acct_link\w*)", name)
        return other and other[1] not in allowed

    assert not offences(sources(addon), foreign)


@pytest.mark.parametrize("name", sorted(set(SHARED) - {"acct_link_oauth"}))
def test_the_link_speaks_no_http(name):
    paths = sources(ROOT / name, "tests")
    assert not offences(paths, lambda name: any(within(name, library) for library in HTTP))


@pytest.mark.parametrize("name", SHARED)
def test_what_connectors_share_names_no_accounting_system(name):
    addon = ROOT / name
    named = [
        f"{path.relative_to(ROOT)}:{number} {line.strip()}"
        for suffix in ("py", "xml", "csv", "sql", "js")
        for path in sorted(addon.rglob(f"*.{suffix}"))
        if "readme" not in path.parts and "description" not in path.parts
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if SYSTEMS.search(line)
    ]
    assert not named


def models_of(addon):
    """Names of the models that an add-on makes."""
    return {
        name
        for path in sources(addon / "models") + sources(addon / "wizards")
        for name in re.findall(r'^    _name = "(.+)"$', path.read_text(), re.MULTILINE)
    }


def test_the_link_names_no_addon_that_extends_it():
    """Neither in its code nor in what it stores: those have hooks."""
    addon = ROOT / "acct_link_batch"
    others = {each.name for each in ADDONS} - {addon.name}
    models = set().union(*(models_of(ROOT / each) for each in others)) - models_of(addon)
    assert "acct.link.operation" in models
    other = re.compile(
        "|".join([rf"\b{each}\b" for each in others] + [rf"\"{each}\"" for each in models])
    )
    named = [
        f"{path.relative_to(ROOT)}:{number} {line.strip()}"
        for suffix in ("py", "xml", "csv", "sql", "js")
        for path in sorted(addon.rglob(f"*.{suffix}"))
        if "tests" not in path.parts
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if other.search(line)
    ]
    assert not named


def codes_of_problems(addon):
    """{code: place} of all Problems that an add-on makes, as far as their code stands there."""
    return {
        node.args[0].value: f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sources(addon, "tests")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "Problem"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


def entries(folder):
    """Codes of the entries that stand in the files of a folder."""
    return {
        key.value
        for path in sources(folder)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Dict)
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(value, ast.Call) and ast.unparse(value.func) == "Entry"
    }


@each_addon_and_template
def test_problems_of_an_addon_are_in_its_catalogue_or_in_one_below(addon):
    below = {addon.name, "acct_link_batch", *manifest(addon)["depends"]}
    known = set().union(
        *(entries(path / "lib") for path in [*ADDONS, *TEMPLATES] if path.name in below)
    )
    named = codes_of_problems(addon)
    assert not {code: place for code, place in named.items() if code not in known}


@each_addon_and_template
def test_addons_do_not_know_the_sandbox(addon):
    assert not offences(sources(addon), lambda name: within(name, "sandbox"))


def test_the_sandbox_knows_neither_odoo_nor_an_addon():
    assert not offences(
        sources(ROOT / "sandbox"),
        lambda name: within(name, "odoo") or name.startswith("acct_link_"),
    )


def test_the_common_part_of_the_sandbox_knows_no_system():
    paths = sources(ROOT / "sandbox" / "common")
    assert paths
    assert not offences(
        paths, lambda name: within(name, "sandbox") and not within(name, "sandbox.common")
    )


def test_stand_ins_do_not_know_each_other():
    for folder in (path.parent for path in ROOT.glob("sandbox/*/__init__.py")):
        known = ("sandbox.common", f"sandbox.{folder.name}")
        assert not offences(
            sources(folder),
            lambda name, known=known: (
                within(name, "sandbox") and not any(within(name, package) for package in known)
            ),
        )


def test_no_folder_of_the_sandbox_has_more_than_twenty_files():
    folders = {path.parent for path in sources(ROOT / "sandbox")}
    assert ROOT / "sandbox" / "common" in folders
    for folder in folders:
        assert len(list(folder.glob("*.py"))) <= 20, folder


@each_addon_and_template
def test_nothing_sleeps_in_an_addon(addon):
    sleeping = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sources(addon)
        for node in ast.walk(ast.parse(path.read_text()))
        if (isinstance(node, ast.Attribute) and node.attr == "sleep")
        or (isinstance(node, ast.Name) and node.id == "sleep")
    ]
    assert not sleeping


def secret_fields(addon):
    """Stored fields of the add-on's models that hold a secret, going by their names."""
    for path in sources(addon / "models"):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Assign)
                and isinstance(node.value, ast.Call)
                and re.match(r"fields\.(Char|Text|Json|Binary)$", ast.unparse(node.value.func))
                and SECRET.search(ast.unparse(node.targets[0]))
            ):
                yield f"{path.relative_to(ROOT)}:{node.lineno}"


@each_addon_and_template
def test_a_copied_database_forgets_secrets(addon):
    if list(secret_fields(addon)):
        assert (addon / "data" / "neutralize.sql").is_file()


def test_setup_cfg_agrees_with_the_manifests():
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg")
    options = setup["options"]
    assert options["packages"].split() == [f"odoo.addons.{addon.name}" for addon in ADDONS]
    assert {addon.name for addon in ADDONS} <= set(setup["tool:pytest"]["testpaths"].split())
    assert options["package_dir"].strip().splitlines() == [
        f"odoo.addons.{addon.name} = {addon.name}" for addon in ADDONS
    ]
    needs = {
        DISTRIBUTIONS.get(name, name)
        for addon in ADDONS
        for name in manifest(addon).get("external_dependencies", {}).get("python", [])
    }
    assert set(options["install_requires"].split()) == needs


def test_every_need_of_the_addons_is_pinned():
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg")
    pinned = re.findall(r"^([\w-]+)==", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    assert set(setup["options"]["install_requires"].split()) == set(pinned)


# Downwards only: each may know those before it.
SUB_PACKAGES = {
    "acct_link_batch": [
        *("base", "setup", "codes", "contacts", "document", "batch", "check"),
        *("upload", "move"),
    ],
    "acct_link_csv": ["formats", "codes", "contacts", "document", "files", "upload"],
}


@pytest.mark.parametrize("addon", SUB_PACKAGES)
def test_sub_packages_of_the_models_know_those_before_them_only(addon):
    folder = ROOT / addon / "models"
    names = SUB_PACKAGES[addon]
    assert sorted(names) == sorted(path.parent.name for path in folder.glob("*/__init__.py"))
    package = re.compile(rf"odoo\.addons\.{addon}\.models\.(\w+)")
    for number, name in enumerate(names):
        later = set(names[number + 1 :])

        def upwards(imported, later=later):
            found = package.match(imported)
            return found and found[1] in later

        assert not offences(sources(folder / name), upwards)


each_top = pytest.mark.parametrize(
    "top", [*(each.name for each in ADDONS), "dev", "sandbox", "tests"]
)


@each_top
def test_no_folder_has_more_than_twenty_files(top):
    for folder in {file.parent for file in sources(ROOT / top)}:
        assert len([*folder.glob("*.py"), *folder.glob("*.sh")]) <= 20, folder


@each_top
def test_no_file_has_more_than_four_hundred_lines(top):
    assert not [path for path in sources(ROOT / top) if count_lines(path) > 400]


def test_the_core_stays_small():
    """What is not needed by every link stands in an add-on of its own."""
    assert sum(map(count_lines, sources(ROOT / "acct_link_batch", "tests"))) <= 12_500


def count_lines(path):
    return path.read_text().count("\n")


def test_the_kit_knows_no_system_but_in_its_adapters():
    """What a case has to know of a system stands in kit/systems."""
    named = [
        f"{path.relative_to(ROOT)}:{number} {line.strip()}"
        for path in sources(ROOT / "tests" / "kit", "systems")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if SYSTEMS.search(line) and "reckon_one" not in line  # a file format
    ]
    assert not named


def brought(name):
    """An add-on of ours and all that installing it installs, too."""
    needs = [each for each in manifest(ROOT / name)["depends"] if (ROOT / each).is_dir()]
    return {name}.union(*(brought(each) for each in needs))


def test_the_job_queue_is_for_every_connector_and_comes_with_none():
    assert brought("acct_link_queue") == {"acct_link_queue", "acct_link_batch"}
    assert manifest(ROOT / "acct_link_queue")["auto_install"] is True
    pulls = {"acct_link_queue_pull", "acct_link_queue"} | brought("acct_link_pull")
    assert brought("acct_link_queue_pull") == pulls
    assert manifest(ROOT / "acct_link_queue_pull")["auto_install"] is True
    others = {addon.name for addon in ADDONS} - {"acct_link_queue", "acct_link_queue_pull"}
    assert not [name for name in others if "acct_link_queue" in brought(name)]


def test_files_bring_neither_follow_ups_nor_what_comes_back_nor_a_sign_in():
    overview = {"acct_link_overview", "acct_link_batch"}
    assert brought("acct_link_csv") == {"acct_link_csv", "acct_link_item", *overview}


def test_a_connector_brings_what_it_needs():
    overview = {"acct_link_overview", "acct_link_batch"}
    follow_ups = {"acct_link_operation", "acct_link_check", "acct_link_match", *overview}
    assert brought("acct_link_operation") == follow_ups
    assert brought("acct_link_pull") == {"acct_link_pull", *follow_ups}
    shared = {"acct_link_oauth", "acct_link_tracking", *brought("acct_link_pull")}
    own = {"acct_link_xero", "acct_link_item", "acct_link_tracking_option"}
    assert brought("acct_link_xero") == {*own, *shared}
    payroll = {"acct_link_timesheet", "acct_link_tracking", *overview}
    assert brought("acct_link_timesheet") == payroll
    for name in ("acct_link_auto_upload", "acct_link_oauth"):
        assert brought(name) == {name, *overview}
    for name in ("acct_link_check", "acct_link_expense", "acct_link_match", "acct_link_overview"):
        assert brought(name) == {name, "acct_link_batch"}
    for name in ("acct_link_reference", "acct_link_tracking"):
        assert brought(name) == {name, "acct_link_batch"}
    for name in ("acct_link_item", "acct_link_payment_term", "acct_link_release"):
        assert brought(name) == {name, "acct_link_batch"}


@each_addon_and_template
def test_a_connector_depends_on_what_its_capabilities_speak_of(addon):
    """Without the add-on nobody would ask it."""
    said = "".join(path.read_text() for path in sources(addon / "models"))
    needed = {"operations=": "acct_link_operation", "tracking_categories=": "acct_link_tracking"}
    needed = {name for part, name in needed.items() if f" {part}" in said}
    assert needed <= {addon.name, *manifest(addon)["depends"]}


def test_what_is_part_of_every_link_installs_itself():
    for name in ("auto_upload", "check", "match", "overview", "reference"):
        assert manifest(ROOT / f"acct_link_{name}")["auto_install"] is True
