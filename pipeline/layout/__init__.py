"""Layout: where on a flattened page lines, tables, combs, ticks and strikes stand. Knows masks and boxes."""

from pipeline.layout.blank import is_blank
from pipeline.layout.combs import find_combs
from pipeline.layout.grid import ink_grid
from pipeline.layout.leaves import find_leaves
from pipeline.layout.lines import find_lines
from pipeline.layout.tables import find_tables
from pipeline.layout.ticks import find_strikes, find_ticks

__all__ = [
    "find_combs",
    "find_leaves",
    "find_lines",
    "find_strikes",
    "find_tables",
    "find_ticks",
    "ink_grid",
    "is_blank",
]
