"""Requests to be registered in a structure, from the first link to the decision; one verb a file."""
