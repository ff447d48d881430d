"""What programs ask of the directory."""
