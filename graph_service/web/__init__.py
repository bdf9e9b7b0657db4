"""The pages: server-rendered templates, our own ES modules, no outside request."""
