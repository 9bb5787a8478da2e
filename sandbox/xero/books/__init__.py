"""What the books of an organisation hold, and what they hold at the start."""
