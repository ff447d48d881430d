"""The official file formats of the directory: their columns, how they are read, written and sampled. Pure."""
