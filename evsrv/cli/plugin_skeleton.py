"""The files that a new plugin begins with."""

import re
from collections.abc import Mapping
from pathlib import Path
from string import Template

from attrs import frozen

_TEMPLATES = Path(__file__).parent / "skeleton"
_PATH_IMPORT = "from pathlib import Path\n\n"
_FOLDER_FIXTURE = """
@pytest.fixture
def evsrv_plugins_dir():
    return Path(__file__).parents[1]

"""
_RELEASE = re.compile(r"(\d+)\.(\d+)")


@frozen
class PluginSkeleton:
    """A plugin of this name, which adds one operator, for this version of evsrv."""

    name: str
    version: str

    @property
    def project(self) -> str:
        """The name of its distribution, without the prefix `evsrv-`."""
        return self.name.replace("_", "-")

    @property
    def operator(self) -> str:
        """The name of its operator: that of the plugin in camel case."""
        first, *others = filter(None, self.name.split("_"))
        return "".join([first, *(word.capitalize() for word in others)])

    def package_files(self) -> Mapping[str, str]:
        """Render the files of a distribution, by their paths."""
        return {
            "pyproject.toml": self._render("pyproject.toml"),
            f"evsrv_{self.name}.py": self._render("plugin.py"),
            "README.md": self._render("README.md"),
            f"tests/test_{self.name}.py": self._render("test.py"),
            ".gitignore": self._render("gitignore"),
        }

    def folder_files(self) -> Mapping[str, str]:
        """Render the files of a plugin in a folder of plugins, by their paths."""
        return {
            f"{self.name}.py": self._render("plugin.py"),
            f"tests/test_{self.name}.py": self._render(
                "test.py", path_import=_PATH_IMPORT, folder_fixture=_FOLDER_FIXTURE
            ),
        }

    def _render(self, template: str, path_import: str = "", folder_fixture: str = "") -> str:
        text = (_TEMPLATES / f"{template}.tmpl").read_text("utf-8")
        return Template(text).substitute(
            name=self.name,
            project=self.project,
            operator=self.operator,
            versions=_compatible_versions(self.version),
            path_import=path_import,
            folder_fixture=folder_fixture,
        )


def _compatible_versions(version: str) -> str:
    """Return the version specifier of the versions with the same plugin API."""
    release = _RELEASE.match(version)
    if release is None:
        raise ValueError(f"{version!r} is not a version")
    major, minor = map(int, release.groups())
    # The plugin API may change with a minor version until there is 1.0.
    end = f"{major + 1}" if major else f"0.{minor + 1}"
    return f">={major}.{minor},<{end}"
