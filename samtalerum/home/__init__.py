"""Home: the start pages of whoever is signed in."""
