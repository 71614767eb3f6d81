"""Work built on the line: triage, tickets."""
