"""The parts of the PostgreSQL that needs no installation: `config.embedded` is the door, nothing else uses them."""
