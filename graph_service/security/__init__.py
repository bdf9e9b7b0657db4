"""Keys, encryption, masking."""
