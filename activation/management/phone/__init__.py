"""The phone as a program: what the wallet does in a browser, done over HTTP with keys in files."""
