"""A health PKI of one's own, for tests and demonstrations: authorities, cards, revocation lists."""
