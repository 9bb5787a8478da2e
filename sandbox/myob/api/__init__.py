"""The API over HTTP: the door, questions, pages, files."""
