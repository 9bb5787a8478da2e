"""What every stand-in is built on; it knows no accounting system (README: A new stand-in)."""
