"""The API over HTTP: the door, questions, files, XML."""
