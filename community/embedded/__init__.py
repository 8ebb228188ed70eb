"""PostgreSQL and Valkey from their wheels, and everything that bin/run, bin/manage and bin/test need."""
