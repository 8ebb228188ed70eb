"""PostgreSQL as Django knows it, for threads that must not wait for ever."""
