"""Reading: pictures of lines in, lattices out. Each reader is a module; all share one small contract."""
