"""What Prometheus is told: counts that each process keeps, and readings that are taken when it asks."""
