"""The carriers: the only code of the product that leaves the process."""
