"""A whole instance as one directory that is checked byte by byte, and an instance made from it."""
