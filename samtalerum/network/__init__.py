"""A leader's network: contacts that one person keeps, and that nobody else can read."""
