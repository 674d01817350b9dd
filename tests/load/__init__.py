"""Many people at once on the program as it is served, on both databases: no error, and no write is lost."""
