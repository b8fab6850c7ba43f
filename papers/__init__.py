"""What leaves the building as a document or a file."""
