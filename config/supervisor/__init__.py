"""One command for the whole product: starts its processes in order, keeps them alive, stops them in reverse order."""
