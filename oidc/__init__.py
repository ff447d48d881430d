"""Second floor: prove to a relying party who is holding the phone."""
