"""Several sites: each verified by a process of its own, and one overview of all of them."""
