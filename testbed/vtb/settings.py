"""Where things lie, and what components.toml says."""

import os
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent


def _directory(variable: str, base_variable: str, base_default: str, *parts: str) -> Path:
    explicit = os.environ.get(variable)
    if explicit:
        return Path(explicit).resolve()
    base = os.environ.get(base_variable) or os.path.join(os.path.expanduser("~"), base_default)
    return Path(base).joinpath(*parts).resolve()


def _components() -> dict:
    with open(HOME / "components.toml", "rb") as file:
        return tomllib.load(file)


@dataclass(frozen=True)
class Settings:
    """cache: built things, safe to delete; state: run directories of what is running now."""

    cache: Path = field(default_factory=lambda: _directory("VIVARIUM_CACHE", "XDG_CACHE_HOME", ".cache", "vivarium"))
    state: Path = field(
        default_factory=lambda: _directory("VIVARIUM_STATE", "XDG_STATE_HOME", ".local/state", "vivarium", "testbed")
    )
    components: dict = field(default_factory=_components)

    def image(self, name: str) -> str:
        return self.components["images"][name]
