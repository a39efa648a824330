"""Review: a person settles what the machine doubts. `queue` decides, `desk` carries out, `web` shows."""
