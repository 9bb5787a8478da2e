"""What is in the books: company files, resources as tables, fields and their types."""
