"""A graph that is put together aside, in one file on this machine, before a server holds it."""
