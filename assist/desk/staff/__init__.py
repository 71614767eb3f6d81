"""Who works at the desk: accounts, sessions, what each may do, who has what open, and the log of what was done."""
