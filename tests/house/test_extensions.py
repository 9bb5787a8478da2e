"""Methods that several add-ons extend: each calls those before it."""

import ast

from test_layers import ADDONS, ROOT, brought


def load_order(folder):
    """Files of a package and of its sub-packages, in the order in which Python imports them."""
    for node in ast.parse((folder / "__init__.py").read_text()).body:
        for alias in node.names if isinstance(node, ast.ImportFrom) else ():
            if (folder / f"{alias.name}.py").is_file():
                yield folder / f"{alias.name}.py"
            elif (folder / alias.name / "__init__.py").is_file():
                yield from load_order(folder / alias.name)


def methods_of_models(path):
    """(name of the model, method) of all classes of a file."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.ClassDef):
            names = {
                each.targets[0].id: ast.literal_eval(each.value)
                for each in node.body
                if isinstance(each, ast.Assign) and each.targets[0].id in ("_name", "_inherit")
            }
            inherited = names.get("_inherit") or [""]
            inherited = [inherited] if isinstance(inherited, str) else inherited
            for each in node.body:
                if isinstance(each, ast.FunctionDef):
                    yield names.get("_name") or inherited[0], each


def test_extension_that_is_loaded_later_hides_no_earlier_one():
    """Odoo takes the last class first: what does not call super there loses the others."""
    known, hidden = {}, []
    # As Odoo loads them: what an add-on brings comes before it.
    for addon in sorted((addon.name for addon in ADDONS), key=lambda name: len(brought(name))):
        for path in load_order(ROOT / addon / "models"):
            for model, method in methods_of_models(path):
                calls_super = any(
                    isinstance(node, ast.Name) and node.id == "super" for node in ast.walk(method)
                )
                if (model, method.name) in known and not calls_super:
                    hidden.append(f"{path.relative_to(ROOT)}: {method.name}")
                known[model, method.name] = path
    assert not hidden
