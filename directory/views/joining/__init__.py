"""« Join a structure »: somebody finds it, proves their address, fills their request, and follows it."""
