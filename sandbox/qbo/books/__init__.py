"""What is in the books: companies, and entities as tables."""
