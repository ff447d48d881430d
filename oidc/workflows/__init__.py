"""What happens at the provider: one subject a file."""
