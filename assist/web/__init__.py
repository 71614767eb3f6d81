"""The page: thin doors on the desk, one file a tab."""
