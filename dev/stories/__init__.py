"""What happens between the pictures of screens.py: one story for each accounting system."""
