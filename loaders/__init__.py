"""One source a module; the same verbs everywhere: get, check, shape, put, retire."""
