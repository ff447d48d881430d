"""The command line of the assembly."""
