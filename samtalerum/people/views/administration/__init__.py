"""The administrators' pages: people, what they belong to, units. For everybody else they do not exist."""
