"""What each kind of official file does with its lines; `directory.extract.plan` is their contract."""
