"""The glue around what is measured; the loop itself is C, in _gilbench."""
