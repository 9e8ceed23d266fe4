"""What `make test` brings up for the tests, and takes down again."""
