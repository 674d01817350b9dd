"""A whole workspace as files, on any engine: written, read back, and told apart by digests."""
