"""Guards for the whole house, and the journeys in browsers."""
