"""Settings, one subject a file; demo, test and production say what differs."""
