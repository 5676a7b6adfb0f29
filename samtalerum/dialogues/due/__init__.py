"""Who is due: the institution's rules, and the facts that they ask about."""
