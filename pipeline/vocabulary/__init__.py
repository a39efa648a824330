"""Words, spelling and places that answers are held against."""
