"""Layout: where on a flattened page text lines, tables and comb boxes stand. Knows masks and boxes only."""

from pipeline.layout.blank import is_blank
from pipeline.layout.combs import find_combs
from pipeline.layout.grid import ink_grid
from pipeline.layout.leaves import find_leaves
from pipeline.layout.lines import find_lines
from pipeline.layout.tables import find_tables

__all__ = ["find_combs", "find_leaves", "find_lines", "find_tables", "ink_grid", "is_blank"]
