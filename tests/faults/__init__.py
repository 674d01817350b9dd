"""What goes wrong on real machines, with real servers: of their own, so that they can be stopped and killed."""
