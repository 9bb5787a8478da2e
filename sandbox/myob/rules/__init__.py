"""What is made of a body that comes in, and why one is refused."""
