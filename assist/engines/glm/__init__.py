"""GLM vision models behind the line: in this process or on a server; the model proposes, the program checks."""
