"""What can be asked of sign-ins, sessions, tokens and keys."""
