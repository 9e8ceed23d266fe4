"""What people do with authorities, schools, clusters, and the people in them."""
