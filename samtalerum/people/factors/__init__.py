"""Second factors: passkeys, a code app, recovery codes. What a stolen mailbox does not have."""
