"""The command line: one thin door to the use cases. Nothing heavy is imported until a command needs it."""
