"""Pages of schools, clusters and their people."""
