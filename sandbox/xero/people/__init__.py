"""What people do on the screens, where no client of the API looks."""
