"""The test people of the sandbox: who they are, how they are made, and put back as they were."""
