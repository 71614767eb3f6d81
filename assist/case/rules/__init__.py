"""The rules: one small file for each family of questions; each rule is a function from `Facts` to a verdict or None."""
