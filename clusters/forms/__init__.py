"""Forms of schools, clusters and their people."""
