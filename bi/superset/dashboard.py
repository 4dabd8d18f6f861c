"""Brings the dashboard from `assets/` into Superset, or back: `bi/superset/superset dashboard import` (or `export`).

The files are Superset's own export format. An import overwrites what Superset has of the dashboard, its charts, its
datasets and the connection; an export writes what people changed in Superset into the files they came from.
"""

import sys
from pathlib import Path

import yaml
from superset.app import create_app

ASSETS = Path(__file__).parent / "assets"


def import_assets() -> None:
    """Import every file, as the administrator. Raises where one of them does not fit."""
    from superset.commands.importers.v1.assets import ImportAssetsCommand

    contents = {str(path.relative_to(ASSETS)): path.read_text("utf-8") for path in ASSETS.rglob("*.yaml")}
    ImportAssetsCommand(contents).run()


def export_assets() -> None:
    """Write every asset to the file that holds its uuid, and new ones under the name that Superset gives them."""
    from superset.commands.export.assets import ExportAssetsCommand

    known = {_uuid(path.read_text("utf-8")): path for path in ASSETS.rglob("*.yaml") if path.name != "metadata.yaml"}
    for name, content in ExportAssetsCommand().run():
        if name == "metadata.yaml":
            continue
        text = content()
        path = known.get(_uuid(text), ASSETS / name)
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = yaml.dump(yaml.safe_load(text), Dumper=_Readable, sort_keys=False, allow_unicode=True, width=110)
        path.write_text(lines, "utf-8")


class _Readable(yaml.SafeDumper):
    """Writes SQL and notes as the lines they are."""

    def represent_text(self, text: str) -> yaml.ScalarNode:
        return self.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Readable.add_representer(str, _Readable.represent_text)


def _uuid(text: str) -> str:
    return str(yaml.safe_load(text)["uuid"])


def main() -> None:
    """Do what the one argument says."""
    work = {"import": import_assets, "export": export_assets}.get(" ".join(sys.argv[1:]))
    if not work:
        sys.exit("usage: bi/superset/superset dashboard import|export")
    with create_app().app_context():
        from superset.extensions import security_manager
        from superset.utils.core import override_user

        with override_user(security_manager.find_user("admin")):
            work()


main()
