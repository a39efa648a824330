"""Data files of the package and of a unit: YAML, read by libyaml, which takes a tenth of the time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

YAMLError = yaml.YAMLError
"""What is raised of a file that is no YAML, with the place."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""PyYAML built without libyaml reads the same, slower."""


def read_yaml(path: Path) -> Any:
    """What a file says. It is plain data: no file can make objects or run anything."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
