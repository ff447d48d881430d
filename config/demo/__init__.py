"""The demo: fictitious people, staff and a service, on test authorities only."""
