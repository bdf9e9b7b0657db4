"""Builds the sample data: an invented town of firms and people, told as clean records, then written as dirty as real files are."""
