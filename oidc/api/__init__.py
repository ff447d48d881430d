"""The wallet's doors: what is asked of a phone, and what it answers."""
