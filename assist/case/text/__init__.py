"""Words of buyers and manuals: languages, tokens, glossary, what is asked for, and the words that answer."""
