"""What follows from the input alone: parsing, checks and signatures. No Django, no clock, no I/O."""
