"""Reports: how right the records are, and how far the work is."""
