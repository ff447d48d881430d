"""`/services/`: where the engineers of services describe them, try in the sandbox, and ask for production."""
