"""Shape and wording of what people fill in about photos and news."""
