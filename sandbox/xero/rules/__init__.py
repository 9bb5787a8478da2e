"""What is refused and why: fields, lines, documents, contacts."""
