"""Tools for those who write grammar files: check, explain, draft, golden files."""
