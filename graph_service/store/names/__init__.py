"""The index of parts of names: a file beside the graph that can be made anew from it at any time."""
