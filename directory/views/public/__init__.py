"""The public directory: anybody finds who practises what, and where."""
